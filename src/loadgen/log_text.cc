// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Names, and the sentences and rates of v6.
#include "loadgen/log_text.h"

#include "loadgen/json_value.h"

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;

struct ScenarioRow {
  TestScenario scenario;
  const char* name;
};
constexpr ScenarioRow kScenarios[] = {
    {TestScenario::SingleStream, "Single Stream"},
    {TestScenario::MultiStream, "Multi Stream"},
    {TestScenario::MultiStreamFree, "Multi Stream Free"},
    {TestScenario::Server, "Server"},
    {TestScenario::Offline, "Offline"},
};

const ScenarioRow& RowOf(TestScenario scenario) {
  for (const ScenarioRow& row : kScenarios) {
    if (row.scenario == scenario) return row;
  }
  return kScenarios[0];
}

struct ModeRow {
  TestMode mode;
  const char* name;
  const char* enum_name;
};
constexpr ModeRow kModes[] = {
    {TestMode::SubmissionRun, "Submission", "SubmissionRun"},
    {TestMode::AccuracyOnly, "Accuracy", "AccuracyOnly"},
    {TestMode::PerformanceOnly, "Performance", "PerformanceOnly"},
    {TestMode::FindPeakPerformance, "Find Peak Performance", "FindPeakPerformance"},
};

const ModeRow& RowOf(TestMode mode) {
  for (const ModeRow& row : kModes) {
    if (row.mode == mode) return row;
  }
  return kModes[0];
}

/// "90.0" for 0.9.
std::string Percent(double percentile) { return Fixed(percentile * 100, 1); }

/// The percentile beside its own that SingleStream estimates, for MultiStream.
constexpr double kTailPercentile = 0.99;

std::string BoundText(const EarlyStopping& stopping) {
  if (stopping.is_met) return " * Run successful.";
  return " * Run unsuccessful.\n * Processed " + std::to_string(stopping.queries) +
         " queries.\n * Would need to run at least " +
         std::to_string(stopping.needed - stopping.queries) +
         " more queries,\n with the run being successful if every additional\n query were under "
         "latency.";
}

std::string TailText(const EarlyStopping& stopping) {
  if (stopping.queries >= stopping.needed_99) {
    return "\n * Early stopping " + Percent(kTailPercentile) +
           "th percentile estimate: " + std::to_string(stopping.estimate_99_ns);
  }
  return "\n * Not enough queries processed for " + Percent(kTailPercentile) +
         "th percentile\n early stopping estimate (would need to process at\n least " +
         std::to_string(stopping.needed_99) + " total queries).";
}

std::string EstimateText(const EffectiveSettings& settings, const EarlyStopping& stopping) {
  const std::string queries = std::to_string(stopping.queries);
  const std::string needed = std::to_string(stopping.needed);
  if (!stopping.is_met) {
    return " * Only processed " + queries + " queries.\n * Need to process at least " + needed +
           " queries for early stopping.";
  }
  std::string text = " * Processed at least " + needed + " queries (" + queries +
                     ").\n * Would discard " + std::to_string(stopping.discarded) +
                     " highest latency queries.\n * Early stopping " +
                     Percent(stopping.percentile) +
                     "th percentile estimate: " + std::to_string(stopping.estimate_ns);
  if (settings.scenario == TestScenario::SingleStream) text += TailText(stopping);
  return text;
}

double PerSecond(std::uint64_t count, Nanoseconds time) {
  if (time.count() <= 0) return 0;
  return static_cast<double>(count) * 1e9 / static_cast<double>(time.count());
}

}  // namespace

const char* NameOf(TestScenario scenario) { return RowOf(scenario).name; }
const char* NameOf(TestMode mode) { return RowOf(mode).name; }
const char* EnumNameOf(TestMode mode) { return RowOf(mode).enum_name; }

const char* PhaseNameOf(TestMode phase) {
  if (phase == TestMode::FindPeakPerformance) return "FindPeakPerformance";
  return phase == TestMode::AccuracyOnly ? "accuracy" : "performance";
}

std::string OneLine(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  return line;
}

std::string PointName(std::size_t i) { return Fixed(Percentiles::kPoints[i] * 100, 2); }

bool HasPerformanceConstraint(const EffectiveSettings& settings) {
  return settings.scenario == TestScenario::Server || settings.HasTicks() ||
         settings.scenario == TestScenario::MultiStreamFree;
}

std::string EarlyStoppingText(const EffectiveSettings& settings, const EarlyStopping& stopping) {
  if (!stopping.applies) return "";
  return settings.scenario == TestScenario::Server ? BoundText(stopping)
                                                   : EstimateText(settings, stopping);
}

const EarlyStopping& StoppingOf(const Result& result) {
  return result.tokens ? result.tokens->first_token_stopping : result.early_stopping;
}

TokenStoppingText TokenStoppingTextOf(const EffectiveSettings& settings,
                                      const TokenFigures& tokens) {
  TokenStoppingText text{
      .first_token = EarlyStoppingText(settings, tokens.first_token_stopping),
      .per_output_token = EarlyStoppingText(settings, tokens.per_output_token_stopping)};
  if (!tokens.per_output_token_stopping.is_met) text.first_token.clear();
  return text;
}

TokenRates TokenRatesOf(const Result& result) {
  const std::uint64_t tokens = result.tokens ? result.tokens->token_count : 0;
  TokenRates rates{.until_last_issue = PerSecond(tokens, result.last_issue),
                   .until_last_done = PerSecond(tokens, result.last_query_done),
                   .until_end = PerSecond(tokens, result.duration)};
  if (result.samples_completed > 0) {
    rates.per_sample_time = PerSecond(tokens, Nanoseconds(result.latency.mean_ns)) /
                            static_cast<double>(result.samples_completed);
  }
  return rates;
}

bool InfersTokens(const EffectiveSettings& settings) {
  return settings.rules->has_v6_settings && settings.requested.infer_token_latencies &&
         (settings.scenario == TestScenario::Offline || settings.scenario == TestScenario::Server);
}

double InferredTokensPerSecond(const EffectiveSettings& settings, const Result& result) {
  const double samples = settings.scenario == TestScenario::Offline
                             ? result.samples_per_second
                             : result.completed_samples_per_second;
  return samples * static_cast<double>(settings.requested.token_latency_scaling_factor);
}

}  // namespace assay::loadgen
