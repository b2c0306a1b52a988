// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One performance run of a published result, from its logs.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "record/published_result.h"

namespace assay {

struct RunPlace {
  std::filesystem::path folder{};      // performance/run_1
  std::optional<Scenario> scenario{};  // that of the scenario's folder; absent: the log's counts
};

/// Whatever is missing or broken becomes a note. Never throws an Error.
PublishedRun ReadPublishedRun(const RunPlace& place, std::vector<Finding>& notes);

/// Notes of a run's logs: those that the LoadGen counted as errors.
void NoteLogErrors(const std::filesystem::path& folder, std::uint64_t errors,
                   std::vector<Finding>& notes);

void AddNote(std::vector<Finding>& notes, Severity severity, const std::string& rule,
             const std::filesystem::path& where, const std::string& what);

}  // namespace assay
