// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "report/series.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

namespace assay::report {
namespace {

/// Queries due one millisecond apart with latencies 1, 2, ... n milliseconds, the slowest first.
std::vector<QueryTime> Falling(std::size_t count) {
  std::vector<QueryTime> queries;
  for (std::size_t i = 0; i < count; ++i) {
    queries.push_back({static_cast<double>(i) * 1e6, static_cast<double>(count - i) * 1e6});
  }
  return queries;
}

RunPlan ServerPlan() {
  RunPlan plan;
  plan.scenario = Scenario::kServer;
  plan.percentile = 0.99;
  plan.latency_bound = Nanoseconds(15'000'000);
  return plan;
}

}  // namespace

TEST_CASE("the curve's percentiles are those of the record") {
  for (const std::size_t count : {1, 2, 10, 99, 100, 101, 1000, 3000, 7500, 270'336}) {
    const auto queries = Falling(count);
    std::vector<std::int64_t> latencies;
    for (const QueryTime& query : queries) latencies.push_back(std::llround(query.latency));
    const LatencyFigures figures = FiguresOf(latencies);
    const LatencyCurve curve = MakeLatencyCurve(queries, ServerPlan());
    CAPTURE(count);
    CHECK(curve.At(50) == static_cast<double>(figures.p50));
    CHECK(curve.At(90) == static_cast<double>(figures.p90));
    CHECK(curve.At(97) == static_cast<double>(figures.p97));
    CHECK(curve.At(99) == static_cast<double>(figures.p99));
    CHECK(curve.At(99.9) == static_cast<double>(figures.p999));
  }
}

TEST_CASE("the curve begins at the fastest query, rises, and ends at the slowest") {
  const LatencyCurve curve = MakeLatencyCurve(Falling(500), ServerPlan());
  CHECK(curve.points.front().nanoseconds == 1e6);
  CHECK(curve.points.back().nanoseconds == 500e6);
  CHECK(curve.points.back().percent == doctest::Approx(99.8));  // one of 500 is slower
  CHECK(std::is_sorted(curve.points.begin(), curve.points.end(),
                       [](const auto& a, const auto& b) { return a.nanoseconds < b.nanoseconds; }));
}

TEST_CASE("a million queries become at most three hundred points, none beyond 99.99") {
  const LatencyCurve curve = MakeLatencyCurve(Falling(1'000'000), ServerPlan());
  CHECK(curve.points.size() <= kMostCurvePoints);
  CHECK(curve.points.size() > kMostCurvePoints / 2);
  CHECK(curve.points.back().percent <= 99.99 + 1e-9);
}

TEST_CASE("no query, no point; one query, one latency at every percentile") {
  const LatencyCurve none = MakeLatencyCurve({}, ServerPlan());
  CHECK(none.points.empty());
  CHECK_FALSE(none.At(99));
  const LatencyCurve one = MakeLatencyCurve(Falling(1), ServerPlan());
  CHECK(one.At(0) == 1e6);
  CHECK(one.At(99.99) == 1e6);
}

TEST_CASE("a query of several samples is as slow as its last one") {
  const JournalSample samples[] = {{0, 5, 0, 0}, {100, 3, 0, 2}, {0, 9, 0, 1}, {100, 4, 0, 3}};
  const auto queries = QueriesOf(samples, 2);
  REQUIRE(queries.size() == 2);
  CHECK(queries[0].latency == 9);
  CHECK(queries[1].scheduled == 100);
  CHECK(queries[1].latency == 4);
}

TEST_CASE("few queries are dots, many are intervals that hold all of them") {
  CHECK(MakeLatencyTimeline(Falling(600), ServerPlan()).dots.size() == 600);
  const LatencyTimeline timeline = MakeLatencyTimeline(Falling(1'000'000), ServerPlan());
  CHECK(timeline.dots.empty());
  CHECK(timeline.intervals.size() == kMostIntervals);
  CHECK(timeline.high_name == "p99");
  std::uint64_t count = 0;
  for (const auto& interval : timeline.intervals) count += interval.count;
  CHECK(count == 1'000'000);
}

TEST_CASE("an interval with too few queries for a p99 shows its slowest and says so") {
  const LatencyTimeline timeline = MakeLatencyTimeline(Falling(1200), ServerPlan());
  REQUIRE(timeline.intervals.size() == 24);  // 50 queries each
  CHECK(timeline.high_name == "slowest");
  CHECK(timeline.intervals.front().high == 1200e6);
  CHECK(timeline.intervals.front().median == doctest::Approx(1175e6).epsilon(0.002));
}

TEST_CASE("queries that were all due at once are dots, however many") {
  const std::vector<QueryTime> queries(5000, QueryTime{0, 1e6});
  const LatencyTimeline timeline = MakeLatencyTimeline(queries, ServerPlan());
  CHECK(timeline.dots.size() <= kMostScatterPoints);
  CHECK(timeline.duration_seconds == 0);
}

TEST_CASE("the rates of all intervals make up the samples that completed") {
  std::vector<JournalSample> samples;
  for (std::uint32_t i = 0; i < 960; ++i) {
    samples.push_back({0, (i / 8 + 1) * 100'000'000ULL, 0, i});  // 8 each 0.1 s: 80/s for 12 s
  }
  const RateTimeline timeline = MakeRateTimeline(samples);
  CHECK(timeline.duration_seconds == doctest::Approx(12));
  CHECK(timeline.mean_rate == doctest::Approx(80));
  CHECK(timeline.rates.size() == 40);  // 120 batches, at least three in each
  const double sum = std::accumulate(timeline.rates.begin(), timeline.rates.end(), 0.0);
  CHECK(sum * timeline.interval_seconds == doctest::Approx(960));
  for (const double rate : timeline.rates) CHECK(rate == doctest::Approx(80).epsilon(0.02));
}

TEST_CASE("an empty journal and one that ends at zero have no rate") {
  CHECK(MakeRateTimeline({}).rates.empty());
  const JournalSample at_once[] = {{0, 0, 0, 0}};
  CHECK(MakeRateTimeline(at_once).rates.empty());
}

}  // namespace assay::report
