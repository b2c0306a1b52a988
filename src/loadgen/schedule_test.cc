// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of loadable sets and schedules beyond the golden cases.
#include "loadgen/schedule.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;
using mlperf::TestSettings;

EffectiveSettings Effective(const TestSettings& settings, LibrarySize library) {
  return Normalise(settings, RulesOf(mlperf::Profile::V07), library);
}

TEST_CASE("a set shorter than its padding repeats itself more than once") {
  TestSettings settings;
  settings.scenario = TestScenario::MultiStream;
  settings.multi_stream_samples_per_query = 5;
  const LibrarySize library{.total = 2, .performance = 2};
  const auto sets = LoadableSets(Effective(settings, library), library, TestMode::AccuracyOnly);
  REQUIRE(sets.size() == 1);
  const auto& s = sets[0].samples;
  CHECK(sets[0].count_without_padding == 2);
  CHECK(s == std::vector<std::size_t>{s[0], s[1], s[0], s[1], s[0], s[1]});
}

TEST_CASE("performance loads one set, accuracy all of them, the last may be short") {
  const TestSettings settings;
  const LibrarySize library{.total = 10, .performance = 4};
  const EffectiveSettings effective = Effective(settings, library);
  CHECK(LoadableSets(effective, library, TestMode::PerformanceOnly).size() == 1);
  const auto sets = LoadableSets(effective, library, TestMode::AccuracyOnly);
  REQUIRE(sets.size() == 3);
  CHECK(sets[2].samples.size() == 2);
}

TEST_CASE("a library without samples is refused with a sentence") {
  const LibrarySize library{.total = 0, .performance = 0};
  CHECK_THROWS_AS(LoadableSets(Effective({}, library), library, TestMode::PerformanceOnly),
                  std::runtime_error);
}

TEST_CASE("Server: the mean distance of arrivals is the inverse of the rate") {
  TestSettings settings;
  settings.scenario = TestScenario::Server;
  settings.server_target_qps = 1000;
  settings.min_query_count = 100000;
  settings.min_duration_ms = 0;
  const LibrarySize library{.total = 64, .performance = 64};
  const EffectiveSettings effective = Effective(settings, library);
  const auto sets = LoadableSets(effective, library, TestMode::PerformanceOnly);
  QueryGenerator generator;
  const Schedule schedule = generator.Generate(effective, sets[0], TestMode::PerformanceOnly);
  CHECK(schedule.query_count == 100000);
  // 100 s; the standard deviation of the sum is 1 ms * sqrt(100000) = 0.32 s.
  CHECK(schedule.duration_ns == doctest::Approx(100e9).epsilon(0.015));
}

TEST_CASE("sequence numbers go on from set to set, times restart") {
  TestSettings settings;
  const LibrarySize library{.total = 6, .performance = 4};
  const EffectiveSettings effective = Effective(settings, library);
  const auto sets = LoadableSets(effective, library, TestMode::AccuracyOnly);
  QueryGenerator generator;
  CHECK(generator.Generate(effective, sets[0], TestMode::AccuracyOnly).query_count == 4);
  const Schedule second = generator.Generate(effective, sets[1], TestMode::AccuracyOnly);
  CHECK(second.first_query == 4);
  CHECK(second.first_sample == 4);
  CHECK(second.ScheduledNs(0) == 0);
}

TEST_CASE("an index beyond the loaded set is taken modulo its size") {
  TestSettings settings;
  settings.scenario = TestScenario::Offline;
  settings.performance_issue_same = true;
  settings.performance_issue_same_index = 5;
  const LibrarySize library{.total = 4, .performance = 4};
  const EffectiveSettings effective = Effective(settings, library);
  const auto sets = LoadableSets(effective, library, TestMode::PerformanceOnly);
  QueryGenerator generator;
  const Schedule schedule = generator.Generate(effective, sets[0], TestMode::PerformanceOnly);
  CHECK(schedule.Index(0, 3) == sets[0].samples[1]);
}

}  // namespace
}  // namespace assay::loadgen
