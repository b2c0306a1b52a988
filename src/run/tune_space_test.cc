// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "run/tune_space.h"

#include <doctest/doctest.h>

#include "run/tune_stats.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

std::string AxesText(const TuneSubject& subject) { return Describe(AxesFor(subject), subject); }

TEST_CASE("tune: on a processor Offline has streams, threads and batches") {
  CHECK(AxesText({.scenario = Scenario::kOffline, .cores = 4}) ==
        "streams 1, 2, 4 (default); threads 2, 3, 4 (default); batch 1 (default), 2, 4, 8, 16, 32");
}

TEST_CASE("tune: requests that the user gave have a stream each by default") {
  CHECK(AxesText({.scenario = Scenario::kServer,
                  .engine = {.batch = 1, .sessions = 3, .window = 0ms},
                  .cores = 4}) == "streams 1, 2, 3 (default), 4; threads 2, 3, 4 (default)");
}

TEST_CASE("tune: threads that the first load of the process sets are not varied, nor streams") {
  CHECK(AxesText({.scenario = Scenario::kOffline, .has_fixed_threads = true, .cores = 4}) ==
        "batch 1 (default), 2, 4, 8, 16, 32");
}

TEST_CASE("tune: Server has windows too, parts of the bound in two digits") {
  CHECK(AxesText({.scenario = Scenario::kServer, .cores = 2, .preset_batch = 8, .bound = 15ms}) ==
        "streams 1 (default), 2; threads 1, 2 (default); batch 1, 2, 4, 8 (default), 16, 32; "
        "batch window none (default), 0.94 ms, 1.9 ms, 3.8 ms");
}

TEST_CASE("tune: SingleStream asks for one sample at a time, which leaves threads") {
  CHECK(AxesText({.scenario = Scenario::kSingleStream, .cores = 2}) == "threads 1, 2 (default)");
}

TEST_CASE("tune: MultiStream has no larger batch than a query has samples") {
  CHECK(AxesText({.scenario = Scenario::kMultiStream, .cores = 1, .samples_per_query = 8}) ==
        "batch 1 (default), 2, 4, 8");
}

TEST_CASE("tune: a device has requests in flight, and what computes nothing has no precision") {
  const TuneSubject simulated{.scenario = Scenario::kOffline,
                              .precisions = {"bf16"},
                              .needs_files = false,
                              .device_kind = "simulated",
                              .preset_requests = 2};
  CHECK(AxesText(simulated) ==
        "requests 1, 2 (default), 4, 8, 16; batch 1 (default), 2, 4, 8, 16, 32, 64, 128");
}

TEST_CASE("tune: what the user gave is not varied, and precision only where it is allowed") {
  const TuneSubject given{.scenario = Scenario::kOffline,
                          .engine = {.batch = 4, .streams = 2},
                          .precisions = {"f32", "bf16"},
                          .cores = 1};
  CHECK(AxesText(given) == "precision f32 (default), bf16");
}

TEST_CASE("tune: no more streams than threads") {
  const TuneSubject subject{.scenario = Scenario::kOffline, .cores = 2};
  const TunePlan plan = PlanOf(AxesFor(subject), subject);
  CHECK(plan.is_allowed({1, 1, 0}));        // 2 streams, 2 threads
  CHECK_FALSE(plan.is_allowed({1, 0, 0}));  // 2 streams, 1 thread
  CHECK(CountSettings(plan) == 3 * 6);
}

TEST_CASE("tune: a setting says what it sets, and goes into the request") {
  const TuneSubject subject{.scenario = Scenario::kOffline, .cores = 4};
  const auto axes = AxesFor(subject);
  CHECK(Describe(SettingsAt(axes, PresetOf(PlanOf(axes, subject)))) == "the default");
  const EngineSettings settings = SettingsAt(axes, {1, 2, 3});
  CHECK(Describe(settings) == "streams 2, batch 8");
  const EngineRequest engine = With({.threads = 3}, settings);
  CHECK(engine.streams == 2);
  CHECK(engine.threads == 3);
  CHECK(engine.batch == 8);
}

TEST_CASE("tune: a mean's interval by hand") {
  // 1, 2, 3: mean 2, standard error 1/sqrt(3), t of 2 degrees at 97.5 %: 4.303
  const double numbers[] = {1, 2, 3};
  const MeanInterval interval = MeanWithInterval(numbers, 0.95);
  CHECK(interval.mean == doctest::Approx(2));
  CHECK(interval.high - 2 == doctest::Approx(4.303 / 1.7321).epsilon(0.001));
}

TEST_CASE("tune: scatter is what neither rows nor columns explain") {
  CHECK(ScatterOf({{1, 2, 3}, {2, 3, 4}}).squares == doctest::Approx(0));
  const Scatter scatter = ScatterOf({{1, 0}, {0, 1}});  // each rest is 0.5
  CHECK(scatter.squares == doctest::Approx(1));
  CHECK(scatter.freedom == 1);
}

}  // namespace
}  // namespace assay
