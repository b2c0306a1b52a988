// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The summary of v0.7, and what both profiles print alike.
#include "loadgen/summary.h"

#include <sstream>

#include "loadgen/json_value.h"
#include "loadgen/log_text.h"
#include "loadgen/settings_text.h"

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;

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

void WriteScenarioStats(const EffectiveSettings& s, const Result& result, std::ostream& out) {
  if (s.scenario == TestScenario::SingleStream) {
    out << "QPS w/ loadgen overhead         : " << Fixed(result.qps_with_overhead, 2) << '\n'
        << "QPS w/o loadgen overhead        : " << Fixed(result.qps_without_overhead, 2) << "\n\n";
  } else if (s.scenario == TestScenario::Server) {
    out << "Completed samples per second    : " << Fixed(result.completed_samples_per_second, 2)
        << "\n\n";
  } else if (s.IsMultiStream()) {
    out << "Intervals between each IssueQuery:  \"qps\" : " << SixDigits(s.target_qps)
        << ", \"ms\" : " << SixDigits(1000 / s.target_qps) << '\n'
        << PointsText(result.intervals, " ")
        << "\nPer-query latency:  \"target_ns\" : " << s.target_latency_ns
        << ", \"target_ms\" : " << SixDigits(static_cast<double>(s.target_latency_ns) / 1e6) << '\n'
        << PointsText(result.query_latency, " latency (ns)   ") << "\nPer-sample latency:\n";
  }
}

std::string Encountered(std::uint64_t count, const char* one, const char* many) {
  if (count == 0) return std::string("\nNo ") + many + " encountered during test.\n";
  return "\n" + std::to_string(count) + " " + (count == 1 ? one : many) +
         " encountered. See detailed log.\n";
}

}  // namespace

std::string TitleText(const char* title) {
  return std::string(kSummaryRule) + title + "\n" + kSummaryRule;
}

const char* YesNo(bool yes) { return yes ? "Yes" : "NO"; }

std::string ConditionsText(const EffectiveSettings& settings, const Result& result) {
  std::string text = "Result is : ";
  text += result.is_valid ? "VALID\n" : "INVALID\n";
  const auto add = [&](const char* label, bool is_met) {
    text += std::string("  ") + label + " satisfied : " + YesNo(is_met) + "\n";
  };
  if (HasPerformanceConstraint(settings)) add("Performance constraints", result.meets_performance);
  add("Min duration", result.meets_min_duration);
  add("Min queries", result.meets_min_queries);
  return text;
}

std::string RecommendationsText(const Result& result) {
  if (result.is_valid) return "";
  std::string text = "Recommendations:\n";
  for (const std::string& sentence : result.recommendations) text += " * " + sentence + "\n";
  return text;
}

std::string PointsText(const Percentiles& percentiles, const char* label) {
  std::string text;
  for (std::size_t i = 0; i < percentiles.ns.size(); ++i) {
    text += PointName(i) + " percentile" + label + ": " + std::to_string(percentiles.ns[i]) + "\n";
  }
  return text;
}

std::string LatencyText(const Percentiles& latency) {
  std::ostringstream out;
  out << "Min latency (ns)                : " << latency.min_ns << '\n'
      << "Max latency (ns)                : " << latency.max_ns << '\n'
      << "Mean latency (ns)               : " << latency.mean_ns << '\n'
      << PointsText(latency, " latency (ns)   ");
  return out.str();
}

std::string FiguresV07(const SummaryText& text) {
  const EffectiveSettings& s = text.settings;
  const Result& result = *text.performance;
  std::ostringstream out;
  out << TitleText("MLPerf Results Summary") << "SUT name : " << OneLine(text.sut_name) << '\n'
      << "Scenario : " << NameOf(s.scenario) << '\n'
      << "Mode     : " << NameOf(s.mode) << '\n';
  WriteHeadline(s, result, out);
  out << ConditionsText(s, result) << RecommendationsText(result) << '\n'
      << TitleText("Additional Stats");
  WriteScenarioStats(s, result, out);
  out << LatencyText(result.latency) << '\n'
      << TitleText("Test Parameters Used") << "samples_per_query : " << s.samples_per_query << '\n'
      << "target_qps : " << SixDigits(s.target_qps) << '\n'
      << "target_latency (ns): " << s.target_latency_ns << '\n'
      << "max_async_queries : " << s.max_async_queries << '\n'
      << MinimumsText(s) << CommonSettingsText(s.requested, Booleans::kWords)
      << "performance_sample_count : " << s.performance_sample_count << '\n';
  return out.str();
}

std::string Summary(const SummaryText& text) {
  std::string all;
  if (text.performance != nullptr) {
    all = text.settings.rules->has_v6_summary ? FiguresV6(text) : FiguresV07(text);
  }
  all += Encountered(text.warnings, "warning", "warnings");
  all += text.errors == 0 ? "\nNo errors encountered during test.\n"
                          : Encountered(text.errors, "ERROR", "ERRORS");
  return all;
}

}  // namespace assay::loadgen
