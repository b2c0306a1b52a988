// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Rates, the conditions and the recommendations.
#include "loadgen/results.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "loadgen/early_stopping.h"
#include "loadgen/percentiles.h"
#include "loadgen/token_results.h"

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;

constexpr double kSecond = 1e9;

/// What counts as fallen behind unless the caller says: a generator later than this share of the
/// latency bound, at the 99th percentile, has measured itself as well. Below the floor no machine
/// with other work on it can be held to it. The same numbers as in Assay's rules (issue_lag).
constexpr double kLagShare = 0.05;
constexpr Nanoseconds kLagFloor{200'000};

double PerSecond(std::uint64_t count, std::int64_t ns) {
  return ns > 0 ? static_cast<double>(count) * kSecond / static_cast<double>(ns) : 0;
}

void CountSamples(const Phase& phase, Result& result) {
  std::int64_t last = 0;
  phase.ForEachQuery([&](std::uint64_t query) {
    for (std::uint64_t i = 0; i < phase.per_query; ++i) {
      const std::int64_t completed = phase.recording.CompletedNs(query * phase.per_query + i);
      if (completed == Recording::kOpen) continue;
      ++result.samples_completed;
      last = std::max(last, completed);
    }
  });
  result.duration = Nanoseconds(last);
}

/// Upstream's look ahead: a query's interval is the one of the query max_async later (none passes
/// without ticks); the last ones get the number of intervals that their latency covers.
std::vector<std::int64_t> Intervals(const Phase& phase) {
  const std::uint64_t ahead = phase.settings.max_async_queries;
  std::vector<std::int64_t> intervals(phase.queries);
  for (std::uint64_t query = 0; query < phase.queries; ++query) {
    if (query + ahead < phase.queries) {
      if (phase.settings.HasTicks()) intervals[query] = phase.outcome.ticks[query + ahead];
      continue;
    }
    const std::int64_t latency =
        phase.QueryDone(query) - phase.recording.TimesOf(query).scheduled_ns;
    intervals[query] = static_cast<std::int64_t>(
        std::ceil(phase.settings.target_qps * (static_cast<double>(latency) / kSecond)));
  }
  return intervals;
}

struct QueryLatencies {
  std::vector<std::int64_t> ns;
  std::uint64_t within_bound = 0;  // answered, and not above the target latency
};

QueryLatencies FindQueryLatencies(const Phase& phase) {
  QueryLatencies latencies;
  latencies.ns.reserve(phase.queries);
  phase.ForEachQuery([&](std::uint64_t query) {
    const std::int64_t latency =
        phase.QueryDone(query) - phase.recording.TimesOf(query).scheduled_ns;
    const bool is_answered = phase.recording.QueryCompletedNs(query) != Recording::kOpen;
    latencies.within_bound += is_answered && latency <= phase.settings.target_latency_ns;
    latencies.ns.push_back(latency);
  });
  return latencies;
}

void FindRates(const Phase& phase, Result& result) {
  if (phase.queries == 0) return;
  const std::uint64_t gaps = phase.queries - 1;
  const Recording::Times last = phase.LastTimes();
  result.last_issue = Nanoseconds(last.issued_ns);
  result.last_query_done = Nanoseconds(phase.QueryDone(phase.end - 1));
  switch (phase.settings.scenario) {
    case TestScenario::Offline:
      result.samples_per_second = PerSecond(result.samples_completed, result.duration.count());
      break;
    case TestScenario::Server:
      result.scheduled_samples_per_second = PerSecond(gaps, last.scheduled_ns);
      result.completed_samples_per_second = PerSecond(gaps, phase.QueryDone(phase.end - 1));
      break;
    case TestScenario::SingleStream:
      result.qps_with_overhead = PerSecond(gaps, last.issued_ns);
      break;
    case TestScenario::MultiStream:
    case TestScenario::MultiStreamFree:
      result.samples_per_second = PerSecond(phase.samples, phase.QueryDone(phase.end - 1));
      break;
  }
}

/// True when the value of the percentile's rank is inside the bound: more values are than the rank.
bool PassesRank(std::uint64_t within_bound, std::uint64_t count, double percentile) {
  return count > 0 && within_bound > RankOf(count, percentile);
}

bool MeetsPerformance(const Phase& phase, std::uint64_t queries_within_bound,
                      const Result& result) {
  const EffectiveSettings& s = phase.settings;
  if (s.scenario == TestScenario::Server && result.tokens) {
    return result.tokens->meets_first_token && result.tokens->meets_per_output_token;
  }
  if (s.scenario == TestScenario::Server) {
    return PassesRank(phase.samples - result.over_latency, phase.samples,
                      s.target_latency_percentile);
  }
  if (s.scenario == TestScenario::MultiStreamFree) {
    return PassesRank(queries_within_bound, phase.queries, s.target_latency_percentile);
  }
  return !s.HasTicks() || (phase.queries > 0 && result.intervals.target_ns < 2);
}

void FindMinimums(const Phase& phase, Result& result) {
  const EffectiveSettings& s = phase.settings;
  const std::int64_t min_duration = s.min_duration_ms * 1'000'000;
  const Recording::Times last = phase.LastTimes();
  std::int64_t reached = last.issued_ns;
  if (s.scenario == TestScenario::Server) reached = last.scheduled_ns;
  if (s.scenario == TestScenario::Offline) reached = result.duration.count();
  result.meets_min_duration = reached >= min_duration;
  result.meets_min_queries =
      phase.queries >= s.min_query_count && phase.samples >= s.min_sample_count;
}

/// Upstream's sentences, by scenario.
const char* DurationRecommendation(const EffectiveSettings& s) {
  const bool is_paced_by_answers = s.scenario == TestScenario::SingleStream ||
                                   (s.scenario == TestScenario::MultiStream && !s.HasTicks());
  if (is_paced_by_answers) {
    return "Decrease the expected latency so the loadgen pre-generates more queries.";
  }
  switch (s.scenario) {
    case TestScenario::Server:
    case TestScenario::MultiStreamFree:
      return "Increase the target QPS so the loadgen pre-generates more queries.";
    case TestScenario::MultiStream:
      return "MultiStream should always meet the minimum duration. Please file a bug.";
    default:
      break;
  }
  return "Increase expected QPS so the loadgen pre-generates a larger (coalesced) query.";
}

void Recommend(const EffectiveSettings& s, Result& result) {
  if (result.tokens && s.scenario == TestScenario::Server) {
    if (!result.tokens->meets_first_token) {
      result.recommendations.push_back(
          "TTFT constrain not met: Reduce target QPS to improve latency.");
    }
    if (!result.tokens->meets_per_output_token) {
      result.recommendations.push_back(
          "TPOT constrain not met: Reduce target QPS to improve latency.");
    }
  } else if (!result.meets_performance) {
    result.recommendations.push_back(s.IsMultiStream()
                                         ? "Reduce samples per query to improve latency."
                                         : "Reduce target QPS to improve latency.");
  }
  if (!result.meets_min_duration) result.recommendations.push_back(DurationRecommendation(s));
  if (!result.meets_min_queries) {
    result.recommendations.push_back(
        "The test exited early, before enough queries were issued.\n"
        "   See the detailed log for why this may have occurred.");
  }
}

/// How long each issued sample took, by sequence number. Not answered: the time that was waited for
/// it. Not issued (several lanes): kOpen.
struct Latencies {
  std::vector<std::int64_t> ns;
  std::vector<std::uint64_t> open;  // samples that were issued and not answered
};

/// In place of the completion times.
Latencies TakeLatencies(const Phase& phase, Recording& recording, Result& result) {
  Latencies latencies{recording.TakeCompleted(), {}};
  latencies.ns.resize(phase.end * phase.per_query);
  const std::int64_t bound = phase.settings.target_latency_ns;
  phase.ForEachQuery([&](std::uint64_t query) {
    const std::int64_t scheduled = recording.TimesOf(query).scheduled_ns;
    for (std::uint64_t i = query * phase.per_query; i < (query + 1) * phase.per_query; ++i) {
      std::int64_t& value = latencies.ns[i];
      const bool is_open = value == Recording::kOpen;
      if (is_open) latencies.open.push_back(i);
      value = (is_open ? phase.outcome.ended_ns : value) - scheduled;
      result.over_latency += bound > 0 && (is_open || value > bound);
    }
  });
  return latencies;
}

/// The values of issued samples: all, or without the holes that lanes leave at the end.
Percentiles PercentilesOfIssued(const Phase& phase, const std::vector<std::int64_t>& values,
                                std::uint64_t per_query) {
  const double target = phase.settings.target_latency_percentile;
  if (phase.queries == phase.end) return PercentilesOf(values, target);
  std::vector<std::int64_t> issued;
  issued.reserve(phase.queries * per_query);
  phase.ForEachQuery([&](std::uint64_t query) {
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(query * per_query);
    issued.insert(issued.end(), from, from + static_cast<std::ptrdiff_t>(per_query));
  });
  return PercentilesOf(issued, target);
}

/// How late the generator was, in place of the issue times; where there is a schedule.
void FindLag(const Phase& phase, Recording& recording, Nanoseconds max_lag, Result& result) {
  if (phase.settings.scenario != TestScenario::Server && !phase.settings.HasTicks()) return;
  phase.ForEachQuery([&](std::uint64_t query) {
    const Recording::Times times = recording.TimesOf(query);
    recording.SetIssued(query, times.issued_ns - times.scheduled_ns);
  });
  result.lags_ns = recording.TakeIssued();
  result.lags_ns.resize(phase.end);
  result.lag = PercentilesOfIssued(phase, result.lags_ns, 1);
  if (max_lag == Nanoseconds{0}) {
    const double share = kLagShare * static_cast<double>(phase.settings.target_latency_ns);
    max_lag = std::max(kLagFloor, Nanoseconds(static_cast<std::int64_t>(share)));
  }
  result.fell_behind = result.lag.ns[Percentiles::k99] > max_lag.count();
}

EarlyStopping StopEarly(const Phase& phase, const std::vector<std::int64_t>& query_latencies,
                        const std::vector<std::int64_t>& latencies, const Result& result) {
  const EffectiveSettings& s = phase.settings;
  if (!s.rules->has_early_stopping || phase.queries == 0) return {};
  switch (s.scenario) {
    case TestScenario::Server:
      return JudgeBound(s.target_latency_percentile, phase.samples, result.over_latency);
    case TestScenario::MultiStream:
      return EstimateTail(query_latencies, s.target_latency_percentile);
    case TestScenario::SingleStream:
      return EstimateBothTails(latencies, s.target_latency_percentile);
    default:
      return {};
  }
}

}  // namespace

Result JudgePerformance(const EffectiveSettings& settings, Recording& recording,
                        const IssueOutcome& outcome, Nanoseconds max_lag) {
  Result result;
  const Phase phase(settings, recording, outcome);
  result.is_performance = true;
  result.queries_issued = phase.queries;
  result.samples_issued = phase.samples;
  CountSamples(phase, result);
  FindRates(phase, result);
  FindMinimums(phase, result);
  QueryLatencies per_query;
  if (settings.IsMultiStream()) {
    per_query = FindQueryLatencies(phase);
    result.query_latency = PercentilesOf(per_query.ns, settings.target_latency_percentile);
  }
  if (settings.HasTicks() || settings.scenario == TestScenario::MultiStreamFree) {
    result.intervals = PercentilesOf(Intervals(phase), settings.target_latency_percentile);
  }
  Latencies latencies = TakeLatencies(phase, recording, result);
  result.latency = PercentilesOfIssued(phase, latencies.ns, phase.per_query);
  if (settings.HasTokens()) result.tokens = FindTokens(phase, latencies.ns, result);
  result.early_stopping = StopEarly(phase, per_query.ns, latencies.ns, result);
  if (result.tokens && settings.scenario == TestScenario::MultiStream) {
    // Upstream judges whole queries here, for both.
    result.tokens->first_token_stopping = result.tokens->per_output_token_stopping =
        result.early_stopping;
  }
  if (settings.scenario == TestScenario::SingleStream && result.latency.mean_ns > 0) {
    result.qps_without_overhead = kSecond / static_cast<double>(result.latency.mean_ns);
  }
  FindLag(phase, recording, max_lag, result);
  for (const std::uint64_t sample : latencies.open) latencies.ns[sample] = Recording::kOpen;
  result.latencies_ns = std::move(latencies.ns);

  result.meets_performance = MeetsPerformance(phase, per_query.within_bound, result);
  const bool was_cut_off =
      outcome.end == IssueEnd::kAborted || outcome.end == IssueEnd::kSutBlocked;
  const bool is_complete = outcome.thrown.empty() && !was_cut_off &&
                           (result.samples_completed == phase.samples || outcome.hit_hard_limit);
  result.is_valid = result.meets_performance && result.meets_min_duration &&
                    result.meets_min_queries && MeetsEarlyStopping(result) && is_complete;
  Recommend(settings, result);
  return result;
}

void AddAccuracySet(Recording& recording, const IssueOutcome& outcome, Result& result) {
  const std::uint64_t end = recording.QueriesEnd();
  const std::uint64_t per_query = recording.schedule().samples_per_query;
  std::int64_t last = 0;
  for (std::uint64_t i = 0; i < end * per_query; ++i) {
    const std::int64_t completed = recording.CompletedNs(i);
    const bool is_open = completed == Recording::kOpen;
    last = std::max(last, completed);
    result.latencies_ns.push_back(
        is_open ? Recording::kOpen : completed - recording.TimesOf(i / per_query).scheduled_ns);
  }
  const std::uint64_t samples = recording.announced();
  result.queries_issued += samples / per_query;
  result.samples_issued += samples;
  result.samples_completed += recording.answered();
  result.duration += Nanoseconds(last);
  const bool is_complete = outcome.end == IssueEnd::kAllIssued && outcome.thrown.empty() &&
                           recording.answered() == samples;
  result.meets_performance = result.meets_min_duration = true;
  result.meets_min_queries = is_complete;
  result.is_valid = is_complete;
}

}  // namespace assay::loadgen
