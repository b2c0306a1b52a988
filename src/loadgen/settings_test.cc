// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of normalised settings; figures computed by hand from docs/loadgen-behaviour.md, section 3.
#include "loadgen/settings.h"

#include <doctest/doctest.h>

#include <limits>

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;
using mlperf::TestSettings;

EffectiveSettings Effective(const TestSettings& settings) {
  return Normalise(settings, RulesOf(mlperf::Profile::V07), {.total = 100, .performance = 40});
}

TEST_CASE("SingleStream: the rate is the inverse of the expected latency") {
  TestSettings settings;
  settings.single_stream_expected_latency_ns = 4000;
  CHECK(Effective(settings).target_qps == 250000);
  CHECK(Effective(settings).target_latency_percentile == 0.9);
  CHECK(Effective(settings).max_async_queries == 1);
}

TEST_CASE("MultiStream: the bound is as long as max_async intervals, cut to nanoseconds") {
  TestSettings settings;
  settings.scenario = TestScenario::MultiStream;
  settings.multi_stream_target_qps = 3;
  settings.multi_stream_max_async_queries = 2;
  CHECK(Effective(settings).target_latency_ns == 666666666);  // 2/3 s
}

TEST_CASE("fields that were left unset take the profile's value, set ones stay") {
  TestSettings settings;
  settings.scenario = TestScenario::MultiStream;
  CHECK(Effective(settings).samples_per_query == 4);
  CHECK(Effective(settings).target_latency_percentile == 0.9);
  settings.multi_stream_samples_per_query = 8;
  settings.multi_stream_target_latency_percentile = 0.99;
  CHECK(Effective(settings).samples_per_query == 8);
  CHECK(Effective(settings).target_latency_percentile == 0.99);
}

TEST_CASE("Offline: one query that is 1.1 times as long as the duration needs") {
  TestSettings settings;
  settings.scenario = TestScenario::Offline;
  settings.min_duration_ms = 60000;
  settings.min_query_count = 24576;
  settings.offline_expected_qps = 1000;
  const EffectiveSettings effective = Effective(settings);
  CHECK(effective.samples_per_query == 66000);  // 1.1 * 60 s * 1000/s
  CHECK(effective.min_query_count == 1);
  CHECK(effective.min_sample_count == 66000);
  CHECK(effective.target_duration_ms == 0);
  CHECK(effective.min_duration_ms == 60000);
}

TEST_CASE("Offline: the minimum count wins over a short duration; unique means one set") {
  TestSettings settings;
  settings.scenario = TestScenario::Offline;
  settings.min_duration_ms = 1000;
  settings.min_query_count = 24576;
  CHECK(Effective(settings).samples_per_query == 24576);
  settings.performance_issue_unique = true;
  CHECK(Effective(settings).samples_per_query == 40);
}

TEST_CASE("a negative rate is an error, and 1 is used") {
  TestSettings settings;
  settings.scenario = TestScenario::Server;
  settings.server_target_qps = -5;
  const EffectiveSettings effective = Effective(settings);
  CHECK(effective.target_qps == 1);
  REQUIRE(effective.problems.size() == 1);
  CHECK(effective.problems[0].find("server_target_qps") != std::string::npos);
}

TEST_CASE("a rate without bound is an error, and 1 is used") {
  TestSettings settings;
  settings.scenario = TestScenario::Server;
  settings.server_target_qps = std::numeric_limits<double>::infinity();
  CHECK(Effective(settings).target_qps == 1);
  CHECK(Effective(settings).problems.size() == 1);
}

TEST_CASE("contradictions are named: the index outside the set, unique with same") {
  TestSettings settings;
  settings.performance_issue_same = true;
  settings.performance_issue_unique = true;
  settings.performance_issue_same_index = 40;
  CHECK(Effective(settings).problems.size() == 2);
  settings.use_token_latencies = true;  // v6 only
  CHECK(Effective(settings).problems.size() == 3);
}

TEST_CASE("the accuracy-log target becomes a probability of the expected samples") {
  TestSettings settings;
  settings.scenario = TestScenario::Server;
  settings.server_target_qps = 1500;
  settings.min_duration_ms = 40;
  settings.accuracy_log_sampling_target = 15;
  CHECK(Effective(settings).AccuracyLogProbability() == 0.25);  // 15 of 60
  settings.min_duration_ms = 0;
  CHECK(Effective(settings).AccuracyLogProbability() == 1);  // of none expected: all
}

}  // namespace
}  // namespace assay::loadgen
