// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The summary of v6. Layout: docs/loadgen-behaviour.md, section 11.2, and runs of the reference
// with tokens.
#include <sstream>

#include "loadgen/config.h"
#include "loadgen/early_stopping.h"
#include "loadgen/json_value.h"
#include "loadgen/log_text.h"
#include "loadgen/settings_text.h"
#include "loadgen/summary.h"

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;

/// SingleStream and MultiStream: the latency of a query at the scenario's percentile.
void WriteLatencyHeadline(const EffectiveSettings& s, const Result& result, std::ostream& out) {
  const std::string percent = Fixed(s.target_latency_percentile * 100, 1);
  const Percentiles& latency = s.IsMultiStream() ? result.query_latency : result.latency;
  out << percent << "th percentile latency (ns) : " << latency.target_ns << '\n';
  if (!result.tokens) return;
  out << percent
      << "th first token percentile latency (ns) : " << result.tokens->first_token.target_ns
      << '\n';
}

void WriteRateHeadline(const EffectiveSettings& s, const Result& result, std::ostream& out) {
  const bool is_server = s.scenario == TestScenario::Server;
  const TokenRates rates = TokenRatesOf(result);
  if (is_server) {
    out << "Completed samples per second    : " << Fixed(result.completed_samples_per_second, 2)
        << '\n';
    if (result.tokens) {
      out << "Completed tokens per second: " << Fixed(rates.until_last_done, 2) << '\n';
    }
  } else {
    const char* blank = s.scenario == TestScenario::MultiStreamFree ? " " : "";
    out << "Samples per second" << blank << ": " << SixDigits(result.samples_per_second) << '\n';
    if (result.tokens) out << "Tokens per second: " << SixDigits(rates.until_end) << '\n';
  }
  if (!InfersTokens(s)) return;
  const double inferred = InferredTokensPerSecond(s, result);
  out << (is_server ? "Completed tokens per second (inferred): " : "Tokens per second (inferred): ")
      << (is_server ? Fixed(inferred, 2) : SixDigits(inferred)) << '\n';
}

void WriteHeadline(const EffectiveSettings& s, const Result& result, std::ostream& out) {
  if (s.scenario == TestScenario::SingleStream || s.scenario == TestScenario::MultiStream) {
    WriteLatencyHeadline(s, result, out);
  } else {
    WriteRateHeadline(s, result, out);
  }
}

void WriteEarlyStopping(const EffectiveSettings& s, const Result& result, std::ostream& out) {
  if (!result.early_stopping.applies) return;
  if (!result.tokens) {
    out << "Early Stopping Result:\n" << EarlyStoppingText(s, result.early_stopping) << '\n';
    return;
  }
  const TokenStoppingText text = TokenStoppingTextOf(s, *result.tokens);
  out << "TTFT Early Stopping Result:\n"
      << text.first_token << "\nTPOT Early Stopping Result:\n"
      << text.per_output_token << '\n';
}

void WriteScenarioStats(const EffectiveSettings& s, const Result& result, std::ostream& out) {
  if (s.scenario == TestScenario::SingleStream) {
    out << "QPS w/ loadgen overhead         : " << Fixed(result.qps_with_overhead, 2) << '\n'
        << "QPS w/o loadgen overhead        : " << Fixed(result.qps_without_overhead, 2) << "\n\n";
  } else if (s.scenario == TestScenario::Server) {
    out << "Scheduled samples per second : " << Fixed(result.scheduled_samples_per_second, 2)
        << '\n';
  } else if (s.IsMultiStream()) {
    out << "Per-query latency:  \n";
  }
}

void WriteTokens(const EffectiveSettings& s, const Result& result, std::ostream& out) {
  if (!result.tokens) return;
  out << '\n';
  if (s.scenario == TestScenario::Offline) return;
  const TokenRates rates = TokenRatesOf(result);
  if (s.scenario == TestScenario::SingleStream) {
    out << "TPS w/ loadgen overhead         : " << Fixed(rates.until_last_issue, 2) << '\n'
        << "TPS w/o loadgen overhead        : " << Fixed(rates.per_sample_time, 2) << '\n';
  } else if (s.scenario == TestScenario::Server) {
    out << "Completed tokens per second                 : " << Fixed(rates.until_last_done, 2)
        << '\n';
  }
  const Percentiles& first = result.tokens->first_token;
  const Percentiles& each = result.tokens->per_output_token;
  out << "Min First Token latency (ns)                : " << first.min_ns << '\n'
      << "Max First Token latency (ns)                : " << first.max_ns << '\n'
      << "Mean First Token latency (ns)               : " << first.mean_ns << '\n'
      << PointsText(first, " first token latency (ns)   ")
      << "\nMin Time per Output Token (ns)                : " << each.min_ns << '\n'
      << "Max Time per Output Token (ns)                : " << each.max_ns << '\n'
      << "Mean Time per Output Token (ns)               : " << each.mean_ns << '\n'
      << PointsText(each, " time to output token (ns)   ");
}

void WriteParameters(const EffectiveSettings& s, std::ostream& out) {
  out << "samples_per_query : " << s.samples_per_query << '\n'
      << "target_qps : " << SixDigits(s.target_qps) << '\n';
  if (s.HasTokens()) {
    out << "ttft_latency (ns): " << s.requested.server_ttft_latency << '\n'
        << "tpot_latency (ns): " << s.requested.server_tpot_latency << '\n';
  } else {
    out << "target_latency (ns): " << s.target_latency_ns << '\n';
  }
  out << "max_async_queries : " << s.max_async_queries << '\n'
      << MinimumsText(s) << CommonSettingsText(s.requested, Booleans::kDigits)
      << "performance_sample_count : " << s.performance_sample_count << '\n'
      << "accuracy_sample_count : " << s.accuracy_sample_count << '\n';
  if (!s.Permutes()) return;
  out << "WARNING: sample_concatenate_permutation was set to true. \n"
         "Generated samples per query might be different as the one in the setting.\n"
         "Check the generated_samples_per_query line in the detailed log for the real\n"
         "samples_per_query value\n";
}

}  // namespace

std::string FiguresV6(const SummaryText& text) {
  const EffectiveSettings& s = text.settings;
  const Result& result = *text.performance;
  std::ostringstream out;
  out << TitleText("MLPerf Results Summary") << "SUT name : " << OneLine(text.sut_name) << '\n'
      << "Scenario : " << ConfigName(s.scenario) << '\n'
      << "Mode     : " << EnumNameOf(s.mode) << '\n';
  WriteHeadline(s, result, out);
  out << ConditionsText(s, result)
      << "  Early stopping satisfied: " << YesNo(MeetsEarlyStopping(result)) << '\n'
      << RecommendationsText(result);
  WriteEarlyStopping(s, result, out);
  out << '\n' << TitleText("Additional Stats");
  WriteScenarioStats(s, result, out);
  out << LatencyText(s.scenario == TestScenario::MultiStream ? result.query_latency
                                                             : result.latency);
  WriteTokens(s, result, out);
  out << '\n' << TitleText("Test Parameters Used");
  WriteParameters(s, out);
  return out.str();
}

}  // namespace assay::loadgen
