// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// From a run plan to the LoadGen's settings.
#include "run/test_settings_of.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "run/loadgen_generation.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

constexpr Nanoseconds kDrainLimit = 60s;
/// SingleStream's queries are drawn before the test, 20 bytes each. An engine that answers in less
/// than a microsecond (null) would want gigabytes: within a budget its test ends sooner.
constexpr double kMostDrawn = 20e6;

double Seconds(Nanoseconds t) { return std::chrono::duration<double>(t).count(); }

std::uint64_t Milliseconds(Nanoseconds t) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, t.count() / 1'000'000));
}

mlperf::TestScenario ToUpstream(Scenario scenario) {
  switch (scenario) {
    case Scenario::kOffline:
      return mlperf::TestScenario::Offline;
    case Scenario::kServer:
      return mlperf::TestScenario::Server;
    case Scenario::kSingleStream:
      return mlperf::TestScenario::SingleStream;
    case Scenario::kMultiStream:
      return mlperf::TestScenario::MultiStream;
  }
  ASSAY_CHECK(false);
}

/// The part of the budget in which queries are issued: what comes late must still be able to show
/// that it is late.
Nanoseconds IssuingTime(const RunPlan& plan, const WarmUp& warm_up) {
  const Nanoseconds budget = *plan.budget;
  const Nanoseconds one = warm_up.one_sample.value_or(0ns);
  Nanoseconds tail = plan.latency_bound ? std::max(2 * *plan.latency_bound, one) : 2 * one;
  tail = std::max(tail, budget / 50);
  return std::max(budget - tail, budget / 2);
}

/// Half of one sample's time: queries do not run out when they are answered faster than it was.
double ShortLatencyNs(const WarmUp& warm_up) {
  const std::int64_t one = warm_up.one_sample.value_or(1ms).count();
  return static_cast<double>(std::max<std::int64_t>(1, one / 2));
}

/// What Offline's one query is sized by: the user's rate, or the one that the warm-up saw.
double OfflineRate(const RunPlan& plan, const WarmUp& warm_up) {
  return plan.target_qps > 0 ? plan.target_qps : warm_up.rate;
}

void ApplyBudget(const RunPlan& plan, const WarmUp& warm_up, mlperf::TestSettings& settings) {
  settings.min_query_count = 1;
  settings.min_duration_ms = Milliseconds(IssuingTime(plan, warm_up));
  if (plan.scenario == Scenario::kSingleStream) {
    const double drawn_ms = kMostDrawn * ShortLatencyNs(warm_up) * 1e-6;
    settings.min_duration_ms =
        std::min(settings.min_duration_ms, static_cast<std::uint64_t>(std::max(1.0, drawn_ms)));
  }
  if (plan.scenario == Scenario::kOffline) {
    settings.min_duration_ms = 0;
    settings.min_query_count = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(
               std::llround(OfflineRate(plan, warm_up) * Seconds(*plan.budget))));
  }
}

/// Without a budget a test keeps its length: what it draws is limited by the time a query takes.
double SingleStreamLatencyNs(const RunPlan& plan, const WarmUp& warm_up) {
  const double least = static_cast<double>(plan.min_duration.count()) / kMostDrawn;
  return plan.budget ? ShortLatencyNs(warm_up) : std::max(ShortLatencyNs(warm_up), least);
}

void ApplyScenario(const RunPlan& plan, const WarmUp& warm_up, mlperf::TestSettings& settings) {
  const auto bound = static_cast<std::uint64_t>(plan.latency_bound.value_or(0ns).count());
  switch (plan.scenario) {
    case Scenario::kOffline:
      settings.offline_expected_qps = std::max(OfflineRate(plan, warm_up), 1e-3);
      break;
    case Scenario::kServer:
      // Accuracy has no rate of its own; one that the system holds keeps the queue short.
      settings.server_target_qps =
          plan.target_qps > 0 ? plan.target_qps : std::max(warm_up.rate / 2, 1.0);
      settings.server_target_latency_ns = bound;
      settings.server_target_latency_percentile = plan.percentile;
      break;
    case Scenario::kSingleStream:
      settings.single_stream_expected_latency_ns = SingleStreamLatencyNs(plan, warm_up);
      settings.single_stream_target_latency_percentile = plan.percentile;
      break;
    case Scenario::kMultiStream:
      SetMultiStreamPace(settings, {.queries_per_second = plan.target_qps,
                                    .expected_latency_ns = ShortLatencyNs(warm_up)});
      settings.multi_stream_samples_per_query = plan.samples_per_query;
      settings.multi_stream_target_latency_percentile = plan.percentile;
      break;
  }
}

}  // namespace

mlperf::TestSettings SettingsOf(const RunPlan& plan, const WarmUp& warm_up,
                                std::string_view profile) {
  mlperf::TestSettings settings;
  SetProfile(settings, profile);
  settings.scenario = ToUpstream(plan.scenario);
  settings.mode = plan.mode == Mode::kAccuracy ? mlperf::TestMode::AccuracyOnly
                                               : mlperf::TestMode::PerformanceOnly;
  settings.qsl_rng_seed = plan.seeds.qsl;
  settings.sample_index_rng_seed = plan.seeds.sample_index;
  settings.schedule_rng_seed = plan.seeds.schedule;
  settings.performance_sample_count_override = plan.performance_samples;
  settings.min_duration_ms = Milliseconds(plan.min_duration);
  settings.min_query_count =
      plan.scenario == Scenario::kOffline ? plan.min_samples : plan.min_queries;
  ApplyScenario(plan, warm_up, settings);
  if (plan.budget && plan.mode == Mode::kPerformance) ApplyBudget(plan, warm_up, settings);
  return settings;
}

TestTimes TimesOf(const RunPlan& plan, const WarmUp& warm_up) {
  TestTimes times{.hard_limit = 0ns, .drain_limit = kDrainLimit, .expected = plan.min_duration};
  if (plan.mode == Mode::kAccuracy || plan.scenario == Scenario::kOffline) times.drain_limit = 0ns;
  if (plan.mode == Mode::kAccuracy) {
    times.expected = 0ns;
  } else if (plan.budget) {
    times.hard_limit = *plan.budget;
    times.expected = *plan.budget;
  } else if (plan.scenario == Scenario::kOffline && warm_up.rate > 0) {
    const double samples = std::max(static_cast<double>(plan.min_samples),
                                    OfflineRate(plan, warm_up) * Seconds(plan.min_duration));
    const double seconds = samples / warm_up.rate;
    times.expected = std::max(times.expected, Nanoseconds(std::llround(seconds * 1e9)));
  } else if (plan.scenario == Scenario::kServer && plan.target_qps > 0) {
    const double seconds = static_cast<double>(plan.min_queries) / plan.target_qps;
    times.expected = std::max(times.expected, Nanoseconds(std::llround(seconds * 1e9)));
  } else if (warm_up.one_sample) {
    times.expected =
        std::max(times.expected, *warm_up.one_sample * static_cast<std::int64_t>(plan.min_queries));
  }
  return times;
}

}  // namespace assay
