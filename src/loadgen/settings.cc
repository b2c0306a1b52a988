// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Normalising TestSettings: one column of the table per scenario.
#include "loadgen/settings.h"

#include <algorithm>
#include <cmath>

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;
using mlperf::TestSettings;

/// Offline asks for this much more than the expected rate needs, so that the minimum duration is
/// met when the estimate was a little low. Source: docs/loadgen-behaviour.md, section 3.
constexpr double kOfflineSlack = 1.1;

/// SingleStream with permutations is sized for this multiple of the minimum duration. Same source.
constexpr double kPermutationSlack = 2.0;

void FillUnset(TestSettings& requested, const ProfileRules& rules) {
  if (requested.multi_stream_target_latency_percentile == mlperf::kUnsetPercentile) {
    requested.multi_stream_target_latency_percentile = rules.multi_stream_percentile;
  }
  if (requested.multi_stream_samples_per_query == mlperf::kUnsetCount) {
    requested.multi_stream_samples_per_query = rules.multi_stream_samples_per_query;
  }
  requested.multi_stream_max_async_queries = std::max(1, requested.multi_stream_max_async_queries);
}

/// The rate, or 1 with a sentence when it cannot be one.
double UsableRate(double rate, const char* field, EffectiveSettings& settings) {
  if (rate > 0 && std::isfinite(rate)) return rate;
  settings.problems.push_back(std::string(field) +
                              " must be positive and finite: 1 per second is used");
  return 1;
}

double RateOf(double expected_latency_ns) {
  return expected_latency_ns > 0 ? 1e9 / expected_latency_ns : 0;
}

/// Queries that `slack` times the minimum duration holds, toward zero.
std::uint64_t QueriesIn(const EffectiveSettings& s, double slack) {
  const double seconds = static_cast<double>(s.min_duration_ms) / 1000.0;
  return static_cast<std::uint64_t>(slack * seconds * s.target_qps);
}

void SetSingleStream(EffectiveSettings& s) {
  const TestSettings& r = s.requested;
  s.target_qps = UsableRate(RateOf(r.single_stream_expected_latency_ns),
                            "single_stream_expected_latency_ns", s);
  s.target_latency_percentile = r.single_stream_target_latency_percentile;
  s.max_async_queries = 1;
  const std::uint64_t per_round = s.library_performance_count;
  if (!s.Permutes() || per_round == 0) return;
  s.min_query_count = std::max(s.min_query_count, QueriesIn(s, kPermutationSlack));
  s.min_query_count += per_round - s.min_query_count % per_round;  // a whole round at least
}

void SetMultiStream(EffectiveSettings& s) {
  const TestSettings& r = s.requested;
  s.target_latency_percentile = r.multi_stream_target_latency_percentile;
  s.samples_per_query = r.multi_stream_samples_per_query;
  if (!s.rules->multi_stream_has_ticks && s.scenario == TestScenario::MultiStream) {
    s.target_qps = UsableRate(RateOf(r.multi_stream_expected_latency_ns),
                              "multi_stream_expected_latency_ns", s);
    s.max_async_queries = 1;
    return;
  }
  s.target_qps = UsableRate(r.multi_stream_target_qps, "multi_stream_target_qps", s);
  s.max_async_queries = static_cast<std::uint64_t>(r.multi_stream_max_async_queries);
  const double interval_latency = static_cast<double>(s.max_async_queries) / s.target_qps;
  s.target_latency_ns = s.scenario == TestScenario::MultiStream
                            ? static_cast<std::int64_t>(interval_latency * 1e9)
                            : static_cast<std::int64_t>(r.multi_stream_target_latency_ns);
}

void SetServer(EffectiveSettings& s) {
  const TestSettings& r = s.requested;
  s.target_qps = UsableRate(r.server_target_qps, "server_target_qps", s);
  s.target_latency_ns = static_cast<std::int64_t>(r.server_target_latency_ns);
  s.target_latency_percentile = r.server_target_latency_percentile;
  s.max_async_queries = r.server_max_async_queries;
}

void SetOffline(EffectiveSettings& s) {
  s.target_qps = UsableRate(s.requested.offline_expected_qps, "offline_expected_qps", s);
  s.target_latency_percentile = s.rules->offline_percentile;
  s.max_async_queries = 1;
  s.samples_per_query = std::max(s.min_query_count, QueriesIn(s, kOfflineSlack));
  s.min_query_count = 1;
  s.target_duration_ms = 0;
  const bool ends_with_the_set =
      s.requested.performance_issue_unique ||
      (s.requested.performance_issue_same && s.rules->issue_same_ends_with_the_set);
  if (ends_with_the_set) s.samples_per_query = s.performance_sample_count;
}

void FindContradictions(EffectiveSettings& s) {
  const TestSettings& r = s.requested;
  if (r.performance_issue_same && r.performance_issue_same_index >= s.performance_sample_count) {
    s.problems.push_back(
        "performance_issue_same_index is outside the loaded set: it is taken modulo its size");
  }
  if (r.performance_issue_same && r.performance_issue_unique) {
    s.problems.push_back(
        "performance_issue_unique and performance_issue_same exclude each other: unique is used");
  }
  if (s.scenario == TestScenario::MultiStreamFree && s.rules->has_v6_settings) {
    s.problems.push_back("MultiStreamFree belongs to the v0.7 profile: v6 has no such scenario");
  }
  if (s.scenario == TestScenario::Offline && s.samples_per_query == 0) {
    s.problems.push_back("the Offline query has no sample: min_query_count is 0");
  }
  if (s.rules->has_v6_settings) return;
  if (r.test05 || r.sample_concatenate_permutation || r.use_token_latencies ||
      r.infer_token_latencies || r.accuracy_sample_count_override > 0) {
    s.problems.push_back(
        "test05, sample_concatenate_permutation, accuracy_sample_count_override and the token "
        "settings belong to the v6 profile: they have no effect");
  }
}

/// v6's TEST05: a performance run with other seeds.
void ApplyTest05(TestSettings& requested) {
  if (!requested.test05) return;
  requested.mode = mlperf::TestMode::PerformanceOnly;
  requested.qsl_rng_seed = requested.test05_qsl_rng_seed;
  requested.sample_index_rng_seed = requested.test05_sample_index_rng_seed;
  requested.schedule_rng_seed = requested.test05_schedule_rng_seed;
}

}  // namespace

bool EffectiveSettings::IsMultiStream() const {
  return scenario == TestScenario::MultiStream || scenario == TestScenario::MultiStreamFree;
}

bool EffectiveSettings::Permutes() const {
  return rules->has_v6_settings && requested.sample_concatenate_permutation;
}

bool EffectiveSettings::HasTokens() const {
  return rules->has_v6_settings && requested.use_token_latencies;
}

bool EffectiveSettings::HasTicks() const {
  return scenario == TestScenario::MultiStream && rules->multi_stream_has_ticks;
}

double EffectiveSettings::AccuracyLogProbability() const {
  if (requested.accuracy_log_sampling_target == 0) return requested.accuracy_log_probability;
  auto expected =
      static_cast<std::uint64_t>(target_qps * static_cast<double>(min_duration_ms) / 1000.0);
  if (scenario != TestScenario::Offline) expected *= samples_per_query;
  if (rules->log_target_has_a_minimum) expected = std::max(expected, min_sample_count);
  if (expected == 0) return 1;
  return static_cast<double>(requested.accuracy_log_sampling_target) /
         static_cast<double>(expected);
}

EffectiveSettings Normalise(const TestSettings& requested, const ProfileRules& rules,
                            LibrarySize library) {
  EffectiveSettings s;
  s.rules = &rules;
  s.requested = requested;
  FillUnset(s.requested, rules);
  if (rules.has_v6_settings) ApplyTest05(s.requested);
  s.scenario = s.requested.scenario;
  s.mode = s.requested.mode;
  s.min_duration_ms = static_cast<std::int64_t>(requested.min_duration_ms);
  s.target_duration_ms = s.min_duration_ms;
  s.max_duration_ms = static_cast<std::int64_t>(requested.max_duration_ms);
  s.min_query_count = requested.min_query_count;
  s.max_query_count = requested.max_query_count;
  s.performance_sample_count = requested.performance_sample_count_override != 0
                                   ? requested.performance_sample_count_override
                                   : library.performance;
  s.library_performance_count = library.performance;
  s.accuracy_sample_count = rules.has_v6_settings && requested.accuracy_sample_count_override != 0
                                ? requested.accuracy_sample_count_override
                                : library.total;
  switch (s.scenario) {
    case TestScenario::SingleStream:
      SetSingleStream(s);
      break;
    case TestScenario::MultiStream:
    case TestScenario::MultiStreamFree:
      SetMultiStream(s);
      break;
    case TestScenario::Server:
      SetServer(s);
      break;
    case TestScenario::Offline:
      SetOffline(s);
      break;
  }
  s.min_sample_count = s.min_query_count * s.samples_per_query;
  FindContradictions(s);
  return s;
}

}  // namespace assay::loadgen
