// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The values that a v6 LoadGen brings along in place of an mlperf.conf.
#pragma once

#include <string>

#include "loadgen/include/test_settings.h"

namespace assay::loadgen {

/// Sets what the v6 values say for `model` and `scenario` ("Server", ...). A model that they do not
/// know gets those for all models.
void ApplyEmbeddedConf(const std::string& model, const std::string& scenario,
                       mlperf::TestSettings& settings);

}  // namespace assay::loadgen
