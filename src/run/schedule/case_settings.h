// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The questions of `assay schedule`: a case in JSON becomes the LoadGen's settings.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/json.h"
#include "loadgen/include/test_settings.h"

namespace assay {

struct ScheduleCase {
  mlperf::TestSettings settings;  // with its profile
  std::uint64_t total_samples = 0;
  std::uint64_t performance_samples = 0;
};

/// A place in a file, for people: "in.json: cases[2].settings".
struct Place {
  std::string text;
  bool is_file = false;  // the whole file: what is inside follows a colon
  Place operator/(const std::string& name) const { return {text + (is_file ? ": " : ".") + name}; }
};

/// "v0.7" or "v6". Throws Error{kUsage}.
mlperf::Profile ParseProfile(const std::string& name);

/// Reads scenario, mode and settings of a case; answers in it are not looked at. Throws
/// Error{kBadData} for what is missing, unknown or no number of its kind, and for tests too large
/// to be answered.
ScheduleCase ParseCase(const Json& test, mlperf::Profile profile, const Place& where);

}  // namespace assay
