// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of v6's summary on made-up results. Expected texts: runs of the reference (golden/logs, and
// token runs of its library with other settings).
#include "loadgen/summary.h"

#include <doctest/doctest.h>

#include "loadgen/log_text.h"

namespace assay::loadgen {
namespace {

using mlperf::Profile;
using mlperf::TestScenario;
using mlperf::TestSettings;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

EffectiveSettings SettingsOf(TestScenario scenario, TestSettings requested = {}) {
  requested.scenario = scenario;
  return Normalise(requested, RulesOf(Profile::V6), {.total = 64, .performance = 64});
}

Result Valid() {
  Result result;
  result.is_valid = result.meets_performance = result.meets_min_duration =
      result.meets_min_queries = result.is_performance = true;
  return result;
}

std::string SummaryOf(const EffectiveSettings& settings, const Result& result) {
  return Summary({.sut_name = "S", .settings = settings, .performance = &result});
}

TEST_CASE("SingleStream with enough queries for one estimate names what the other needs") {
  Result result = Valid();
  result.latency.target_ns = 121;
  result.early_stopping = {.applies = true,
                           .percentile = 0.9,
                           .queries = 200,
                           .needed = 64,
                           .discarded = 9,
                           .estimate_ns = 136,
                           .needed_99 = 662};
  CHECK(Has(SummaryOf(SettingsOf(TestScenario::SingleStream), result),
            "Scenario : SingleStream\nMode     : PerformanceOnly\n"
            "90.0th percentile latency (ns) : 121\n"
            "Result is : VALID\n"
            "  Min duration satisfied : Yes\n  Min queries satisfied : Yes\n"
            "  Early stopping satisfied: Yes\nEarly Stopping Result:\n"
            " * Processed at least 64 queries (200).\n"
            " * Would discard 9 highest latency queries.\n"
            " * Early stopping 90.0th percentile estimate: 136\n"
            " * Not enough queries processed for 99.0th percentile\n"
            " early stopping estimate (would need to process at\n least 662 total queries).\n\n"));
}

TEST_CASE("SingleStream with enough queries for both estimates") {
  Result result = Valid();
  result.early_stopping = {.applies = true,
                           .percentile = 0.9,
                           .queries = 700,
                           .needed = 64,
                           .discarded = 50,
                           .estimate_ns = 130,
                           .needed_99 = 662,
                           .estimate_99_ns = 37640};
  CHECK(Has(SummaryOf(SettingsOf(TestScenario::SingleStream), result),
            " * Early stopping 90.0th percentile estimate: 130\n"
            " * Early stopping 99.0th percentile estimate: 37640\n\n"));
}

TEST_CASE("MultiStream with too few queries is INVALID by that alone") {
  Result result = Valid();
  result.is_valid = false;
  result.query_latency.target_ns = 1582;
  result.query_latency.min_ns = 120;
  result.early_stopping = {
      .applies = true, .is_met = false, .percentile = 0.99, .queries = 100, .needed = 662};
  const std::string text = SummaryOf(SettingsOf(TestScenario::MultiStream), result);
  CHECK(Has(text,
            "99.0th percentile latency (ns) : 1582\nResult is : INVALID\n"
            "  Min duration satisfied : Yes\n  Min queries satisfied : Yes\n"
            "  Early stopping satisfied: NO\nRecommendations:\nEarly Stopping Result:\n"
            " * Only processed 100 queries.\n"
            " * Need to process at least 662 queries for early stopping.\n\n"));
  CHECK(Has(text, "Per-query latency:  \nMin latency (ns)                : 120\n"));
}

TEST_CASE("Server that needs more queries") {
  Result result = Valid();
  result.is_valid = result.meets_performance = false;
  result.completed_samples_per_second = 965.176;
  result.scheduled_samples_per_second = 965.549;
  result.recommendations = {"Reduce target QPS to improve latency."};
  result.early_stopping = {
      .applies = true, .is_met = false, .percentile = 0.99, .queries = 30, .needed = 459};
  const std::string text = SummaryOf(SettingsOf(TestScenario::Server), result);
  CHECK(Has(text,
            "Completed samples per second    : 965.18\nResult is : INVALID\n"
            "  Performance constraints satisfied : NO\n"));
  CHECK(Has(text,
            "Recommendations:\n * Reduce target QPS to improve latency.\nEarly Stopping Result:\n"
            " * Run unsuccessful.\n * Processed 30 queries.\n"
            " * Would need to run at least 429 more queries,\n"
            " with the run being successful if every additional\n query were under latency.\n\n"));
  CHECK(Has(text, "Scheduled samples per second : 965.55\nMin latency"));
}

TEST_CASE("Offline has no early stopping, flags are digits, the accuracy set's size ends it") {
  Result result = Valid();
  result.samples_per_second = 4.16406e8;
  TestSettings requested;
  requested.performance_issue_unique = true;
  const std::string text = SummaryOf(SettingsOf(TestScenario::Offline, requested), result);
  CHECK(Has(text, "Samples per second: 4.16406e+08\n"));
  CHECK(Has(text, "  Early stopping satisfied: Yes\n\n===="));
  CHECK(Has(text, "print_timestamps : 0\nperformance_issue_unique : 1\n"));
  CHECK(Has(text, "performance_sample_count : 64\naccuracy_sample_count : 64\n\nNo warnings"));
}

TEST_CASE("permutations are warned of behind the parameters") {
  TestSettings requested;
  requested.sample_concatenate_permutation = true;
  const Result result = Valid();
  CHECK(Has(SummaryOf(SettingsOf(TestScenario::Offline, requested), result),
            "accuracy_sample_count : 64\n"
            "WARNING: sample_concatenate_permutation was set to true. \n"
            "Generated samples per query might be different as the one in the setting.\n"
            "Check the generated_samples_per_query line in the detailed log for the real\n"
            "samples_per_query value\n\nNo warnings"));
}

// --- tokens ---

TestSettings WithTokens() {
  TestSettings requested;
  requested.use_token_latencies = true;
  return requested;
}

/// 20 samples of 5 tokens: last issue after 10 ms, last query done after 20 ms, the end at 25 ms.
Result TokenResult() {
  Result result = Valid();
  result.samples_completed = 20;
  result.last_issue = Nanoseconds(10'000'000);
  result.last_query_done = Nanoseconds(20'000'000);
  result.duration = Nanoseconds(25'000'000);
  result.latency.mean_ns = 500'000;
  result.tokens.emplace();
  result.tokens->token_count = 100;
  result.tokens->first_token.target_ns = 521;
  result.tokens->per_output_token.min_ns = 46852;
  result.early_stopping.applies = true;
  result.tokens->first_token_stopping = {.applies = true, .queries = 20};
  result.tokens->per_output_token_stopping = {.applies = true, .queries = 20};
  return result;
}

TEST_CASE("tokens, SingleStream: a second headline, rates, and two blocks") {
  const std::string text =
      SummaryOf(SettingsOf(TestScenario::SingleStream, WithTokens()), TokenResult());
  CHECK(Has(text,
            "90.0th percentile latency (ns) : 0\n90.0th first token percentile latency (ns) : 521"
            "\nResult"));
  CHECK(Has(text,
            "99.90 percentile latency (ns)   : 0\n\n"
            "TPS w/ loadgen overhead         : 10000.00\n"  // 100 tokens in 10 ms
            "TPS w/o loadgen overhead        : 10000.00\n"  // 5 tokens in 0.5 ms
            "Min First Token latency (ns)                : 0\n"));
  CHECK(Has(text,
            "99.90 percentile first token latency (ns)   : 0\n\n"
            "Min Time per Output Token (ns)                : 46852\n"));
  CHECK(Has(text, "99.90 percentile time to output token (ns)   : 0\n\n===="));
  CHECK(Has(text,
            "target_qps : 1000\nttft_latency (ns): 100000000\ntpot_latency (ns): 100000000\n"
            "max_async_queries"));
}

TEST_CASE("tokens, Server: completed tokens, and one early stopping for each bound") {
  TestSettings requested = WithTokens();
  requested.infer_token_latencies = true;
  requested.token_latency_scaling_factor = 4;
  Result result = TokenResult();
  result.completed_samples_per_second = 950;
  const std::string text = SummaryOf(SettingsOf(TestScenario::Server, requested), result);
  CHECK(Has(text,
            "Completed samples per second    : 950.00\n"
            "Completed tokens per second: 5000.00\n"             // 100 tokens in 20 ms
            "Completed tokens per second (inferred): 3800.00\n"  // 950 * 4
            "Result"));
  CHECK(Has(text,
            "TTFT Early Stopping Result:\n * Run successful.\n"
            "TPOT Early Stopping Result:\n * Run successful.\n\n===="));
  CHECK(Has(text, "\n\nCompleted tokens per second                 : 5000.00\nMin First Token"));
}

TEST_CASE("tokens: when the tokens after the first fail, the first one's text stays empty") {
  Result result = TokenResult();
  result.is_valid = false;
  result.tokens->per_output_token_stopping = {
      .applies = true, .is_met = false, .percentile = 0.99, .queries = 20, .needed = 459};
  CHECK(Has(SummaryOf(SettingsOf(TestScenario::Server, WithTokens()), result),
            "TTFT Early Stopping Result:\n\nTPOT Early Stopping Result:\n * Run unsuccessful.\n"
            " * Processed 20 queries.\n * Would need to run at least 439 more queries,\n"));
}

TEST_CASE("tokens, Offline: rate until the last answer, and no token times") {
  Result result = TokenResult();
  result.early_stopping.applies = false;
  const std::string text = SummaryOf(SettingsOf(TestScenario::Offline, WithTokens()), result);
  CHECK(Has(text, "Samples per second: 0\nTokens per second: 4000\nResult"));  // 100 in 25 ms
  CHECK(Has(text, "99.90 percentile latency (ns)   : 0\n\n\n===="));
}

}  // namespace
}  // namespace assay::loadgen
