// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Words and figures that the logs' shapes share: names, early stopping, rates of tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "loadgen/include/test_settings.h"
#include "loadgen/run.h"
#include "loadgen/settings.h"

namespace assay::loadgen {

/// v0.7's names: "Single Stream", "Multi Stream Free", ...
const char* NameOf(mlperf::TestScenario scenario);
/// v0.7's names: "Performance", "Accuracy", ...
const char* NameOf(mlperf::TestMode mode);
/// v6's names: "PerformanceOnly", ... (a scenario's is ConfigName)
const char* EnumNameOf(mlperf::TestMode mode);

/// As the logs say that a phase starts: "accuracy", "performance", "FindPeakPerformance".
const char* PhaseNameOf(mlperf::TestMode phase);

/// One line: control characters become blanks, so that a name or a message of somebody else cannot
/// pretend to be lines of the log.
std::string OneLine(std::string_view text);

/// "50.00" and so on: Percentiles::kPoints[i] as the logs name it.
std::string PointName(std::size_t i);

/// Upstream's counters of its lock-free log. Ours writes nothing while queries are timed.
inline constexpr const char* kContentionCounters[] = {"swap_request_slots_retry_count",
                                                      "swap_request_slots_retry_retry_count",
                                                      "swap_request_slots_retry_reencounter_count",
                                                      "start_reading_entries_retry_count",
                                                      "tls_total_log_cas_fail_count",
                                                      "tls_total_swap_buffers_slot_retry_count"};

/// Whether the scenario has a bound to keep: its verdict has a line about it.
bool HasPerformanceConstraint(const EffectiveSettings& settings);

/// v6: what early stopping found, as several lines without an end of line; empty for Offline.
std::string EarlyStoppingText(const EffectiveSettings& settings, const EarlyStopping& stopping);

/// The estimates that count: with tokens those of the first token.
const EarlyStopping& StoppingOf(const Result& result);

/// Early stopping of a run with tokens. As upstream has it, nothing is said of the first token
/// when the other tokens already fail.
struct TokenStoppingText {
  std::string first_token, per_output_token;
};
TokenStoppingText TokenStoppingTextOf(const EffectiveSettings& settings,
                                      const TokenFigures& tokens);

/// v6's figures of a run with tokens that Result does not hold. Per second; 0: no time passed.
struct TokenRates {
  double until_last_issue = 0;  // all tokens over the time of the last issue
  double until_last_done = 0;   // all tokens until the query issued last was done
  double until_end = 0;         // all tokens until the last answer
  double per_sample_time = 0;   // tokens of a sample over the mean latency
};
TokenRates TokenRatesOf(const Result& result);

/// Offline, Server with infer_token_latencies: samples per second times the scaling factor.
bool InfersTokens(const EffectiveSettings& settings);
double InferredTokensPerSecond(const EffectiveSettings& settings, const Result& result);

}  // namespace assay::loadgen
