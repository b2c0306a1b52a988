// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Config files (mlperf.conf, user.conf, audit.config) and what they do to settings.
// Which values apply when the profile is known late: docs/adr/0003-embedded-values.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "loadgen/include/test_settings.h"

namespace assay::loadgen {

struct ConfigTarget {
  std::string model;     // "*" in an audit.config
  std::string scenario;  // "Server", ...
  /// Whose keys are read: V07 or V6.
  mlperf::Profile profile = mlperf::Profile::V07;
};

struct ConfigOutcome {
  bool is_missing = false;
  std::string error;                  // "file:line: key: what is wrong"; empty: applied
  std::vector<std::string> warnings;  // lines that upstream would pass over in silence
};

/// Applies the file to `settings`, all of it or nothing.
ConfigOutcome ApplyConfig(const std::string& path, const ConfigTarget& target,
                          mlperf::TestSettings& settings);
/// The first half of that, and the second, for the text of the file `name`.
ConfigOutcome ReadConfig(const std::string& path, std::string& text);
ConfigOutcome ApplyConfigText(std::string_view text, const std::string& name,
                              const ConfigTarget& target, mlperf::TestSettings& settings);

/// Takes from `later` the fields that config files can set and that differ from `earlier`.
void CarryChanges(const mlperf::TestSettings& earlier, const mlperf::TestSettings& later,
                  mlperf::TestSettings& settings);

/// Gives the fields that FromConfig has set the values that `profile` reads from the same files,
/// where the caller has not set them since. Returns what is to be said about those files; what
/// FromConfig has not said on stderr yet is said there now.
std::vector<std::string> SettleConfig(mlperf::Profile profile, mlperf::TestSettings& settings);

/// The name of a scenario in config files: "SingleStream", ...
const char* ConfigName(mlperf::TestScenario scenario);
bool IsScenarioName(const std::string& name);

}  // namespace assay::loadgen
