// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the LoadGen's settings for a plan.
#include "run/test_settings_of.h"

#include <doctest/doctest.h>

namespace assay {
namespace {

using namespace std::chrono_literals;

/// Queries of SingleStream that the LoadGen draws before the test.
double Drawn(std::optional<Nanoseconds> budget, Nanoseconds one_sample) {
  RunPlan plan;
  plan.scenario = Scenario::kSingleStream;
  plan.min_duration = 60s;
  plan.min_queries = 1024;
  plan.budget = budget;
  const mlperf::TestSettings settings = SettingsOf(plan, {.one_sample = one_sample}, "v0.7");
  return static_cast<double>(settings.min_duration_ms) * 1e6 /
         static_cast<double>(settings.single_stream_expected_latency_ns);
}

TEST_CASE("SingleStream: queries last for twice the speed that the warm-up saw") {
  CHECK(Drawn(std::nullopt, 1ms) == doctest::Approx(120'000));
  CHECK(Drawn(10s, 1ms) == doctest::Approx(19'600));  // the last fiftieth is for late answers
}

TEST_CASE(
    "SingleStream: never more than twenty million queries are drawn, however fast the engine") {
  for (const auto budget : {std::optional<Nanoseconds>(), std::optional<Nanoseconds>(30s)}) {
    CHECK(Drawn(budget, 270ns) <= 20'000'001);
    CHECK(Drawn(budget, 270ns) > 19'000'000);
  }
}

TEST_CASE("Offline: the query is sized by the rate of the warm-up, or the one that a user gives") {
  RunPlan plan;
  plan.scenario = Scenario::kOffline;
  CHECK(SettingsOf(plan, {.rate = 100, .one_sample = {}}, "v0.7").offline_expected_qps == 100);
  plan.target_qps = 250;
  CHECK(SettingsOf(plan, {.rate = 100, .one_sample = {}}, "v0.7").offline_expected_qps == 250);
  plan.min_duration = 60s;
  CHECK(TimesOf(plan, {.rate = 100, .one_sample = {}}).expected == 150s);
  plan.budget = 4s;
  CHECK(SettingsOf(plan, {.rate = 100, .one_sample = {}}, "v0.7").min_query_count == 1000);
}

}  // namespace
}  // namespace assay
