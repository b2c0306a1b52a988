// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One test on a stand.
#include "run/test_on_stand.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "run/engine_watch.h"
#include "run/live.h"

namespace assay {

LoadGenOutcome MakeTest(const TestOnStand& test) {
  EndpointSut& sut = test.stand.sut();
  std::optional<LiveView> view;
  if (test.is_live) {
    view.emplace(LiveView::Parts{.sut = sut,
                                 .observer = test.context.observer,
                                 .clock = test.context.clock,
                                 .expected = test.times.expected,
                                 .bound = test.plan.latency_bound});
  }
  const EngineWatch engine({.clock = test.context.clock,
                            .sut = sut,
                            .stop = test.context.stop,
                            .patience = test.stand.Patience(test.warm_up)});
  const mlperf::TestSettings settings = SettingsOf(test.plan, test.warm_up, test.profile);
  LoadGenOutcome outcome = StartTest({.sut = sut,
                                      .qsl = test.stand.qsl(),
                                      .settings = settings,
                                      .folder = test.folder,
                                      .clock = test.context.clock,
                                      .stop = engine.stop(),
                                      .hard_limit = test.times.hard_limit,
                                      .drain_limit = test.times.drain_limit,
                                      .max_lag = test.plan.max_lag,
                                      .watch = test.watch,
                                      .last_answer = [&sut] { return sut.last_answer(); }});
  // A LoadGen takes the empty answer that stands for a failure for an answer like any other.
  if (sut.failed()) {
    outcome.samples_completed = std::min(outcome.samples_completed, sut.completed());
  }
  return outcome;
}

TestTimes SearchTimesOf(const RunPlan& plan, const WarmUp& warm_up) {
  TestTimes times = TimesOf(plan, warm_up);
  if (plan.latency_bound) {
    times.drain_limit = std::max(3 * *plan.latency_bound, 8 * *warm_up.one_sample);
  }
  return times;
}

void CheckEngine(Stand& stand) {
  if (stand.sut().failed()) throw Error(ErrorCode::kEngine, stand.sut().failure());
  if (stand.EngineHangs()) throw Error(ErrorCode::kEngine, kEngineHangs);
}

}  // namespace assay
