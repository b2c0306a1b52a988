// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Settings as the text shapes print them: the detail log's blocks and the summary's parameters.
#pragma once

#include <string>

#include "loadgen/include/test_settings.h"
#include "loadgen/settings.h"

namespace assay::loadgen {

/// The two blocks of a text detail log. Layout: docs/loadgen-behaviour.md, section 11.3; what v0.7
/// does not know stands behind what it does.
std::string EffectiveSettingsText(const EffectiveSettings& settings);
std::string RequestedSettingsText(const EffectiveSettings& settings);

/// The lines that effective settings, requested settings and the summary's parameters share.
enum class Booleans { kWords, kDigits };
std::string MinimumsText(const EffectiveSettings& settings);
std::string CommonSettingsText(const mlperf::TestSettings& settings, Booleans booleans);

}  // namespace assay::loadgen
