// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What upstream's own tests ask of a LoadGen, in tests of our own: accuracy mode covers the
// library, loads and unloads in step, and issues only what is loaded.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;
using mlperf::TestSettings;

constexpr TestScenario kScenarios[] = {TestScenario::SingleStream, TestScenario::MultiStream,
                                       TestScenario::MultiStreamFree, TestScenario::Server,
                                       TestScenario::Offline};

/// One object that is both, as upstream's tests have it, with v0.7's Name().
class Both : public FakeSut, public FakeLibrary {
 public:
  Both(FakeClock& clock, std::size_t total, std::size_t performance)
      : FakeSut(clock,
                [this](const FakeSut::Query& query) {
                  for (const auto& sample : query.samples) Check(sample.index);
                  AnswerEmpty(IdsOf(query.samples));
                }),
        FakeLibrary(total, performance) {}
  const std::string& Name() const override { return FakeSut::Name(); }

  std::map<std::size_t, int> issued;
  int issued_unloaded = 0;

 private:
  void Check(std::size_t index) {
    ++issued[index];
    const auto& set = loaded.back();
    const bool is_loaded =
        unloaded.size() < loaded.size() && std::find(set.begin(), set.end(), index) != set.end();
    issued_unloaded += !is_loaded;
  }
};

struct Accuracy {
  VirtualTest test;
  Result RunOn(Both& both, TestScenario scenario) {
    TestSettings settings = SettingsFor(scenario, 1);
    settings.mode = mlperf::TestMode::AccuracyOnly;
    settings.server_target_qps = 1e6;
    mlperf::LogSettings logs;
    logs.log_output.outdir = test.folder.path();
    return Run(both, both, settings, logs, {.clock = &test.clock});
  }
};

TEST_CASE("accuracy issues every sample, in every scenario, and only loaded ones") {
  for (const TestScenario scenario : kScenarios) {
    Accuracy accuracy;
    Both both(accuracy.test.clock, 32 * 64, 64);
    const Result result = accuracy.RunOn(both, scenario);
    CHECK(result.is_valid);
    CHECK(both.issued.size() == 32 * 64);
    CHECK(both.issued_unloaded == 0);
    CHECK(both.loaded.size() == 32);
    CHECK(both.unloaded == both.loaded);
    CHECK(both.flushes == 32);
  }
}

TEST_CASE("accuracy repeats a sample at most once, and only to fill MultiStream queries") {
  for (const TestScenario scenario : kScenarios) {
    Accuracy accuracy;
    Both both(accuracy.test.clock, 3003, 1001);
    accuracy.RunOn(both, scenario);
    const bool is_multi_stream =
        scenario == TestScenario::MultiStream || scenario == TestScenario::MultiStreamFree;
    int most = 0;
    for (const auto& [index, count] : both.issued) most = std::max(most, count);
    CHECK(both.issued.size() == 3003);
    CHECK(most <= (is_multi_stream ? 2 : 1));
  }
}

TEST_CASE("the last set is the remainder; Offline issues each set as one query") {
  Accuracy accuracy;
  Both both(accuracy.test.clock, 7 * 64 + 3, 64);
  accuracy.RunOn(both, TestScenario::Offline);
  REQUIRE(both.queries.size() == 8);
  CHECK(both.queries[6].samples.size() == 64);
  CHECK(both.queries[7].samples.size() == 3);
  CHECK(both.flushes == 8);
}

TEST_CASE("a MultiStream query is contiguous in the loaded set, also the last one") {
  for (const auto scenario : {TestScenario::MultiStream, TestScenario::MultiStreamFree}) {
    Accuracy accuracy;
    Both both(accuracy.test.clock, 10, 10);
    accuracy.RunOn(both, scenario);
    const auto& set = both.loaded[0];
    REQUIRE(both.queries.size() == 3);
    for (const auto& query : both.queries) {
      const auto at = std::find(set.begin(), set.end(), query.samples[0].index) - set.begin();
      for (std::size_t i = 0; i < query.samples.size(); ++i) {
        CHECK(query.samples[i].index == set[static_cast<std::size_t>(at) + i]);
      }
    }
  }
}

TEST_CASE("the accuracy log holds each sample's bytes") {
  Accuracy accuracy;
  Both both(accuracy.test.clock, 3, 3);
  class Answering : public FakeSut {
   public:
    explicit Answering(FakeClock& clock)
        : FakeSut(clock, [](const FakeSut::Query& query) {
            for (const auto& sample : query.samples) {
              unsigned char bytes[] = {0xAB, static_cast<unsigned char>(sample.index)};
              mlperf::QuerySampleResponse response{
                  sample.id, reinterpret_cast<std::uintptr_t>(bytes), sizeof bytes};
              int calls = 0;
              mlperf::QuerySamplesComplete(&response, 1,
                                           [&](mlperf::QuerySampleResponse*) { ++calls; });
              CHECK(calls == 1);
            }
          }) {}
  } sut(accuracy.test.clock);
  TestSettings settings = SettingsFor(TestScenario::Offline, 1);
  settings.mode = mlperf::TestMode::AccuracyOnly;
  accuracy.test.library = FakeLibrary(3, 3);
  accuracy.test.RunWith(sut, settings);
  const std::string log = TextOf(accuracy.test.folder.File("mlperf_log_accuracy.json"));
  CHECK(log.find("\"qsl_idx\" : 2, \"data\" : \"AB02\" }") != std::string::npos);
  CHECK(log.substr(0, 3) == "[\n{");
  CHECK(log.substr(log.size() - 5) == " }\n]\n");
}

}  // namespace
}  // namespace assay::loadgen
