// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a chart draws: journals of any length become a few hundred points.
#include "report/series.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace assay::report {
namespace {

constexpr double kNanosecondsPerSecond = 1e9;
constexpr std::uint64_t kQueriesForP99 = 100;
constexpr double kDeepestPosition = 4;  // 99.99 %: further out no curve of a usual run is steady

std::optional<Bound> BoundOf(const RunPlan& plan) {
  if (!plan.latency_bound) return std::nullopt;
  return Bound{static_cast<double>(plan.latency_bound->count()), plan.latency_bound_is_users};
}

/// Puts the values of all `ranks` (sorted, 0-based, relative to `first`) into their places.
void PlaceRanks(std::vector<double>& values, std::span<const std::size_t> ranks, std::size_t first,
                std::size_t last) {
  if (ranks.empty() || first >= last) return;
  const std::size_t middle = ranks.size() / 2;
  const std::size_t rank = ranks[middle];
  const auto begin = values.begin();
  std::nth_element(begin + static_cast<std::ptrdiff_t>(first),
                   begin + static_cast<std::ptrdiff_t>(rank),
                   begin + static_cast<std::ptrdiff_t>(last));
  PlaceRanks(values, ranks.first(middle), first, rank);
  PlaceRanks(values, ranks.subspan(middle + 1), rank + 1, last);
}

/// 0-based, as the record's figures and upstream's summary count: the product truncated.
std::size_t RankOf(double share, std::size_t count) {
  return std::min(static_cast<std::size_t>(static_cast<double>(count) * share), count - 1);
}

double QuantileOf(std::vector<double>& values, double share) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(RankOf(share, values.size()));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

double LastScheduled(std::span<const QueryTime> queries) {
  double last = 0;
  for (const QueryTime& query : queries) last = std::max(last, query.scheduled);
  return last;
}

}  // namespace

std::vector<QueryTime> QueriesOf(std::span<const JournalSample> samples, int samples_per_query) {
  std::vector<QueryTime> queries;
  if (samples_per_query <= 1) {
    queries.reserve(samples.size());
    for (const JournalSample& sample : samples) {
      queries.push_back(
          {static_cast<double>(sample.scheduled_ns), static_cast<double>(sample.latency_ns)});
    }
    return queries;
  }
  std::unordered_map<std::uint32_t, std::size_t> place_of;
  for (const JournalSample& sample : samples) {
    const std::uint32_t query = sample.sample_seq / static_cast<std::uint32_t>(samples_per_query);
    const auto [entry, is_new] = place_of.try_emplace(query, queries.size());
    if (is_new) queries.push_back({static_cast<double>(sample.scheduled_ns), 0});
    double& latency = queries[entry->second].latency;
    latency = std::max(latency, static_cast<double>(sample.latency_ns));
  }
  return queries;
}

std::optional<double> LatencyCurve::At(double percent) const {
  if (points.empty()) return std::nullopt;
  const auto at =
      std::lower_bound(points.begin(), points.end(), percent - 1e-9,
                       [](const Point& point, double wanted) { return point.percent < wanted; });
  return at == points.end() ? points.back().nanoseconds : at->nanoseconds;
}

LatencyCurve MakeLatencyCurve(std::span<const QueryTime> queries, const RunPlan& plan) {
  LatencyCurve curve;
  curve.query_count = queries.size();
  curve.bound = BoundOf(plan);
  if (plan.percentile > 0) curve.judged_percent = plan.percentile * 100;
  if (queries.empty()) return curve;
  // Percentiles that people name come first, the rest fills equal steps of the axis.
  std::vector<double> shares = {.50, .90, .95, .97, .99, .999, .9999};
  if (plan.percentile > 0) shares.push_back(std::min(plan.percentile, 1.0));
  const double count = static_cast<double>(queries.size());
  const double end = std::min(std::log10(count), kDeepestPosition);
  const std::size_t steps = kMostCurvePoints - shares.size() - 2;
  for (std::size_t i = 0; i <= steps; ++i) {
    shares.push_back(1 - std::pow(10, -end * static_cast<double>(i) / static_cast<double>(steps)));
  }
  std::sort(shares.begin(), shares.end());
  std::vector<std::size_t> ranks;
  for (const double share : shares) ranks.push_back(RankOf(share, queries.size()));
  std::vector<std::size_t> distinct = ranks;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<double> latencies;
  latencies.reserve(queries.size());
  for (const QueryTime& query : queries) latencies.push_back(query.latency);
  PlaceRanks(latencies, distinct, 0, latencies.size());
  const double known = 100 * (1 - std::pow(10, -end));  // beyond it every rank is the slowest query
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double percent = 100 * shares[i];
    if (percent > known + 1e-9) break;
    const bool is_repeated = i > 0 && shares[i] - shares[i - 1] < 1e-11;
    if (!is_repeated) curve.points.push_back({percent, latencies[ranks[i]]});
  }
  // Beyond 1 - 1/n only the slowest query is left: the curve ends with the step up to it.
  if (end < kDeepestPosition) {
    curve.points.push_back({known, *std::max_element(latencies.begin(), latencies.end())});
  }
  return curve;
}

LatencyTimeline MakeLatencyTimeline(std::span<const QueryTime> queries, const RunPlan& plan) {
  LatencyTimeline timeline;
  timeline.bound = BoundOf(plan);
  const double last = LastScheduled(queries);
  timeline.duration_seconds = last / kNanosecondsPerSecond;
  if (queries.size() <= kMostScatterPoints || last <= 0) {
    const std::size_t stride =
        std::max<std::size_t>(1, (queries.size() + kMostScatterPoints - 1) / kMostScatterPoints);
    for (std::size_t i = 0; i < queries.size(); i += stride) timeline.dots.push_back(queries[i]);
    return timeline;
  }
  const std::size_t count =
      std::clamp<std::size_t>(queries.size() / kQueriesForP99, 24, kMostIntervals);
  timeline.interval_seconds = timeline.duration_seconds / static_cast<double>(count);
  timeline.high_name = queries.size() / count >= kQueriesForP99 ? "p99" : "slowest";
  const double high_share = timeline.high_name == "p99" ? 0.99 : 1;
  std::vector<std::vector<double>> latencies(count);
  for (const QueryTime& query : queries) {
    const double place = query.scheduled / last * static_cast<double>(count);
    latencies[std::min(static_cast<std::size_t>(place), count - 1)].push_back(query.latency);
  }
  for (std::size_t i = 0; i < count; ++i) {
    LatencyTimeline::Interval interval{static_cast<double>(i) * timeline.interval_seconds,
                                       latencies[i].size()};
    if (interval.count > 0) {
      interval.median = QuantileOf(latencies[i], 0.5);
      interval.high = QuantileOf(latencies[i], high_share);
    }
    timeline.intervals.push_back(interval);
  }
  return timeline;
}

RateTimeline MakeRateTimeline(std::span<const JournalSample> samples) {
  RateTimeline timeline;
  double end = 0;
  const auto completed = [](const JournalSample& sample) {
    return static_cast<double>(sample.scheduled_ns) + static_cast<double>(sample.latency_ns);
  };
  for (const JournalSample& sample : samples) end = std::max(end, completed(sample));
  if (samples.empty() || end <= 0) return timeline;
  // Batches finish in lumps: each lump counts for the time since the one before it, and an interval
  // holds several. Else the chart would show the batches and not the rate.
  constexpr std::size_t kSlots = 1200;
  std::vector<double> slots(kSlots);
  for (const JournalSample& sample : samples) {
    // What completes on the border of two slots is the last of the first.
    const double place = std::ceil(completed(sample) / end * kSlots - 1e-6) - 1;
    slots[static_cast<std::size_t>(std::clamp<double>(place, 0, kSlots - 1))] += 1;
  }
  std::size_t lumps = 0;
  for (std::size_t slot = 0, begin = 0; slot < kSlots; ++slot) {
    if (slots[slot] == 0) continue;
    const double share = slots[slot] / static_cast<double>(slot + 1 - begin);
    std::fill(slots.begin() + static_cast<std::ptrdiff_t>(begin),
              slots.begin() + static_cast<std::ptrdiff_t>(slot + 1), share);
    begin = slot + 1;
    ++lumps;
  }
  std::size_t count = 1;
  for (const std::size_t candidate : {60, 40, 30, 20, 12, 8, 6, 4, 2}) {  // they divide kSlots
    if (count == 1 && lumps >= 3 * candidate) count = candidate;
  }
  timeline.duration_seconds = end / kNanosecondsPerSecond;
  timeline.interval_seconds = timeline.duration_seconds / static_cast<double>(count);
  timeline.mean_rate = static_cast<double>(samples.size()) / timeline.duration_seconds;
  timeline.rates.assign(count, 0);
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    timeline.rates[slot * count / kSlots] += slots[slot] / timeline.interval_seconds;
  }
  return timeline;
}

}  // namespace assay::report
