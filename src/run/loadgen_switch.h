// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Which LoadGen measures: ours or the official one. Everything else in run/ uses only the public
// mlperf:: headers, so that the same harness runs on both.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "query_sample_library.h"
#include "record/run_record.h"
#include "run/test_watch.h"
#include "system_under_test.h"
#include "test_settings.h"

namespace assay {

struct LoadGenRequest {
  mlperf::SystemUnderTest& sut;
  mlperf::QuerySampleLibrary& qsl;
  const mlperf::TestSettings& settings;
  std::filesystem::path folder;  // where the logs and the journal go
  Clock& clock;
  const std::atomic<bool>& stop;
  Nanoseconds hard_limit{0};  // zero: none
  Nanoseconds drain_limit{0};
  Nanoseconds max_lag{0};  // p99 of the issue lag above it: the generator fell behind. Ours only
  /// Ends the test early when it has seen enough; empty: nobody looks. Ours only.
  TestWatch watch{};
  /// When the system under test answered last; asked by a LoadGen that does not tell.
  std::function<Nanoseconds()> last_answer{};
};

/// What comes back, whichever LoadGen ran.
struct LoadGenOutcome {
  std::uint64_t queries_issued = 0, samples_issued = 0, samples_completed = 0, over_latency = 0;
  Nanoseconds duration{0};
  double headline = 0;  // the scenario's own figure, in the unit of the record's headline
  double completed_per_second = 0;
  LatencyFigures latency;  // per sample; MultiStream: per query
  LatencyFigures lag;
  std::vector<Finding> findings;  // anomalies and notes
  /// Of each query, in the order of the schedule; -1: never answered. Ours only, and only when a
  /// watch looked.
  std::vector<std::int64_t> query_latencies_ns;
  std::string
      loadgen;  // which one measured, for run.json: "assay 0.1.0", "official v6 (6.0.17 @ NA)"
};

struct LoadGenFacts {
  std::string name;  // "assay 0.1.0"; "official v0.7", whose version only its logs tell
  /// True: hard and drain limits, `stop`, the journal and virtual time are kept (ours). False: the
  /// test ends when the LoadGen ends it, and a killed one cannot be recovered.
  bool has_extras = false;
  std::vector<std::string> profiles;  // "v0.7", "v6"; the first is used when none is named
  /// The most late queries with which a test of so many can be VALID in a profile, -1 when even
  /// none would be too many. Empty without the extras.
  std::function<std::int64_t(std::string_view profile, double percentile, std::uint64_t queries)>
      most_late{};
};
LoadGenFacts LoadGen();

/// Runs one test. Throws Error{kUnwritable} when the logs cannot be opened.
LoadGenOutcome StartTest(const LoadGenRequest& request);

}  // namespace assay
