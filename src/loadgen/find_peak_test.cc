// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "loadgen/find_peak.h"

#include <doctest/doctest.h>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;
using mlperf::TestSettings;

/// A search over a machine that holds up to `capacity`; remembers what was tried.
struct FakeMachine {
  double capacity;
  std::vector<double> tried;

  PeakFound Search(const TestSettings& base) {
    return FindPeak({.base = base,
                     .run =
                         [this](const TestSettings& s) {
                           const bool is_rate = s.scenario == TestScenario::Server;
                           const double value =
                               is_rate ? s.server_target_qps
                                       : static_cast<double>(s.multi_stream_samples_per_query);
                           tried.push_back(value);
                           Result result;
                           result.meets_performance = value <= capacity;
                           return result;
                         },
                     .say = [](const std::string&) {},
                     .is_stopped = [] { return false; }});
  }
};

TestSettings ServerAt(double qps) {
  TestSettings settings;
  settings.scenario = TestScenario::Server;
  settings.server_target_qps = qps;
  return settings;
}

// Doubling 10, 20, 40, 80 fails; then halves of [40, 80] until floor(10 l) + 1 >= floor(10 u).
TEST_CASE("Server: doubles until a test fails, then bisects to one decimal") {
  FakeMachine machine{.capacity = 57.3, .tried = {}};
  const PeakFound found = machine.Search(ServerAt(10));
  CHECK(found.has_lower_bound);
  CHECK(std::vector(machine.tried.begin(), machine.tried.begin() + 6) ==
        std::vector<double>{10, 20, 40, 80, 60, 50});
  CHECK(found.settings.server_target_qps <= 57.3);
  CHECK(found.settings.server_target_qps > 57.3 - 0.2);
  CHECK(found.result.meets_performance);
}

TEST_CASE("MultiStream: samples per query are doubled and bisected to the last integer") {
  FakeMachine machine{.capacity = 13, .tried = {}};
  TestSettings base;
  base.scenario = TestScenario::MultiStream;
  base.multi_stream_samples_per_query = 4;
  CHECK(machine.Search(base).settings.multi_stream_samples_per_query == 13);
  CHECK(machine.tried == std::vector<double>{4, 8, 16, 12, 14, 13});
}

TEST_CASE("a base that fails ends the search after one test") {
  FakeMachine machine{.capacity = 5, .tried = {}};
  const PeakFound found = machine.Search(ServerAt(10));
  CHECK_FALSE(found.has_lower_bound);
  CHECK(machine.tried.size() == 1);
}

TEST_CASE("a machine that holds everything ends the search too") {
  FakeMachine machine{.capacity = 1e300, .tried = {}};
  machine.Search(ServerAt(1));
  CHECK(machine.tried.size() == 41);
}

/// One server in virtual time: a query takes 10 ms; what meets another waits for it.
struct QueueSut : mlperf::SystemUnderTest {
  explicit QueueSut(VirtualTest& of) : test(of) {}
  const std::string& Name() const override { return name; }
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    const Nanoseconds now = test.clock.Now();
    free_at = std::max(free_at, now) + Nanoseconds(10'000'000);
    test.later.After(free_at - now, IdsOf(samples));
  }
  void FlushQueries() override {}
  VirtualTest& test;
  Nanoseconds free_at{0};
  std::string name = "queue";
};

TEST_CASE("the mode FindPeakPerformance: ids go on, the summary is that of the best rate") {
  VirtualTest test;
  QueueSut sut(test);
  TestSettings settings = SettingsFor(TestScenario::Server, 200);
  settings.mode = mlperf::TestMode::FindPeakPerformance;
  settings.server_target_qps = 5;
  settings.server_target_latency_ns = 40'000'000;
  const Result result = test.RunWith(sut, settings);
  CHECK(result.meets_performance);
  // 100/s is all that one server does; with 40 ms at most it holds between a third and nine tenths.
  CHECK(result.scheduled_samples_per_second > 33);
  CHECK(result.scheduled_samples_per_second < 90);
  CHECK(test.Summary().find("Mode     : Find Peak Performance") != std::string::npos);
  CHECK(test.library.loaded.size() == test.library.unloaded.size());
}

TEST_CASE("FindPeakPerformance in Offline says that it has no meaning") {
  VirtualTest test;
  FakeSut sut(test.clock);
  TestSettings settings = SettingsFor(TestScenario::Offline, 8);
  settings.mode = mlperf::TestMode::FindPeakPerformance;
  const Result result = test.RunWith(sut, settings);
  CHECK(sut.queries.empty());
  CHECK_FALSE(result.is_valid);
  CHECK(Find(result, Anomaly::Kind::kSettings) != nullptr);
}

}  // namespace
}  // namespace assay::loadgen
