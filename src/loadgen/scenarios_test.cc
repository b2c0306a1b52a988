// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The scenarios in virtual time: who is issued when, what is judged how.
#include <doctest/doctest.h>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using namespace std::chrono_literals;
using mlperf::TestScenario;
using mlperf::TestSettings;

TestSettings Server(double qps, std::uint64_t queries) {
  TestSettings settings = SettingsFor(TestScenario::Server, queries);
  settings.server_target_qps = qps;
  settings.server_target_latency_ns = 10'000'000;
  return settings;
}

TEST_CASE("Server: a query that is late does not delay the ones after it") {
  const auto drive = [](Nanoseconds blocked) {
    VirtualTest test;
    FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
      if (sut.queries.size() == 4) test.clock.Advance(blocked);  // inside IssueQuery
      AnswerEmpty(IdsOf(query.samples));
    });
    test.RunWith(sut, Server(100, 50));
    std::vector<Nanoseconds> issued;
    for (const auto& query : sut.queries) issued.push_back(query.at);
    return issued;
  };
  const auto on_time = drive(0ms);
  const auto late = drive(50ms);
  const Nanoseconds free_again = on_time[3] + 50ms;
  for (std::size_t i = 4; i < on_time.size(); ++i) {
    CAPTURE(i);
    CHECK(late[i] == std::max(on_time[i], free_again));
  }
  CHECK(on_time[4] < free_again);  // at least one really was late
  CHECK(on_time[49] > free_again);
}

TEST_CASE("Server: latency counts from the scheduled time, lag is reported apart") {
  VirtualTest test;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    AnswerEmpty(IdsOf(query.samples));
    if (sut.queries.size() == 1) test.clock.Advance(1s);  // all others are due meanwhile
  });
  const Result result = test.RunWith(sut, Server(1000, 10));
  const Nanoseconds start = sut.queries[0].at;
  CHECK(sut.queries[1].at == start + 1s);
  CHECK(result.latencies_ns[0] == 0);
  CHECK(result.latencies_ns[9] > 900'000'000);
  CHECK(result.lag.max_ns == result.latency.max_ns);
  REQUIRE(Find(result, Anomaly::Kind::kFellBehind) != nullptr);
  CHECK(Find(result, Anomaly::Kind::kFellBehind)->text.find(" ms") != std::string::npos);
  CHECK(test.Detail().find("9 queries fell due while the system under test") != std::string::npos);
}

TEST_CASE("Server: at p99, 9 late samples of 1000 pass and 10 fail; just on the bound is in time") {
  // Index trunc(1000 * 0.99) = 990: the 991st smallest must be within the bound.
  for (const std::size_t late : {9u, 10u}) {
    VirtualTest test;
    const Result result = test.RunAnswering(
        [&](std::size_t query) { return query < late ? 10'000'001ns : Nanoseconds(10'000'000); },
        Server(1000, 1000));
    CHECK(result.over_latency == late);
    CHECK(result.meets_performance == (late == 9));
    CHECK(result.is_valid == (late == 9));
    CHECK(result.recommendations.empty() == (late == 9));
    CHECK(result.latency.ns[4] == (late == 9 ? 10'000'000 : 10'000'001));
  }
}

TEST_CASE("Server: the last query decides the rates, not the last to finish") {
  VirtualTest test;
  const Result result = test.RunAnswering(
      [](std::size_t query) { return query == 0 ? Nanoseconds(10s) : Nanoseconds(1ms); },
      Server(100, 11));
  const double last_due = 10 / result.scheduled_samples_per_second;  // n - 1 = 10
  CHECK(10 / result.completed_samples_per_second == doctest::Approx(last_due + 0.001));
  CHECK(result.duration == 10s);
}

TEST_CASE("Server: minimum duration is met by the schedule, missed when a maximum ends the run") {
  TestSettings settings = Server(1000, 10);
  settings.min_duration_ms = 100;
  VirtualTest test;
  const Result met = test.RunAnswering([](std::size_t) { return 1ms; }, settings);
  CHECK(met.meets_min_duration);
  CHECK(met.queries_issued > 50);
  settings.max_query_count = 20;
  settings.min_query_count = 30;
  VirtualTest again;
  const Result missed = again.RunAnswering([](std::size_t) { return 1ms; }, settings);
  CHECK(missed.queries_issued == 20);
  CHECK_FALSE(missed.meets_min_duration);
  CHECK_FALSE(missed.meets_min_queries);
  CHECK(missed.recommendations.size() == 2);
  CHECK(again.Detail().find("Ending early: Max query count reached.") != std::string::npos);
}

TEST_CASE("Server: queries that are due together share a call when coalescing, ids stay apart") {
  TestSettings settings = Server(1000, 50);
  settings.server_coalesce_queries = true;
  VirtualTest test;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    test.clock.Advance(5ms);
    AnswerEmpty(IdsOf(query.samples));
  });
  const Result result = test.RunWith(sut, settings);
  CHECK(result.queries_issued == 50);
  CHECK(result.samples_completed == 50);
  CHECK(sut.queries.size() < 25);
}

TEST_CASE("Server: more open queries than allowed end the run with an error") {
  TestSettings settings = Server(1000, 50);
  settings.server_max_async_queries = 3;
  VirtualTest test;
  const Result result = test.RunAnswering([](std::size_t) { return 10s; }, settings);
  CHECK(result.queries_issued == 4);
  CHECK(Find(result, Anomaly::Kind::kTooManyOutstanding) != nullptr);
  CHECK_FALSE(result.meets_min_queries);
}

TestSettings SingleStream(std::uint64_t queries) {
  return SettingsFor(TestScenario::SingleStream, queries);
}

TEST_CASE("SingleStream: one query after the other, both rates by hand") {
  VirtualTest test;
  const Result result = test.RunAnswering([](std::size_t) { return 2ms; }, SingleStream(5));
  CHECK(result.is_valid);
  CHECK(result.queries_issued == 5);
  CHECK(result.latency.max_ns == 2'000'000);
  CHECK(result.duration == 10ms);
  CHECK(result.qps_with_overhead == doctest::Approx(500));     // 4 / 8 ms
  CHECK(result.qps_without_overhead == doctest::Approx(500));  // 1 / 2 ms
}

TEST_CASE("SingleStream: goes on until the minimum duration is met by an issue time") {
  TestSettings settings = SingleStream(10);
  settings.min_duration_ms = 100;
  VirtualTest test;
  const Result result = test.RunAnswering([](std::size_t) { return 1ms; }, settings);
  CHECK(result.queries_issued == 101);  // issued at 0, 1, ..., 100 ms
  CHECK(result.is_valid);
  CHECK(test.Detail().find(" Ending naturally") != std::string::npos);
}

TEST_CASE(
    "SingleStream: runs out of queries when it is faster than expected, and says what to do") {
  TestSettings settings = SingleStream(10);
  settings.min_duration_ms = 100;
  settings.single_stream_expected_latency_ns = 10'000'000;
  VirtualTest test;
  const Result result = test.RunAnswering([](std::size_t) { return 1ms; }, settings);
  CHECK(result.queries_issued == 21);  // at 0, 10, ..., 200 ms of the schedule
  CHECK_FALSE(result.meets_min_duration);
  CHECK(result.meets_min_queries);
  CHECK(Find(result, Anomaly::Kind::kRanOutOfQueries) != nullptr);
  CHECK(result.recommendations ==
        std::vector<std::string>{
            "Decrease the expected latency so the loadgen pre-generates more queries."});
}

TestSettings MultiStream(TestScenario scenario, std::uint64_t queries) {
  TestSettings settings = SettingsFor(scenario, queries);
  settings.multi_stream_target_qps = 1000;
  settings.multi_stream_samples_per_query = 4;
  settings.multi_stream_target_latency_ns = 2'000'000;
  return settings;
}

TEST_CASE("MultiStream: ticks start at 1, a slow query skips ticks, the share of skips decides") {
  // At p90 of 20 queries index 18 must be one interval: one query with a longer one passes.
  for (const std::size_t slow : {1u, 2u}) {
    VirtualTest test;
    std::size_t count = 0;
    FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
      const bool is_slow = count % 5 == 3 && count / 5 < slow;
      ++count;
      test.later.After(is_slow ? 2500us : 500us, IdsOf(query.samples));
    });
    const Result result = test.RunWith(sut, MultiStream(TestScenario::MultiStream, 20));
    CHECK(sut.queries[0].at == 1ms);
    CHECK(sut.queries[3].at == 4ms);
    CHECK(sut.queries[4].at == 7ms);  // 4 + 2.5 ms, then the next tick
    CHECK(result.intervals.max_ns == 3);
    CHECK(result.meets_performance == (slow == 1));
    CHECK(result.query_latency.max_ns == 2'500'000);
    CHECK(result.samples_issued == 80);
  }
}

TEST_CASE("MultiStream: the last queries' intervals come from their latency") {
  VirtualTest test;
  const Result result = test.RunAnswering(
      [](std::size_t query) { return query == 9 ? Nanoseconds(3500us) : Nanoseconds(500us); },
      MultiStream(TestScenario::MultiStream, 10));
  CHECK(result.intervals.max_ns == 4);    // ceil(1000/s * 3.5 ms)
  CHECK_FALSE(result.meets_performance);  // index 9 of 10
}

TEST_CASE("MultiStream: a query is done when its last sample is, and max_async may be open") {
  TestSettings settings = MultiStream(TestScenario::MultiStream, 30);
  settings.multi_stream_max_async_queries = 2;
  VirtualTest test;
  std::vector<Nanoseconds> issued;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    issued.push_back(query.at);
    const auto ids = IdsOf(query.samples);
    test.later.After(100us, {ids[0], ids[1], ids[2]});
    test.later.After(1500us, {ids[3]});
  });
  const Result result = test.RunWith(sut, settings);
  // Query k waits for query k - 2, done 1.5 ms after its tick: always before the next tick.
  for (std::size_t i = 0; i < issued.size(); ++i) CHECK(issued[i] == Nanoseconds(1ms) * (i + 1));
  CHECK(result.query_latency.min_ns == 1'500'000);
  CHECK(result.latency.min_ns == 100'000);
  // The last two have ceil(1.5) = 2 for their interval; index 27 of 30 is still 1.
  CHECK(result.intervals.max_ns == 2);
  CHECK(result.meets_performance);
}

TEST_CASE("MultiStreamFree: scheduled when the awaited query was done; latency is judged") {
  for (const Nanoseconds latency : {2'000'000ns, 2'000'001ns}) {
    VirtualTest test;
    const Result result = test.RunAnswering([&](std::size_t) { return latency; },
                                            MultiStream(TestScenario::MultiStreamFree, 5));
    CHECK(result.meets_performance == (latency == 2ms));
    CHECK(result.query_latency.max_ns == latency.count());
    CHECK(result.samples_per_second == doctest::Approx(20 / (5 * latency.count() * 1e-9)));
  }
}

TEST_CASE("Offline: one query; the rate is samples over the latest completion") {
  TestSettings settings = SettingsFor(TestScenario::Offline, 100);
  settings.offline_expected_qps = 10;
  settings.min_duration_ms = 20;
  for (const Nanoseconds last : {20'000'000ns, 19'999'999ns}) {
    VirtualTest test;
    FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
      auto ids = IdsOf(query.samples);
      test.later.After(last, {ids.back()});
      ids.pop_back();
      test.later.After(5ms, ids);
    });
    const Result result = test.RunWith(sut, settings);
    CHECK(sut.queries.size() == 1);
    CHECK(sut.flushes == 1);
    CHECK(result.samples_per_second == doctest::Approx(100 / (last.count() * 1e-9)));
    CHECK(result.meets_min_duration == (last == 20ms));
  }
}

TEST_CASE("the raw latencies are reported to the system under test, in order of issue") {
  VirtualTest test;
  std::size_t count = 0;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    test.later.After(Nanoseconds(++count * 1000), IdsOf(query.samples));
  });
  const Result result = test.RunWith(sut, SingleStream(3));
  CHECK(sut.reported == std::vector<std::int64_t>{1000, 2000, 3000});
  CHECK(result.latencies_ns == sut.reported);
}

TEST_CASE("a submission run is accuracy first, then performance, with one sequence of ids") {
  TestSettings settings = SingleStream(10);
  settings.mode = mlperf::TestMode::SubmissionRun;
  VirtualTest test;
  FakeSut sut(test.clock);
  const Result result = test.RunWith(sut, settings);
  CHECK(sut.queries.size() == 64 + 10);
  CHECK(result.is_performance);
  CHECK(result.queries_issued == 10);
  CHECK(test.Summary().find("Mode     : Submission") != std::string::npos);
}

}  // namespace
}  // namespace assay::loadgen
