// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A tuned profile: settings that `assay tune` found, as a file that `assay run --tuned` takes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "run/tune_space.h"

namespace assay {

struct TunedProfile {
  std::string made;  // when, ISO 8601 with offset
  std::string assay_version;
  // What it was made for.
  std::string benchmark, scenario, model, backend, backend_version, machine;
  std::optional<Nanoseconds> bound{};
  EngineSettings settings;
  // What was measured, for a person: a line each.
  std::vector<std::string> measured;
};

/// The file's text: TOML with what was measured in comments.
std::string TunedProfileText(const TunedProfile& profile);

/// Throws Error{kBadData} naming file and line. What was measured is not read.
TunedProfile ParseTunedProfile(std::string_view text, const std::filesystem::path& file);

/// What identifies this machine in a profile: its processor, and how much of it is used here.
std::string TuningMachine();

/// The request with the settings of its tuned profile, where it names one. What the command line
/// gave stays; that, and what differs from what the profile was made for, is said. Throws
/// Error{kUsage} when it was made for another benchmark or backend, kMissingFile, kBadData.
RunRequest WithTuned(RunRequest request, Observer& observer);

}  // namespace assay
