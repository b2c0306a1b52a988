// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Which LoadGen measures: ours or the official one. Everything else in run/ uses only the public
// mlperf:: headers, so that the same harness runs on both.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>

#include "base/clock.h"
#include "query_sample_library.h"
#include "record/run_record.h"
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
};

/// "assay 0.1.0", or the official version, as it goes into run.json.
std::string LoadGenName();

/// True when hard limits, journal and virtual time are kept (ours).
bool LoadGenHasExtras();

/// Runs one test. Throws Error{kUnwritable} when the logs cannot be opened.
LoadGenOutcome StartTest(const LoadGenRequest& request);

}  // namespace assay
