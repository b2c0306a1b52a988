// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The native interface of the LoadGen: one test, its result as a value, nothing global.
// The public mlperf:: functions (include/loadgen.h) are a thin layer on this.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "loadgen/include/query_sample_library.h"
#include "loadgen/include/system_under_test.h"
#include "loadgen/include/test_settings.h"
#include "loadgen/live_latencies.h"

namespace assay::loadgen {

/// What mlperf::StartTest does not take. Defaults give upstream's behaviour.
struct Environment {
  Clock* clock = nullptr;                   // null: the machine's steady clock
  const std::atomic<bool>* stop = nullptr;  // becomes true: stop issuing, then drain
  /// Hard end of the measurement, counted from its start; zero: none. Issuing stops, what has not
  /// completed by then is counted as unanswered, Offline's rate is completed samples over the time
  /// of the last completion. Late answers are ignored safely.
  Nanoseconds hard_limit{0};
  /// How long to wait for answers after the last query was issued (or after `stop`); then the run
  /// ends with the finding kUnanswered. Zero: no limit, but 2 s after `stop`.
  Nanoseconds drain_limit{0};
  /// How long IssueQuery or FlushQueries may keep the thread. With a limit, queries are issued by a
  /// thread of their own; a call that holds it longer ends the run with the finding kSutBlocked,
  /// and `clock` and the system under test must then live for as long as the call. Zero: no limit,
  /// and queries are issued by the thread that called Run. Not in virtual time.
  Nanoseconds block_limit{0};
  /// The generator fell behind (kFellBehind) when the 99th percentile of the issue lag is above
  /// this; zero: a twentieth of the latency bound, but not below 200 us.
  Nanoseconds max_lag{0};
  /// Where the latencies can be seen while the test runs; null: nowhere. Outlives the test.
  LiveLatencies* live = nullptr;
  /// File that a low-priority flusher appends finished samples to every 250 ms (journal.h);
  /// empty: none. A disk that fills up ends the journal with a finding, not the run.
  std::string journal{};
  /// A config file that overrides the settings, as upstream's audit.config does. Empty, or no such
  /// file: none.
  std::string audit_config{};
};

/// Percentiles by nearest rank on the sorted values: sorted[trunc(n * p)], clamped to the last.
struct Percentiles {
  static constexpr std::array<double, 6> kPoints = {.50, .90, .95, .97, .99, .999};
  static constexpr std::size_t k99 = 4;  // where .99 stands
  std::array<std::int64_t, 6> ns{};      // at kPoints
  std::int64_t target_ns = 0;            // at the scenario's own percentile
  std::int64_t min_ns = 0, max_ns = 0, mean_ns = 0;
};

/// The v6 rule that a run must have enough queries to trust its tail. Source:
/// docs/loadgen-behaviour.md, section 9. Offline has none: is_met.
struct EarlyStopping {
  bool applies = false;
  bool is_met = true;
  double percentile = 0;
  std::uint64_t queries = 0;       // processed
  std::uint64_t needed = 0;        // the fewest with which the rule is met: all in all
  std::uint64_t over_latency = 0;  // Server
  /// SingleStream, MultiStream: the estimate leaves out that many of the highest latencies.
  std::uint64_t discarded = 0;
  std::int64_t estimate_ns = 0;  // of the percentile; 0: none
  /// SingleStream: the same at 0.99, for MultiStream.
  std::uint64_t needed_99 = 0;
  std::int64_t estimate_99_ns = 0;  // 0: too few queries
};

/// v6 with use_token_latencies: per answered sample, ns.
struct TokenFigures {
  std::uint64_t token_count = 0;             // of all answers
  std::uint64_t samples_without_tokens = 0;  // no first token, or fewer than two tokens
  double tokens_per_second = 0;              // over the time that the scenario's rate is over
  Percentiles first_token;                   // TTFT: from the scheduled time
  Percentiles per_output_token;              // TPOT: (latency - TTFT) / (tokens - 1)
  bool meets_first_token = true;             // Server
  bool meets_per_output_token = true;
  EarlyStopping first_token_stopping, per_output_token_stopping;
};

/// Something that should not have happened. Never ends the process, never corrupts the result.
struct Anomaly {
  enum class Kind {
    kDuplicateAnswer,     // a sample was answered twice: the second is ignored
    kUnknownId,           // an id that no test ever issued; ids of ended tests are ignored
    kUnanswered,          // still open when the drain or hard limit ended the run
    kSutThrew,            // IssueQuery or FlushQueries threw: issuing stopped
    kTooManyOutstanding,  // more than max_async queries open (Server)
    kRanOutOfQueries,     // "ran out of generated queries"
    kStopped,             // `stop` or the hard limit ended the issuing
    kFellBehind,          // the generator itself issued late
    kJournalFailed,       // the journal could not be written (disk full)
    kSettings,            // settings that contradict each other
    kSutBlocked,          // IssueQuery or FlushQueries did not return within the block limit
    kAborted,             // AbortTest
    kTokens,              // a sample without a first token, or with fewer than two tokens
  };
  Kind kind;
  std::uint64_t count = 1;
  std::string text;  // one sentence, as in the detail log
};

/// Of the last phase run (SubmissionRun: the performance phase).
struct Result {
  /// Upstream's verdict: the three below; and the SUT did not throw, and answered everything that
  /// the hard limit did not cut off. An accuracy run has no verdict: all was issued and answered.
  bool is_valid = false;
  bool meets_performance = false;
  bool meets_min_duration = false;
  bool meets_min_queries = false;
  EarlyStopping early_stopping;              // v6
  std::optional<TokenFigures> tokens;        // v6, with use_token_latencies
  bool is_performance = false;               // the figures below are of a performance phase
  std::vector<std::string> recommendations;  // upstream's sentences
  std::vector<Anomaly> anomalies;

  std::uint64_t queries_issued = 0;
  std::uint64_t samples_issued = 0;
  std::uint64_t samples_completed = 0;
  std::uint64_t over_latency = 0;  // samples above the target latency (Server), unanswered included
  Nanoseconds duration{0};         // start to last completion
  /// From the start, of the query issued last: what upstream's rates are over. Zero: none issued.
  Nanoseconds last_issue{0}, last_query_done{0};

  /// Offline: completed samples / last completion. MultiStream: samples / the last query's
  /// completion.
  double samples_per_second = 0;
  double scheduled_samples_per_second = 0;  // Server: (n-1) / last scheduled offset
  double completed_samples_per_second = 0;  // Server: (n-1) / last query's completion
  double qps_with_overhead = 0;             // SingleStream: (n-1) / last issue
  double qps_without_overhead = 0;          // SingleStream: 1 / mean latency

  Percentiles latency;        // per sample
  Percentiles query_latency;  // per query (MultiStream)
  Percentiles lag;            // issued minus scheduled, where a schedule exists
  /// MultiStream v0.7, Free: intervals between queries, at Percentiles::kPoints and the target.
  Percentiles intervals;

  bool fell_behind = false;  // the generator: lag.ns at .99 is above Environment::max_lag

  /// Raw arrays, nanoseconds. latencies_ns[sample sequence number], -1 where there is no answer.
  std::vector<std::int64_t> latencies_ns;
  /// lags_ns[query sequence number], where a schedule exists.
  std::vector<std::int64_t> lags_ns;
};

/// Runs one test and writes its logs as `logs` says. Several may run at once in one process, on
/// different SUT objects. Throws std::runtime_error when the logs cannot be opened; nothing has
/// been issued then. Exceptions out of the SUT become anomalies.
Result Run(mlperf::SystemUnderTest& sut, mlperf::QuerySampleLibrary& qsl,
           const mlperf::TestSettings& settings, const mlperf::LogSettings& logs,
           const Environment& environment);

}  // namespace assay::loadgen
