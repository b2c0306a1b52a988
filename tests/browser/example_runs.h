// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Run folders as a machine might have left them: for the tests of the page, and to look at it.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "record/run_record.h"

namespace assay::examples {

/// A record and its journal's samples. Nothing was measured: a small queueing model made them, the
/// same ones each time.
struct ExampleRun {
  RunRecord record;
  std::vector<JournalSample> samples;
};

/// Server, about 3,000 queries against the given bound: VALID at 50 queries/s, INVALID at 125.
ExampleRun ServerRun(double target_qps);
/// Offline with synthetic weights and data within a budget.
ExampleRun OfflineRun();
ExampleRun SingleStreamRun();
/// 500 photographs, 88.0 % against a user's target.
ExampleRun AccuracyRun();
/// Server, killed after some seconds.
ExampleRun IncompleteRun();
/// A name that tries to become markup, script and style.
ExampleRun HostileRun();
/// SingleStream of the length that the rules ask for or longer: for measuring the page's cost.
ExampleRun LongServerRun(std::size_t queries);

/// All of the first six.
std::vector<ExampleRun> AllRuns();

/// Writes the journal in the LoadGen's layout into `folder`.
void WriteJournal(const std::filesystem::path& folder, std::span<const JournalSample> samples,
                  std::uint32_t samples_per_query);

/// Writes journal and record below `root` and points record.folder there.
RunRecord WriteRunFolder(const ExampleRun& run, const std::filesystem::path& root,
                         std::string_view name);

}  // namespace assay::examples
