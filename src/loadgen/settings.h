// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What the LoadGen makes of TestSettings before it starts. Source: docs/loadgen-behaviour.md,
// section 3.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "loadgen/include/test_settings.h"
#include "loadgen/profile.h"

namespace assay::loadgen {

struct LibrarySize {
  std::uint64_t total = 0;
  std::uint64_t performance = 0;  // as the QuerySampleLibrary says
};

struct EffectiveSettings {
  const ProfileRules* rules = nullptr;
  /// The caller's, with unset fields filled by the profile.
  mlperf::TestSettings requested;

  mlperf::TestScenario scenario = mlperf::TestScenario::SingleStream;
  mlperf::TestMode mode = mlperf::TestMode::PerformanceOnly;
  std::uint64_t samples_per_query = 1;
  double target_qps = 1;
  std::int64_t target_latency_ns = 0;    // 0: none
  double target_latency_percentile = 0;  // v0.7 Offline has none: 0
  std::uint64_t max_async_queries = 0;
  std::int64_t target_duration_ms = 0;
  std::int64_t min_duration_ms = 0;
  std::int64_t max_duration_ms = 0;
  std::uint64_t min_query_count = 0;
  std::uint64_t max_query_count = 0;
  std::uint64_t min_sample_count = 0;
  std::uint64_t performance_sample_count = 0;
  std::uint64_t library_performance_count = 0;  // as the QSL says, not overridden
  std::uint64_t accuracy_sample_count = 0;      // v6: its override, or all

  /// Contradictions, one sentence each. The test runs all the same, as upstream does.
  std::vector<std::string> problems;

  bool IsMultiStream() const;
  /// v0.7: fixed intervals.
  bool HasTicks() const;
  /// v6, sample_concatenate_permutation: whole rounds through the set, each in an order of its own.
  bool Permutes() const;
  /// v6, use_token_latencies.
  bool HasTokens() const;
  /// Fraction of samples whose data is logged in performance mode.
  double AccuracyLogProbability() const;
};

EffectiveSettings Normalise(const mlperf::TestSettings& requested, const ProfileRules& rules,
                            LibrarySize library);

}  // namespace assay::loadgen
