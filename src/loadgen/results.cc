// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Percentiles, rates, the three conditions and the recommendations.
#include "loadgen/results.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;

constexpr double kSecond = 1e9;

/// A generator that is later than this share of the latency bound, at the 99th percentile, has
/// measured itself as well. Our own threshold: upstream has none.
constexpr double kLagShare = 0.1;

std::size_t Rank(std::size_t count, double percentile) {
  const double product = static_cast<double>(count) * percentile;
  return std::min(count - 1, static_cast<std::size_t>(std::max(0.0, product)));
}

/// One performance phase while it is being judged.
struct Phase {
  const EffectiveSettings& settings;
  const Recording& recording;
  const IssueOutcome& outcome;
  std::uint64_t queries, samples;

  std::int64_t QueryDone(std::uint64_t query) const {
    const std::int64_t done = recording.QueryCompletedNs(query);
    return done == Recording::kOpen ? outcome.ended_ns : done;
  }
  Recording::Times LastTimes() const {
    return queries == 0 ? Recording::Times{} : recording.TimesOf(queries - 1);
  }
};

double PerSecond(std::uint64_t count, std::int64_t ns) {
  return ns > 0 ? static_cast<double>(count) * kSecond / static_cast<double>(ns) : 0;
}

void CountSamples(const Phase& phase, Result& result) {
  std::int64_t last = 0;
  for (std::uint64_t i = 0; i < phase.samples; ++i) {
    const std::int64_t completed = phase.recording.CompletedNs(i);
    if (completed == Recording::kOpen) continue;
    ++result.samples_completed;
    last = std::max(last, completed);
  }
  result.duration = Nanoseconds(last);
}

void FindLag(const Phase& phase, Result& result) {
  if (phase.settings.scenario != TestScenario::Server && !phase.settings.HasTicks()) return;
  std::vector<std::int64_t> lag(phase.queries);
  for (std::uint64_t query = 0; query < phase.queries; ++query) {
    const Recording::Times times = phase.recording.TimesOf(query);
    lag[query] = times.issued_ns - times.scheduled_ns;
  }
  result.lag = PercentilesOf(lag, phase.settings.target_latency_percentile);
}

/// Upstream's look ahead: a query's interval is the one of the query max_async later; the last ones
/// have none and get the number of intervals that their latency covers.
std::vector<std::int64_t> Intervals(const Phase& phase) {
  const std::uint64_t ahead = phase.settings.max_async_queries;
  std::vector<std::int64_t> intervals(phase.queries);
  for (std::uint64_t query = 0; query < phase.queries; ++query) {
    if (query + ahead < phase.queries) {
      intervals[query] = phase.outcome.ticks[query + ahead];
      continue;
    }
    const std::int64_t latency =
        phase.QueryDone(query) - phase.recording.TimesOf(query).scheduled_ns;
    intervals[query] = static_cast<std::int64_t>(
        std::ceil(phase.settings.target_qps * (static_cast<double>(latency) / kSecond)));
  }
  return intervals;
}

struct QueryFigures {
  Percentiles latency;
  std::uint64_t within_bound = 0;  // answered, and not above the target latency
};

QueryFigures FindQueryLatency(const Phase& phase) {
  QueryFigures figures;
  std::vector<std::int64_t> latency(phase.queries);
  for (std::uint64_t query = 0; query < phase.queries; ++query) {
    latency[query] = phase.QueryDone(query) - phase.recording.TimesOf(query).scheduled_ns;
    const bool is_answered = phase.recording.QueryCompletedNs(query) != Recording::kOpen;
    figures.within_bound += is_answered && latency[query] <= phase.settings.target_latency_ns;
  }
  figures.latency = PercentilesOf(latency, phase.settings.target_latency_percentile);
  return figures;
}

void FindRates(const Phase& phase, Result& result) {
  if (phase.queries == 0) return;
  const std::uint64_t gaps = phase.queries - 1;
  const Recording::Times last = phase.LastTimes();
  result.last_issue = Nanoseconds(last.issued_ns);
  result.last_query_done = Nanoseconds(phase.QueryDone(gaps));
  switch (phase.settings.scenario) {
    case TestScenario::Offline:
      result.samples_per_second = PerSecond(result.samples_completed, result.duration.count());
      break;
    case TestScenario::Server:
      result.scheduled_samples_per_second = PerSecond(gaps, last.scheduled_ns);
      result.completed_samples_per_second = PerSecond(gaps, phase.QueryDone(gaps));
      break;
    case TestScenario::SingleStream:
      result.qps_with_overhead = PerSecond(gaps, last.issued_ns);
      break;
    case TestScenario::MultiStream:
    case TestScenario::MultiStreamFree:
      result.samples_per_second = PerSecond(phase.samples, phase.QueryDone(gaps));
      break;
  }
}

/// True when the value of the percentile's rank is inside the bound: more values are than the rank.
bool PassesRank(std::uint64_t within_bound, std::uint64_t count, double percentile) {
  return count > 0 && within_bound > Rank(count, percentile);
}

void FindConditions(const Phase& phase, const QueryFigures& query, Result& result) {
  const EffectiveSettings& s = phase.settings;
  const std::int64_t min_duration = s.min_duration_ms * 1'000'000;
  const Recording::Times last = phase.LastTimes();
  result.meets_performance = true;
  result.meets_min_duration = last.issued_ns >= min_duration;
  if (s.scenario == TestScenario::Server) {
    result.meets_performance =
        PassesRank(phase.samples - result.over_latency, phase.samples, s.target_latency_percentile);
    result.meets_min_duration = last.scheduled_ns >= min_duration;
  } else if (s.scenario == TestScenario::MultiStreamFree) {
    result.meets_performance =
        PassesRank(query.within_bound, phase.queries, s.target_latency_percentile);
  } else if (s.HasTicks()) {
    result.meets_performance = phase.queries > 0 && result.intervals.target_ns < 2;
  } else if (s.scenario == TestScenario::Offline) {
    result.meets_min_duration = result.duration.count() >= min_duration;
  }
  result.meets_min_queries =
      phase.queries >= s.min_query_count && phase.samples >= s.min_sample_count;
}

/// Upstream's sentences, by scenario.
const char* DurationRecommendation(const EffectiveSettings& s) {
  switch (s.scenario) {
    case TestScenario::SingleStream:
      return "Decrease the expected latency so the loadgen pre-generates more queries.";
    case TestScenario::Server:
    case TestScenario::MultiStreamFree:
      return "Increase the target QPS so the loadgen pre-generates more queries.";
    case TestScenario::MultiStream:
      return "MultiStream should always meet the minimum duration. Please file a bug.";
    case TestScenario::Offline:
      break;
  }
  return "Increase expected QPS so the loadgen pre-generates a larger (coalesced) query.";
}

void Recommend(const EffectiveSettings& s, Result& result) {
  if (!result.meets_performance) {
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

/// Turns completion times into latencies, in place; `waited` gets the same with the time waited
/// for those that were never answered.
std::vector<std::int64_t> ToLatencies(const Phase& phase, std::vector<std::int64_t>& completed,
                                      Result& result) {
  completed.resize(phase.samples);
  std::vector<std::int64_t> waited(phase.samples);
  const std::uint64_t per_query = phase.recording.schedule().samples_per_query;
  for (std::uint64_t query = 0; query < phase.queries; ++query) {
    const std::int64_t scheduled = phase.recording.TimesOf(query).scheduled_ns;
    for (std::uint64_t i = query * per_query; i < (query + 1) * per_query; ++i) {
      const bool is_open = completed[i] == Recording::kOpen;
      waited[i] = (is_open ? phase.outcome.ended_ns : completed[i]) - scheduled;
      if (!is_open) completed[i] = waited[i];
      const bool has_bound = phase.settings.target_latency_ns > 0;
      result.over_latency += has_bound && (is_open || waited[i] > phase.settings.target_latency_ns);
    }
  }
  return waited;
}

}  // namespace

std::int64_t NearestRank(std::vector<std::int64_t>& values, double percentile) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(Rank(values.size(), percentile));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

Percentiles PercentilesOf(std::vector<std::int64_t>& values, double target_percentile) {
  Percentiles p;
  if (values.empty()) return p;
  std::vector<std::pair<std::size_t, std::int64_t*>> wanted;
  for (std::size_t i = 0; i < Percentiles::kPoints.size(); ++i) {
    wanted.emplace_back(Rank(values.size(), Percentiles::kPoints[i]), &p.ns[i]);
  }
  wanted.emplace_back(Rank(values.size(), target_percentile), &p.target_ns);
  std::sort(wanted.begin(), wanted.end());
  // Selecting in order of rank leaves ever less to look at: cheaper than sorting.
  auto from = values.begin();
  for (const auto& [rank, target] : wanted) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(from, at, values.end());
    *target = *at;
    from = at;
  }
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  p.min_ns = *least;
  p.max_ns = *most;
  const std::int64_t sum = std::accumulate(values.begin(), values.end(), std::int64_t{0});
  p.mean_ns = sum / static_cast<std::int64_t>(values.size());
  return p;
}

Result JudgePerformance(const EffectiveSettings& settings, Recording& recording,
                        const IssueOutcome& outcome) {
  Result result;
  const Phase phase{settings, recording, outcome, outcome.queries_issued, recording.announced()};
  result.is_performance = true;
  result.queries_issued = phase.queries;
  result.samples_issued = phase.samples;
  CountSamples(phase, result);
  FindLag(phase, result);
  QueryFigures query;
  if (settings.IsMultiStream()) {
    query = FindQueryLatency(phase);
    result.query_latency = query.latency;
  }
  if (settings.HasTicks()) {
    std::vector<std::int64_t> intervals = Intervals(phase);
    result.intervals = PercentilesOf(intervals, settings.target_latency_percentile);
  }
  FindRates(phase, result);
  result.latencies_ns = recording.TakeCompleted();
  {
    std::vector<std::int64_t> waited = ToLatencies(phase, result.latencies_ns, result);
    result.latency = PercentilesOf(waited, settings.target_latency_percentile);
  }
  if (settings.scenario == TestScenario::SingleStream && result.latency.mean_ns > 0) {
    result.qps_without_overhead = kSecond / static_cast<double>(result.latency.mean_ns);
  }
  FindConditions(phase, query, result);
  const bool is_complete = outcome.thrown.empty() &&
                           (result.samples_completed == phase.samples || outcome.hit_hard_limit);
  result.is_valid = result.meets_performance && result.meets_min_duration &&
                    result.meets_min_queries && is_complete;
  Recommend(settings, result);
  return result;
}

void AddAccuracySet(Recording& recording, const IssueOutcome& outcome, Result& result) {
  const std::uint64_t samples = recording.announced();
  const std::uint64_t answered = recording.answered();
  const std::uint64_t per_query = recording.schedule().samples_per_query;
  std::int64_t last = 0;
  for (std::uint64_t i = 0; i < samples; ++i) {
    const std::int64_t completed = recording.CompletedNs(i);
    const bool is_open = completed == Recording::kOpen;
    last = std::max(last, completed);
    result.latencies_ns.push_back(
        is_open ? Recording::kOpen : completed - recording.TimesOf(i / per_query).scheduled_ns);
  }
  result.queries_issued += outcome.queries_issued;
  result.samples_issued += samples;
  result.samples_completed += answered;
  result.duration += Nanoseconds(last);
  const bool is_complete =
      outcome.end == IssueEnd::kAllIssued && outcome.thrown.empty() && answered == samples;
  result.meets_performance = result.meets_min_duration = true;
  result.meets_min_queries = is_complete;
  result.is_valid = is_complete;
}

bool FellBehind(const EffectiveSettings& settings, const Result& result) {
  const std::int64_t p99 = result.lag.ns[4];
  return settings.target_latency_ns > 0 &&
         static_cast<double>(p99) > kLagShare * static_cast<double>(settings.target_latency_ns);
}

}  // namespace assay::loadgen
