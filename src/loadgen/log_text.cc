// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Settings blocks and summary as v0.7 prints them.
#include "loadgen/log_text.h"

#include <cstdio>
#include <sstream>

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;

constexpr char kRule[] = "================================================\n";

std::string Fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

const char* YesNo(bool yes) { return yes ? "Yes" : "NO"; }
const char* TrueFalse(bool yes) { return yes ? "true" : "false"; }

/// Seeds to flags: the lines that effective and requested settings share.
void WriteCommonSettings(const mlperf::TestSettings& r, std::ostream& out) {
  out << "qsl_rng_seed : " << r.qsl_rng_seed << '\n'
      << "sample_index_rng_seed : " << r.sample_index_rng_seed << '\n'
      << "schedule_rng_seed : " << r.schedule_rng_seed << '\n'
      << "accuracy_log_rng_seed : " << r.accuracy_log_rng_seed << '\n'
      << "accuracy_log_probability : " << SixDigits(r.accuracy_log_probability) << '\n'
      << "accuracy_log_sampling_target : " << r.accuracy_log_sampling_target << '\n'
      << "print_timestamps : " << TrueFalse(r.print_timestamps) << '\n'
      << "performance_issue_unique : " << TrueFalse(r.performance_issue_unique) << '\n'
      << "performance_issue_same : " << TrueFalse(r.performance_issue_same) << '\n'
      << "performance_issue_same_index : " << r.performance_issue_same_index << '\n';
}

void WriteMinimums(const EffectiveSettings& s, std::ostream& out) {
  out << "min_duration (ms): " << s.min_duration_ms << '\n'
      << "max_duration (ms): " << s.max_duration_ms << '\n'
      << "min_query_count : " << s.min_query_count << '\n'
      << "max_query_count : " << s.max_query_count << '\n';
}

void WriteSingleStream(const mlperf::TestSettings& r, std::ostream& out) {
  out << "single_stream_expected_latency_ns : "
      << static_cast<std::uint64_t>(r.single_stream_expected_latency_ns) << '\n'
      << "single_stream_target_latency_percentile : "
      << SixDigits(r.single_stream_target_latency_percentile) << '\n';
}

void WriteMultiStream(const mlperf::TestSettings& r, std::ostream& out) {
  out << "multi_stream_target_qps : " << SixDigits(r.multi_stream_target_qps) << '\n'
      << "multi_stream_target_latency_ns : " << r.multi_stream_target_latency_ns << '\n'
      << "multi_stream_target_latency_percentile : "
      << SixDigits(r.multi_stream_target_latency_percentile) << '\n'
      << "multi_stream_samples_per_query : " << r.multi_stream_samples_per_query << '\n'
      << "multi_stream_max_async_queries : " << r.multi_stream_max_async_queries << '\n';
}

void WriteServer(const mlperf::TestSettings& r, std::ostream& out) {
  out << "server_target_qps : " << SixDigits(r.server_target_qps) << '\n'
      << "server_target_latency_ns : " << r.server_target_latency_ns << '\n'
      << "server_target_latency_percentile : " << SixDigits(r.server_target_latency_percentile)
      << '\n'
      << "server_coalesce_queries : " << TrueFalse(r.server_coalesce_queries) << '\n'
      << "server_find_peak_qps_decimals_of_precision : "
      << r.server_find_peak_qps_decimals_of_precision << '\n'
      << "server_find_peak_qps_boundary_step_size : "
      << SixDigits(r.server_find_peak_qps_boundary_step_size) << '\n'
      << "server_max_async_queries : " << r.server_max_async_queries << '\n'
      << "server_num_issue_query_threads : " << r.server_num_issue_query_threads << '\n';
}

void WriteOffline(const mlperf::TestSettings& r, std::ostream& out) {
  out << "offline_expected_qps : " << SixDigits(r.offline_expected_qps) << '\n';
}

/// One row per scenario: its name and its own requested settings.
struct ScenarioRow {
  TestScenario scenario;
  const char* name;
  void (*write_requested)(const mlperf::TestSettings&, std::ostream&);
};
constexpr ScenarioRow kScenarios[] = {
    {TestScenario::SingleStream, "Single Stream", WriteSingleStream},
    {TestScenario::MultiStream, "Multi Stream", WriteMultiStream},
    {TestScenario::MultiStreamFree, "Multi Stream Free", WriteMultiStream},
    {TestScenario::Server, "Server", WriteServer},
    {TestScenario::Offline, "Offline", WriteOffline},
};

const ScenarioRow& RowOf(TestScenario scenario) {
  for (const ScenarioRow& row : kScenarios) {
    if (row.scenario == scenario) return row;
  }
  return kScenarios[0];
}

std::string PointName(std::size_t i) { return Fixed(Percentiles::kPoints[i] * 100, 2); }

void WritePoints(const Percentiles& p, const char* label, std::ostream& out) {
  for (std::size_t i = 0; i < p.ns.size(); ++i) {
    out << PointName(i) << " percentile" << label << ": " << p.ns[i] << '\n';
  }
}

void WriteHeadline(const EffectiveSettings& s, const Result& result, std::ostream& out) {
  switch (s.scenario) {
    case TestScenario::SingleStream:
      out << Fixed(s.target_latency_percentile * 100, 0)
          << "th percentile latency (ns) : " << result.latency.target_ns << '\n';
      break;
    case TestScenario::MultiStream:
      out << "Samples per query : " << s.samples_per_query << '\n';
      break;
    case TestScenario::MultiStreamFree:
      out << "Samples per second : " << SixDigits(result.samples_per_second) << '\n';
      break;
    case TestScenario::Server:
      out << "Scheduled samples per second : " << Fixed(result.scheduled_samples_per_second, 2)
          << '\n';
      break;
    case TestScenario::Offline:
      out << "Samples per second: " << SixDigits(result.samples_per_second) << '\n';
      break;
  }
}

void WriteVerdict(const EffectiveSettings& s, const Result& result, std::ostream& out) {
  out << "Result is : " << (result.is_valid ? "VALID" : "INVALID") << '\n';
  if (s.IsMultiStream() || s.scenario == TestScenario::Server) {
    out << "  Performance constraints satisfied : " << YesNo(result.meets_performance) << '\n';
  }
  out << "  Min duration satisfied : " << YesNo(result.meets_min_duration) << '\n'
      << "  Min queries satisfied : " << YesNo(result.meets_min_queries) << '\n';
  if (result.is_valid) return;
  out << "Recommendations:\n";
  for (const std::string& text : result.recommendations) out << " * " << text << '\n';
}

void WriteScenarioStats(const EffectiveSettings& s, const Result& result, std::ostream& out) {
  if (s.scenario == TestScenario::SingleStream) {
    out << "QPS w/ loadgen overhead         : " << Fixed(result.qps_with_overhead, 2) << '\n'
        << "QPS w/o loadgen overhead        : " << Fixed(result.qps_without_overhead, 2) << "\n\n";
  } else if (s.scenario == TestScenario::Server) {
    out << "Completed samples per second    : " << Fixed(result.completed_samples_per_second, 2)
        << "\n\n";
  } else if (s.IsMultiStream()) {
    out << "Intervals between each IssueQuery:  \"qps\" : " << SixDigits(s.target_qps)
        << ", \"ms\" : " << SixDigits(1000 / s.target_qps) << '\n';
    WritePoints(result.intervals, " ", out);
    out << "\nPer-query latency:  \"target_ns\" : " << s.target_latency_ns
        << ", \"target_ms\" : " << SixDigits(static_cast<double>(s.target_latency_ns) / 1e6)
        << '\n';
    WritePoints(result.query_latency, " latency (ns)   ", out);
    out << "\nPer-sample latency:\n";
  }
}

void WriteStats(const EffectiveSettings& s, const Result& result, std::ostream& out) {
  out << '\n' << kRule << "Additional Stats\n" << kRule;
  WriteScenarioStats(s, result, out);
  out << "Min latency (ns)                : " << result.latency.min_ns << '\n'
      << "Max latency (ns)                : " << result.latency.max_ns << '\n'
      << "Mean latency (ns)               : " << result.latency.mean_ns << '\n';
  WritePoints(result.latency, " latency (ns)   ", out);
}

void WriteParameters(const EffectiveSettings& s, std::ostream& out) {
  out << '\n' << kRule << "Test Parameters Used\n" << kRule;
  out << "samples_per_query : " << s.samples_per_query << '\n'
      << "target_qps : " << SixDigits(s.target_qps) << '\n'
      << "target_latency (ns): " << s.target_latency_ns << '\n'
      << "max_async_queries : " << s.max_async_queries << '\n';
  WriteMinimums(s, out);
  WriteCommonSettings(s.requested, out);
  out << "performance_sample_count : " << s.performance_sample_count << '\n';
}

std::string Encountered(std::uint64_t count, const char* one, const char* many) {
  if (count == 0) return std::string("\nNo ") + many + " encountered during test.\n";
  return "\n" + std::to_string(count) + " " + (count == 1 ? one : many) +
         " encountered. See detailed log.\n";
}

}  // namespace

const char* NameOf(TestScenario scenario) { return RowOf(scenario).name; }

const char* NameOf(TestMode mode) {
  switch (mode) {
    case TestMode::SubmissionRun:
      return "Submission";
    case TestMode::AccuracyOnly:
      return "Accuracy";
    case TestMode::PerformanceOnly:
      return "Performance";
    case TestMode::FindPeakPerformance:
      break;
  }
  return "Find Peak Performance";
}

std::string CommaSeparated(const std::vector<std::size_t>& values) {
  std::string text;
  for (const std::size_t value : values) {
    if (!text.empty()) text += ',';
    text += std::to_string(value);
  }
  return text;
}

std::string OneLine(std::string name) {
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  return name;
}

std::string SixDigits(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
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
      << "target_duration (ms): " << s.target_duration_ms << '\n';
  WriteMinimums(s, out);
  out << "min_sample_count : " << s.min_sample_count << '\n';
  WriteCommonSettings(s.requested, out);
  out << "performance_sample_count : " << s.performance_sample_count << '\n';
  return out.str();
}

std::string RequestedSettingsText(const EffectiveSettings& s) {
  const mlperf::TestSettings& r = s.requested;
  std::ostringstream out;
  out << "\nRequested Settings:\n"
      << "Scenario : " << NameOf(r.scenario) << '\n'
      << "Test mode : " << NameOf(r.mode) << '\n';
  RowOf(r.scenario).write_requested(r, out);
  out << "min_duration_ms : " << r.min_duration_ms << '\n'
      << "max_duration_ms : " << r.max_duration_ms << '\n'
      << "min_query_count : " << r.min_query_count << '\n'
      << "max_query_count : " << r.max_query_count << '\n';
  WriteCommonSettings(r, out);
  out << "performance_sample_count_override : " << r.performance_sample_count_override << "\n\n";
  return out.str();
}

std::string Summary(const SummaryText& text) {
  std::ostringstream out;
  if (text.performance != nullptr) {
    const EffectiveSettings& s = text.settings;
    out << kRule << "MLPerf Results Summary\n" << kRule;
    out << "SUT name : " << OneLine(text.sut_name) << '\n'
        << "Scenario : " << NameOf(s.scenario) << '\n'
        << "Mode     : " << NameOf(s.mode) << '\n';
    WriteHeadline(s, *text.performance, out);
    WriteVerdict(s, *text.performance, out);
    WriteStats(s, *text.performance, out);
    WriteParameters(s, out);
  }
  const std::string warnings = Encountered(text.warnings, "warning", "warnings");
  std::string errors = Encountered(text.errors, "ERROR", "ERRORS");
  if (text.errors == 0) errors = "\nNo errors encountered during test.\n";
  return out.str() + warnings + errors;
}

}  // namespace assay::loadgen
