// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the trace: JSON that says of each sample when it was due, issued and answered.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using namespace std::chrono_literals;
using mlperf::TestScenario;
using mlperf::TestSettings;
using nlohmann::json;

struct TracedTest : VirtualTest {
  TracedTest() { log_settings.enable_trace = true; }
  json Trace() const { return json::parse(TextOf(folder.File("mlperf_log_trace.json"))); }
  std::vector<json> Events(const std::string& name, const std::string& phase) const {
    std::vector<json> found;
    const json trace = Trace();
    for (const json& event : trace["traceEvents"]) {
      if (event["name"] == name && event.value("ph", "") == phase) found.push_back(event);
    }
    return found;
  }
};

TEST_CASE("each sample begins when it was due and ends when it was answered") {
  TracedTest test;
  TestSettings settings = SettingsFor(TestScenario::Server, 20);
  settings.server_target_qps = 1000;
  test.RunAnswering([](std::size_t query) { return Nanoseconds(1ms) + query * 1us; }, settings);
  const auto begins = test.Events("Sample", "b");
  const auto ends = test.Events("Sample", "e");
  REQUIRE(begins.size() == 20);
  REQUIRE(ends.size() == 20);
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const json& args = begins[i]["args"];
    CHECK(args["sample_seq"] == i);
    CHECK(args["query_seq"] == i);
    CHECK(args["sample_idx"] < 64);
    CHECK(args["issue_start_ns"] == 0);
    CHECK(args["complete_ns"] == 1'000'000 + 1000 * i);
    CHECK(begins[i]["id"] == ends[i]["id"]);
    const double lasted_us = ends[i]["ts"].get<double>() - begins[i]["ts"].get<double>();
    CHECK(lasted_us == doctest::Approx(1000.0 + static_cast<double>(i)));
  }
  CHECK(test.Trace()["displayTimeUnit"] == "ns");
  CHECK(test.Trace()["traceEvents"].back()["name"] == "LastTrace");
}

TEST_CASE("the counters say how late a sample was issued and how long it then took") {
  TracedTest test;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    test.clock.Advance(3ms);  // the next is late
    AnswerEmpty(IdsOf(query.samples));
  });
  TestSettings settings = SettingsFor(TestScenario::Server, 50);
  settings.server_target_qps = 1e6;
  test.RunWith(sut, settings);
  const auto counters = test.Events("Latency", "C");
  REQUIRE(counters.size() == 50);
  CHECK(counters[0]["args"]["issue_delay"] == 0);
  CHECK(counters[1]["args"]["issue_delay"].get<std::int64_t>() > 2'900'000);
  CHECK(counters[1]["args"]["issue_to_done"] == 3'000'000);
}

TEST_CASE("a sample without an answer begins and does not end") {
  TracedTest test;
  FakeSut sut(test.clock, [](const FakeSut::Query& query) {
    if (query.samples[0].index != 0) AnswerEmpty(IdsOf(query.samples));
  });
  TestSettings settings = SettingsFor(TestScenario::Server, 1);
  settings.mode = mlperf::TestMode::AccuracyOnly;
  test.RunWith(sut, settings);
  CHECK(test.Events("Sample", "b").size() == 64);
  CHECK(test.Events("Sample", "e").size() == 63);
}

TEST_CASE("numbers go on from one loaded set to the next") {
  TracedTest test;
  test.library = FakeLibrary(10, 4);
  TestSettings settings = SettingsFor(TestScenario::Offline, 1);
  settings.mode = mlperf::TestMode::AccuracyOnly;
  test.RunAnswering([](std::size_t) { return 1ms; }, settings);
  const auto begins = test.Events("Sample", "b");
  REQUIRE(begins.size() == 10);
  for (std::size_t i = 0; i < begins.size(); ++i) CHECK(begins[i]["args"]["sample_seq"] == i);
  CHECK(test.Events("TimedPart", "X").size() == 3);
}

}  // namespace
}  // namespace assay::loadgen
