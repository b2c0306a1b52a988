// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Settings as lines of "key : value".
#include "loadgen/settings_text.h"

#include <sstream>

#include "loadgen/json_value.h"
#include "loadgen/log_text.h"

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;
using mlperf::TestSettings;

const char* Spelled(bool value, Booleans booleans) {
  if (booleans == Booleans::kDigits) return value ? "1" : "0";
  return value ? "true" : "false";
}

void WriteSingleStream(const TestSettings& r, std::ostream& out) {
  out << "single_stream_expected_latency_ns : "
      << static_cast<std::uint64_t>(r.single_stream_expected_latency_ns) << '\n'
      << "single_stream_target_latency_percentile : "
      << SixDigits(r.single_stream_target_latency_percentile) << '\n';
}

void WriteMultiStream(const TestSettings& r, std::ostream& out) {
  out << "multi_stream_target_qps : " << SixDigits(r.multi_stream_target_qps) << '\n'
      << "multi_stream_target_latency_ns : " << r.multi_stream_target_latency_ns << '\n'
      << "multi_stream_target_latency_percentile : "
      << SixDigits(r.multi_stream_target_latency_percentile) << '\n'
      << "multi_stream_samples_per_query : " << r.multi_stream_samples_per_query << '\n'
      << "multi_stream_max_async_queries : " << r.multi_stream_max_async_queries << '\n';
}

void WriteServer(const TestSettings& r, std::ostream& out) {
  out << "server_target_qps : " << SixDigits(r.server_target_qps) << '\n'
      << "server_target_latency_ns : " << r.server_target_latency_ns << '\n'
      << "server_target_latency_percentile : " << SixDigits(r.server_target_latency_percentile)
      << '\n'
      << "server_coalesce_queries : " << Spelled(r.server_coalesce_queries, Booleans::kWords)
      << '\n'
      << "server_find_peak_qps_decimals_of_precision : "
      << r.server_find_peak_qps_decimals_of_precision << '\n'
      << "server_find_peak_qps_boundary_step_size : "
      << SixDigits(r.server_find_peak_qps_boundary_step_size) << '\n'
      << "server_max_async_queries : " << r.server_max_async_queries << '\n'
      << "server_num_issue_query_threads : " << r.server_num_issue_query_threads << '\n';
}

void WriteOffline(const TestSettings& r, std::ostream& out) {
  out << "offline_expected_qps : " << SixDigits(r.offline_expected_qps) << '\n';
}

/// One row per scenario: its own requested settings.
struct ScenarioRow {
  TestScenario scenario;
  void (*write)(const TestSettings&, std::ostream&);
};
constexpr ScenarioRow kScenarios[] = {
    {TestScenario::SingleStream, WriteSingleStream},
    {TestScenario::MultiStream, WriteMultiStream},
    {TestScenario::MultiStreamFree, WriteMultiStream},
    {TestScenario::Server, WriteServer},
    {TestScenario::Offline, WriteOffline},
};

/// What v0.7's text has no line for.
void WriteV6Requested(const TestSettings& r, std::ostream& out) {
  if (r.scenario == TestScenario::MultiStream) {
    out << "multi_stream_expected_latency_ns : " << SixDigits(r.multi_stream_expected_latency_ns)
        << '\n';
  }
  out << "accuracy_sample_count_override : " << r.accuracy_sample_count_override << '\n'
      << "sample_concatenate_permutation : "
      << Spelled(r.sample_concatenate_permutation, Booleans::kWords) << '\n';
  if (!r.use_token_latencies) return;
  out << "use_token_latencies : true\n"
      << "server_ttft_latency : " << r.server_ttft_latency << '\n'
      << "server_tpot_latency : " << r.server_tpot_latency << '\n';
}

}  // namespace

std::string MinimumsText(const EffectiveSettings& s) {
  std::ostringstream out;
  out << "min_duration (ms): " << s.min_duration_ms << '\n'
      << "max_duration (ms): " << s.max_duration_ms << '\n'
      << "min_query_count : " << s.min_query_count << '\n'
      << "max_query_count : " << s.max_query_count << '\n';
  return out.str();
}

std::string CommonSettingsText(const TestSettings& r, Booleans booleans) {
  std::ostringstream out;
  out << "qsl_rng_seed : " << r.qsl_rng_seed << '\n'
      << "sample_index_rng_seed : " << r.sample_index_rng_seed << '\n'
      << "schedule_rng_seed : " << r.schedule_rng_seed << '\n'
      << "accuracy_log_rng_seed : " << r.accuracy_log_rng_seed << '\n'
      << "accuracy_log_probability : " << SixDigits(r.accuracy_log_probability) << '\n'
      << "accuracy_log_sampling_target : " << r.accuracy_log_sampling_target << '\n'
      << "print_timestamps : " << Spelled(r.print_timestamps, booleans) << '\n'
      << "performance_issue_unique : " << Spelled(r.performance_issue_unique, booleans) << '\n'
      << "performance_issue_same : " << Spelled(r.performance_issue_same, booleans) << '\n'
      << "performance_issue_same_index : " << r.performance_issue_same_index << '\n';
  return out.str();
}

std::string EffectiveSettingsText(const EffectiveSettings& s) {
  std::ostringstream out;
  out << "\nEffective Settings:\n"
      << "Scenario : " << NameOf(s.scenario) << '\n'
      << "Test mode : " << NameOf(s.mode) << '\n'
      << "samples_per_query : " << s.samples_per_query << '\n'
      << "target_qps : " << SixDigits(s.target_qps) << '\n'
      << "target_latency (ns): " << s.target_latency_ns << '\n'
      << "target_latency_percentile : " << SixDigits(s.target_latency_percentile) << '\n'
      << "max_async_queries : " << s.max_async_queries << '\n'
      << "target_duration (ms): " << s.target_duration_ms << '\n'
      << MinimumsText(s) << "min_sample_count : " << s.min_sample_count << '\n'
      << CommonSettingsText(s.requested, Booleans::kWords)
      << "performance_sample_count : " << s.performance_sample_count << '\n';
  if (s.rules->has_v6_settings) {
    out << "accuracy_sample_count : " << s.accuracy_sample_count << '\n'
        << "sample_concatenate_permutation : " << Spelled(s.Permutes(), Booleans::kWords) << '\n';
  }
  return out.str();
}

std::string RequestedSettingsText(const EffectiveSettings& s) {
  const TestSettings& r = s.requested;
  std::ostringstream out;
  out << "\nRequested Settings:\n"
      << "Scenario : " << NameOf(r.scenario) << '\n'
      << "Test mode : " << NameOf(r.mode) << '\n';
  for (const ScenarioRow& row : kScenarios) {
    if (row.scenario == r.scenario) row.write(r, out);
  }
  out << "min_duration_ms : " << r.min_duration_ms << '\n'
      << "max_duration_ms : " << r.max_duration_ms << '\n'
      << "min_query_count : " << r.min_query_count << '\n'
      << "max_query_count : " << r.max_query_count << '\n'
      << CommonSettingsText(r, Booleans::kWords)
      << "performance_sample_count_override : " << r.performance_sample_count_override << '\n';
  if (s.rules->has_v6_settings) WriteV6Requested(r, out);
  out << '\n';
  return out.str();
}

}  // namespace assay::loadgen
