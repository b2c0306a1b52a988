// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Systems under test that misbehave, and runs that are ended from outside: each is named, none
// corrupts or hangs.
#include <doctest/doctest.h>

#include <stdexcept>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using namespace std::chrono_literals;
using Kind = Anomaly::Kind;
using mlperf::ResponseId;
using mlperf::TestScenario;
using mlperf::TestSettings;

TestSettings Server(std::uint64_t queries) {
  TestSettings settings = SettingsFor(TestScenario::Server, queries);
  settings.server_target_qps = 1000;
  return settings;
}

TEST_CASE("a sample that is answered twice counts once; the second answer is named") {
  VirtualTest test;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    const auto ids = IdsOf(query.samples);
    test.later.After(1ms, {ids[0], ids[0]});
    test.later.After(2ms, ids);
  });
  const Result result = test.RunWith(sut, Server(20));
  CHECK(result.samples_completed == 20);
  CHECK(result.latency.max_ns == 1'000'000);
  REQUIRE(Find(result, Kind::kDuplicateAnswer) != nullptr);
  CHECK(Find(result, Kind::kDuplicateAnswer)->count > 20);
  CHECK(test.Summary().find("1 ERROR encountered") != std::string::npos);
}

TEST_CASE("a second answer to an earlier loaded set is named too") {
  VirtualTest test;
  test.library = FakeLibrary(8, 4);
  std::vector<ResponseId> first_set;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    if (sut.queries.size() <= 4) first_set.push_back(query.samples[0].id);
    if (sut.queries.size() == 6) AnswerEmpty(first_set);
    AnswerEmpty(IdsOf(query.samples));
  });
  TestSettings settings = SettingsFor(TestScenario::SingleStream, 1);
  settings.mode = mlperf::TestMode::AccuracyOnly;
  const Result result = test.RunWith(sut, settings);
  REQUIRE(Find(result, Kind::kDuplicateAnswer) != nullptr);
  CHECK(Find(result, Kind::kDuplicateAnswer)->count == 4);
  CHECK(result.samples_completed == 8);
}

TEST_CASE("ids that were never issued are named: small numbers, pointers, neighbours") {
  VirtualTest test;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    const ResponseId id = query.samples[0].id;
    const ResponseId pointer = reinterpret_cast<ResponseId>(&query);
    AnswerEmpty({0, 12345, pointer, id + 1, id + (ResponseId{1} << 40), ~ResponseId{0}, id});
  });
  const Result result = test.RunWith(sut, Server(10));
  CHECK(result.samples_completed == 10);
  REQUIRE(Find(result, Kind::kUnknownId) != nullptr);
  CHECK(Find(result, Kind::kUnknownId)->count == 60);
}

TEST_CASE("in virtual time a system that never answers ends the run, in every scenario") {
  for (const auto scenario :
       {TestScenario::SingleStream, TestScenario::MultiStream, TestScenario::MultiStreamFree,
        TestScenario::Server, TestScenario::Offline}) {
    VirtualTest test;
    FakeSut sut(test.clock, [](const FakeSut::Query&) {});
    const Result result = test.RunWith(sut, SettingsFor(scenario, 5));
    CHECK(result.samples_completed == 0);
    CHECK_FALSE(result.is_valid);
    REQUIRE(Find(result, Kind::kUnanswered) != nullptr);
    CHECK(Find(result, Kind::kUnanswered)->count == result.samples_issued);
  }
}

TEST_CASE("one sample that is never answered: the others count, it counts as late") {
  VirtualTest test;
  test.environment.drain_limit = 3s;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    if (sut.queries.size() != 5) test.later.After(1ms, IdsOf(query.samples));
  });
  const Result result = test.RunWith(sut, Server(100));
  CHECK(result.samples_completed == 99);
  CHECK(result.over_latency == 1);
  CHECK(result.latencies_ns[4] == -1);
  CHECK(result.latency.max_ns >= 3'000'000'000);
  // Index trunc(100 * 0.99) = 99: the open one stands there.
  CHECK_FALSE(result.meets_performance);
}

TEST_CASE("answers after the end of a test do nothing, not even to the next test") {
  std::vector<ResponseId> open;
  VirtualTest first;
  FakeSut silent(first.clock, [&](const FakeSut::Query& query) { open = IdsOf(query.samples); });
  first.RunWith(silent, Server(3));
  AnswerEmpty(open);

  VirtualTest second;
  FakeSut sut(second.clock, [&](const FakeSut::Query& query) {
    AnswerEmpty(open);
    AnswerEmpty(IdsOf(query.samples));
  });
  const Result result = second.RunWith(sut, Server(3));
  CHECK(result.anomalies.empty());
  CHECK(result.samples_completed == 3);
}

TEST_CASE("an exception out of IssueQuery ends the issuing; what was answered counts") {
  VirtualTest test;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    if (sut.queries.size() == 5) throw std::runtime_error("the device is gone");
    test.later.After(1ms, IdsOf(query.samples));
  });
  const Result result = test.RunWith(sut, Server(100));
  CHECK(result.queries_issued == 5);
  CHECK(result.samples_completed == 4);
  CHECK_FALSE(result.is_valid);
  REQUIRE(Find(result, Kind::kSutThrew) != nullptr);
  CHECK(Find(result, Kind::kSutThrew)->text.find("the device is gone") != std::string::npos);
  CHECK(Find(result, Kind::kUnanswered)->count == 1);
}

class ThrowingFlush : public FakeSut {
 public:
  using FakeSut::FakeSut;
  void FlushQueries() override { throw 7; }
};

TEST_CASE("an exception out of FlushQueries is an anomaly, whatever its type") {
  VirtualTest test;
  ThrowingFlush sut(test.clock);
  const Result result = test.RunWith(sut, Server(3));
  CHECK(Find(result, Kind::kSutThrew) != nullptr);
  CHECK_FALSE(result.is_valid);
}

TEST_CASE("stop ends the issuing, open queries get the drain limit") {
  VirtualTest test;
  std::atomic<bool> stop{false};
  test.environment.stop = &stop;
  test.environment.drain_limit = 1s;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    if (sut.queries.size() == 10) stop = true;
    test.later.After(sut.queries.size() == 9 ? Nanoseconds(10s) : Nanoseconds(500ms),
                     IdsOf(query.samples));
  });
  const Result result = test.RunWith(sut, Server(1000));
  CHECK(result.queries_issued == 10);
  CHECK(result.samples_completed == 9);
  CHECK(Find(result, Kind::kStopped) != nullptr);
  CHECK(Find(result, Kind::kUnanswered)->count == 1);
}

TEST_CASE("stop while Offline waits: the drain limit counts from then; without one, two seconds") {
  for (const auto limit : {Nanoseconds(10s), Nanoseconds(0)}) {
    const Nanoseconds expected_end = 8s + (limit == 0s ? Nanoseconds(2s) : limit);
    VirtualTest test;
    std::atomic<bool> stop{false};
    test.environment.stop = &stop;
    test.environment.drain_limit = limit;
    auto user = test.clock.StartWorker("user", [&] { stop = true; });
    user->WakeAt(8s);
    FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
      const auto ids = IdsOf(query.samples);
      test.later.After(expected_end - 1s, {ids[0]});
      test.later.After(expected_end + 1s, {ids[1]});
    });
    const Result result = test.RunWith(sut, SettingsFor(TestScenario::Offline, 2));
    CHECK(result.samples_completed == 1);
    CHECK(test.clock.Now() == expected_end);
  }
}

TEST_CASE("the hard limit closes Offline; the rate is what completed over the last completion") {
  VirtualTest test;
  test.environment.hard_limit = 10s;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    for (std::size_t i = 0; i < query.samples.size(); ++i) {
      test.later.After(Nanoseconds(1s) * (i + 1), {query.samples[i].id});
    }
  });
  const Result result = test.RunWith(sut, SettingsFor(TestScenario::Offline, 20));
  CHECK(result.samples_completed == 10);
  CHECK(result.duration == 10s);
  CHECK(result.samples_per_second == doctest::Approx(1));
  CHECK(result.is_valid);
  CHECK(Find(result, Kind::kUnanswered)->count == 10);
  CHECK(test.Summary().find("No errors") != std::string::npos);
}

TEST_CASE("the hard limit closes the issuing of the other scenarios") {
  for (const auto scenario :
       {TestScenario::SingleStream, TestScenario::MultiStream, TestScenario::Server}) {
    VirtualTest test;
    test.environment.hard_limit = 1s;
    TestSettings settings = SettingsFor(scenario, 1'000'000);
    settings.server_target_qps = 100;
    settings.multi_stream_target_qps = 100;
    const Result result = test.RunAnswering([](std::size_t) { return 10ms; }, settings);
    CAPTURE(result.queries_issued);
    CHECK(result.queries_issued > 50);
    CHECK(result.queries_issued < 150);
    CHECK(Find(result, Kind::kStopped) != nullptr);
    CHECK(test.clock.Now() >= 1s);
    CHECK(test.clock.Now() < 1100ms);
  }
}

TEST_CASE("logs that cannot be opened: a sentence, nothing issued, and the next test runs") {
  VirtualTest test;
  FakeSut sut(test.clock);
  mlperf::LogSettings logs;
  logs.log_output.outdir = test.folder.File("missing");
  CHECK_THROWS_WITH_AS(Run(sut, test.library, Server(3), logs, {.clock = &test.clock}),
                       doctest::Contains("mlperf_log_summary.txt"), std::runtime_error);
  CHECK(sut.queries.empty());
  mlperf::StartTest(&sut, &test.library, Server(3), logs);  // says it on stderr
  CHECK(sut.queries.empty());
  CHECK(test.RunWith(sut, Server(3)).samples_completed == 3);
}

TEST_CASE("an audit config overrides the settings, a broken one is an error and changes nothing") {
  VirtualTest test;
  FakeSut sut(test.clock);
  test.environment.audit_config = test.folder.File("audit.config");
  std::ofstream(test.environment.audit_config) << "*.*.min_query_count = 7\n";
  CHECK(test.RunWith(sut, Server(3)).queries_issued == 7);
  std::ofstream(test.environment.audit_config) << "*.*.min_query_count = seven\n";
  const Result result = test.RunWith(sut, Server(3));
  CHECK(result.queries_issued == 3);
  CHECK(Find(result, Kind::kSettings) != nullptr);
}

}  // namespace
}  // namespace assay::loadgen
