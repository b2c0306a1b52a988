// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a chart draws: journals of any length become a few hundred points.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "record/run_record.h"

namespace assay::report {

inline constexpr std::size_t kMostCurvePoints = 300;
inline constexpr std::size_t kMostIntervals = 200;
inline constexpr std::size_t kMostScatterPoints = 600;

/// One query: when it was due and how long it took, in nanoseconds.
struct QueryTime {
  double scheduled = 0;
  double latency = 0;
};

/// A query's latency is that of its last sample.
std::vector<QueryTime> QueriesOf(std::span<const JournalSample> samples, int samples_per_query);

/// The bound that latencies are judged against.
struct Bound {
  double nanoseconds = 0;
  bool is_users = false;  // not the rules'
};

/// Latency by percentile (nearest rank).
struct LatencyCurve {
  struct Point {
    double percent = 0;
    double nanoseconds = 0;
  };
  std::vector<Point> points;  // at most kMostCurvePoints, by rising percentile
  std::uint64_t query_count = 0;
  std::optional<Bound> bound;
  std::optional<double> judged_percent;  // 99: the percentile that the rules judge
  /// The latency at a percentile, from the points; nothing without queries.
  std::optional<double> At(double percent) const;
};
LatencyCurve MakeLatencyCurve(std::span<const QueryTime> queries, const RunPlan& plan);

/// Latency over time: either each query as a dot, or median and a high quantile per interval.
struct LatencyTimeline {
  struct Interval {
    double begin = 0;  // seconds since the start
    std::uint64_t count = 0;
    double median = 0, high = 0;  // nanoseconds; without meaning when count is 0
  };
  std::vector<Interval> intervals;  // at most kMostIntervals; empty when there are dots
  std::vector<QueryTime> dots;      // at most kMostScatterPoints
  double interval_seconds = 0, duration_seconds = 0;
  /// What `high` is: "p99" where an interval holds enough queries for it, else "slowest".
  std::string high_name;
  std::optional<Bound> bound;
};
LatencyTimeline MakeLatencyTimeline(std::span<const QueryTime> queries, const RunPlan& plan);

/// Completed samples per second, interval by interval.
struct RateTimeline {
  std::vector<double> rates;  // samples per second
  double interval_seconds = 0, duration_seconds = 0, mean_rate = 0;
};
RateTimeline MakeRateTimeline(std::span<const JournalSample> samples);

}  // namespace assay::report
