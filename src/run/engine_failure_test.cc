// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Engines that fail in the middle of a test, in virtual time: each way to fail, in each kind of
// test.
#include <doctest/doctest.h>

#include "base/fake_clock.h"
#include "base/test_folder.h"
#include "run/listening_observer.h"
#include "run/measure.h"
#include "run/test_on_stand.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

struct Mishap {
  std::string key;     // in the machine's file
  std::string reason;  // part of the sentence that the run ends with
};

const Mishap kMishaps[] = {
    {"fail_after", "simulated device 0 fails from batch 500 on"},
    {"wrong_shape_after", "the model's output is i64 ["},
    {"memory_after", "the engine ran out of memory"},
    {"silent_after", kEngineHangs},
};

/// A card that takes 10 ms a batch and fails from batch 500 on: after the warm-up, which has at
/// most 3 s for some 350, and before the end of the test.
std::string MachineWith(const Mishap& mishap) {
  return "[[device]]\ncurve = [ { batch = 1, ms = 10.0 }, { batch = 4, ms = 10.0 } ]\nfailure = "
         "{ " +
         mishap.key + " = 500 }\n";
}

struct Bench {
  explicit Bench(const Mishap& mishap) {
    request.plan.benchmark = "resnet50";
    request.plan.budget = 10s;
    request.engine.backend = "simulated";
    request.engine.config = folder.Write("machine.toml", MachineWith(mishap));
    request.engine.batch = 4;
    request.out = folder / "run";
  }
  /// A data set of a thousand names, none of which the simulated engine reads.
  void AskForAccuracy() {
    std::string list;
    for (int i = 0; i < 1000; ++i) list += "photo.png 0\n";
    folder.Write("photos/photo.png", "");
    request.data = folder.Write("photos/val_map.txt", list).parent_path();
    request.plan.mode = Mode::kAccuracy;
    request.plan.budget.reset();
    request.engine.batch = 1;
  }
  RunRecord Run(Scenario scenario) {
    request.plan.scenario = scenario;
    return Measure(request, {.clock = clock, .observer = observer, .stop = stop, .live = false});
  }

  TestFolder folder;
  FakeClock clock;
  ListeningObserver observer;
  std::atomic<bool> stop{false};
  RunRequest request;
};

void CheckFailed(const RunRecord& record, const Mishap& mishap) {
  CAPTURE(record.failure);
  CHECK(record.state == RunState::kFailed);
  CHECK(record.failure.find(mishap.reason) != std::string::npos);
  CHECK(record.verdict != Verdict::kValid);
  CHECK_FALSE(record.headline > 0);  // nothing that failed has a rate
  CHECK(record.samples_completed > 0);
  CHECK(record.samples_completed <= record.samples_issued);
  for (const Finding& finding : record.findings) {
    CAPTURE(finding.rule);
    CHECK(finding.rule != "duplicate-answer");
    CHECK(finding.rule != "unknown-id");
  }
  const RunRecord written = ReadRun(record.folder);
  CHECK(written.state == RunState::kFailed);
  CHECK(written.failure == record.failure);
}

TEST_CASE("however the engine fails, in each scenario: the run has failed with the reason") {
  for (const Scenario scenario : AllScenarios()) {
    for (const Mishap& mishap : kMishaps) {
      CAPTURE(Name(scenario));
      CAPTURE(mishap.key);
      Bench bench(mishap);
      if (scenario == Scenario::kServer) {
        bench.request.plan.target_qps = 100;
        bench.request.plan.latency_bound = 50ms;
      }
      if (scenario == Scenario::kSingleStream || scenario == Scenario::kMultiStream) {
        bench.request.engine.batch = 1;  // enough of them
      }
      CheckFailed(bench.Run(scenario), mishap);
    }
  }
}

TEST_CASE("accuracy: however the engine fails, the run has failed with the reason and no score") {
  for (const Mishap& mishap : kMishaps) {
    CAPTURE(mishap.key);
    Bench bench(mishap);
    bench.AskForAccuracy();
    const RunRecord record = bench.Run(Scenario::kOffline);
    CheckFailed(record, mishap);
    CHECK_FALSE(record.accuracy.has_value());
  }
}

}  // namespace
}  // namespace assay
