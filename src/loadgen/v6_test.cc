// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What the v6 profile does differently, in virtual time. Sequences: tests/golden.
#include <doctest/doctest.h>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;
using mlperf::TestSettings;

TestSettings V6(TestScenario scenario, std::uint64_t queries) {
  TestSettings settings = SettingsFor(scenario, queries);
  settings.profile = mlperf::Profile::V6;
  return settings;
}

TEST_CASE("MultiStream issues eight samples as soon as the query before is answered") {
  VirtualTest test;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    test.later.After(Nanoseconds(3'000'000), IdsOf(query.samples));
  });
  const Result result = test.RunWith(sut, V6(TestScenario::MultiStream, 700));
  CHECK(sut.queries[0].samples.size() == 8);
  CHECK((sut.queries[1].at - sut.queries[0].at).count() == 3'000'000);
  CHECK(result.query_latency.target_ns == 3'000'000);
  CHECK(result.early_stopping.estimate_ns == 3'000'000);
  CHECK(result.is_valid);
}

TEST_CASE("MultiStream with 661 queries is one short of a tail that can be trusted") {
  VirtualTest test;
  FakeSut sut(test.clock);
  const Result result = test.RunWith(sut, V6(TestScenario::MultiStream, 661));
  CHECK_FALSE(result.early_stopping.is_met);
  CHECK(result.early_stopping.needed == 662);
  CHECK_FALSE(result.is_valid);
}

// 200 queries of 1..200 ms: nine are discarded, sorted[190] is 191 ms.
TEST_CASE("SingleStream: the estimate leaves out the highest latencies") {
  VirtualTest test;
  const Result result = test.RunAnswering(
      [](std::size_t query) { return Nanoseconds((query * 7 % 200 + 1) * 1'000'000); },
      V6(TestScenario::SingleStream, 200));
  CHECK(result.early_stopping.discarded == 9);
  CHECK(result.early_stopping.estimate_ns == 191'000'000);
  CHECK(result.early_stopping.estimate_99_ns == 0);
  CHECK(result.early_stopping.needed_99 == 662);
}

TEST_CASE("Server: on the bound is in time, one nanosecond more is not") {
  VirtualTest test;
  TestSettings settings = V6(TestScenario::Server, 1000);
  settings.server_target_latency_ns = 10'000'000;
  const Result result = test.RunAnswering(
      [](std::size_t query) { return Nanoseconds(10'000'000 + (query == 5)); }, settings);
  CHECK(result.over_latency == 1);
  CHECK(result.is_valid);
}

TEST_CASE("test05 runs performance with its own seeds") {
  const auto first_samples = [](const TestSettings& settings) {
    VirtualTest test;
    FakeSut sut(test.clock);
    test.RunWith(sut, settings);
    std::vector<std::size_t> samples;
    for (const auto& query : sut.queries) samples.push_back(query.samples[0].index);
    return samples;
  };
  TestSettings settings = V6(TestScenario::SingleStream, 50);
  settings.qsl_rng_seed = 11;
  settings.sample_index_rng_seed = 12;
  settings.schedule_rng_seed = 13;
  TestSettings audit = V6(TestScenario::SingleStream, 50);
  audit.mode = TestMode::AccuracyOnly;
  audit.test05 = true;
  audit.test05_qsl_rng_seed = 11;
  audit.test05_sample_index_rng_seed = 12;
  audit.test05_schedule_rng_seed = 13;
  CHECK(first_samples(audit) == first_samples(settings));
}

TEST_CASE("the accuracy sample count limits the accuracy phase") {
  VirtualTest test;
  FakeSut sut(test.clock);
  TestSettings settings = V6(TestScenario::Offline, 1);
  settings.mode = TestMode::AccuracyOnly;
  settings.accuracy_sample_count_override = 24;
  CHECK(test.RunWith(sut, settings).samples_issued == 24);
  settings.profile = mlperf::Profile::V07;
  const Result old = test.RunWith(sut, settings);
  CHECK(old.samples_issued == 64);
  CHECK(Find(old, Anomaly::Kind::kSettings) != nullptr);
}

TEST_CASE("permutations: every sample of the set is used equally often") {
  for (const auto scenario : {TestScenario::SingleStream, TestScenario::Server}) {
    VirtualTest test;
    FakeSut sut(test.clock);
    TestSettings settings = V6(scenario, 100);
    settings.sample_concatenate_permutation = true;
    test.RunWith(sut, settings);
    std::vector<int> uses(64);
    for (const auto& query : sut.queries) ++uses[query.samples[0].index];
    CHECK(uses == std::vector<int>(64, 2));
  }
}

TEST_CASE("MultiStreamFree is v0.7's alone, and named where v6 meets it") {
  VirtualTest test;
  FakeSut sut(test.clock);
  const Result result = test.RunWith(sut, V6(TestScenario::MultiStreamFree, 10));
  CHECK(Find(result, Anomaly::Kind::kSettings) != nullptr);
}

}  // namespace
}  // namespace assay::loadgen
