// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Config files: mlperf.conf, user.conf, audit.config. Grammar: docs/loadgen.md, section 12.
#pragma once

#include <string>
#include <vector>

#include "loadgen/include/test_settings.h"

namespace assay::loadgen {

struct ConfigTarget {
  std::string model;     // "*" in an audit.config
  std::string scenario;  // "Server", ...
};

struct ConfigOutcome {
  bool is_missing = false;
  std::string error;                  // "file:line: key: what is wrong"; empty: applied
  std::vector<std::string> warnings;  // lines that upstream would pass over in silence
};

/// Applies the file to `settings`, all of it or nothing.
ConfigOutcome ApplyConfig(const std::string& path, const ConfigTarget& target,
                          mlperf::TestSettings& settings);

/// The name of a scenario in config files: "SingleStream", ...
const char* ConfigName(mlperf::TestScenario scenario);

}  // namespace assay::loadgen
