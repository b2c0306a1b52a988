// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Whole measurements on simulated machines in virtual time: plan, warm-up, LoadGen, batcher,
// devices, verdict and run folder, exactly repeatable.
#include "run/measure.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "base/error.h"
#include "base/fake_clock.h"
#include "base/files.h"
#include "base/test_folder.h"
#include "run/listening_observer.h"
#include "run/test_on_stand.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// One card: 10 ms a batch up to 4, so at most 400 samples a second.
constexpr char kCard[] = R"(
name = "one card"
[[device]]
name = "card"
count = 1
curve = [ { batch = 1, ms = 10.0 }, { batch = 4, ms = 10.0 } ]
)";

class Bench {
 public:
  explicit Bench(const std::string& machine = kCard) {
    request_.plan.benchmark = "resnet50";
    request_.plan.budget = 10s;
    request_.engine.backend = "simulated";
    request_.engine.config = folder_.Write("machine.toml", machine);
    request_.engine.batch = 4;
    request_.out = folder_ / "run";
  }

  RunRequest& request() { return request_; }
  FakeClock& clock() { return clock_; }
  std::atomic<bool>& stop() { return stop_; }
  const fs::path& out() const { return request_.out; }

  RunRecord Run() {
    ListeningObserver observer;
    return Measure(request_, {.clock = clock_, .observer = observer, .stop = stop_, .live = false});
  }
  RunRecord Server(double qps) {
    request_.plan.scenario = Scenario::kServer;
    request_.plan.target_qps = qps;
    request_.plan.latency_bound = 50ms;
    return Run();
  }

 private:
  TestFolder folder_;
  FakeClock clock_;
  std::atomic<bool> stop_{false};
  RunRequest request_;
};

bool Has(const RunRecord& record, const std::string& rule) {
  return std::any_of(record.findings.begin(), record.findings.end(),
                     [&](const Finding& f) { return f.rule == rule; });
}

TEST_CASE("Server below the machine's capacity is VALID, and its latency is that of the card") {
  Bench bench;
  const RunRecord record = bench.Server(100);
  CHECK(record.verdict == Verdict::kValid);
  CHECK(record.headline == doctest::Approx(100).epsilon(0.1));
  CHECK(record.latency.p50 >= 10'000'000);
  CHECK(record.latency.p99 <= 50'000'000);
  CHECK(record.lag.count == record.queries_issued);
  CHECK(record.lag.p99 == 0);  // virtual time: the generator is never late
}

TEST_CASE("Server above the machine's capacity is INVALID by the latency bound") {
  Bench bench;
  const RunRecord record = bench.Server(600);
  CHECK(record.verdict == Verdict::kInvalid);
  CHECK(Has(record, "latency-bound"));
  CHECK(record.duration <= 10s);  // the budget is hard
}

TEST_CASE("the same request gives the same figures, to the nanosecond") {
  Bench first, second;
  const RunRecord a = first.Server(200);
  const RunRecord b = second.Server(200);
  CHECK(a.latency.p99 == b.latency.p99);
  CHECK(a.samples_issued == b.samples_issued);
}

TEST_CASE("Offline fills the budget and finds the rate of the card: four samples each 10 ms") {
  Bench bench;
  bench.request().plan.scenario = Scenario::kOffline;
  const RunRecord record = bench.Run();
  CHECK(record.verdict == Verdict::kValid);
  CHECK(record.headline == doctest::Approx(400).epsilon(0.02));
  CHECK(record.duration <= 10s);
  CHECK(record.duration >= 9s);
  CHECK(record.lag.count == 0);  // one query, sent at once: there is no lag to tell of
}

TEST_CASE("a rate that nobody gave is found and confirmed") {
  Bench bench;
  bench.request().plan.scenario = Scenario::kServer;
  bench.request().plan.latency_bound = 50ms;
  const RunRecord record = bench.Run();
  CHECK(record.verdict == Verdict::kValid);
  CHECK(record.headline > 150);
  CHECK(record.headline < 400);
}

TEST_CASE("an engine that fails in the middle ends the run with its sentence") {
  Bench bench(std::string(kCard) + "failure = { fail_after = 500 }\n");
  const RunRecord record = bench.Server(100);
  CHECK(record.state == RunState::kFailed);
  CHECK_FALSE(record.failure.empty());
  CHECK(ReadRun(bench.out()).state == RunState::kFailed);
}

TEST_CASE("a failure ends the test at once, and is no answer") {
  Bench bench(std::string(kCard) + "failure = { fail_after = 500 }\n");
  const RunRecord record = bench.Server(100);
  CHECK(record.duration < 5s);
  CHECK(record.samples_completed < record.samples_issued);
}

TEST_CASE("a failure in the search for a rate ends the run") {
  Bench bench(std::string(kCard) + "failure = { fail_after = 500 }\n");  // the warm-up takes 200
  bench.request().plan.scenario = Scenario::kServer;
  bench.request().plan.latency_bound = 50ms;
  CHECK_THROWS_WITH_AS(bench.Run(), doctest::Contains("simulated device 0 fails"), Error);
  CHECK(ReadRun(bench.out()).state == RunState::kFailed);
}

TEST_CASE("an engine that falls silent ends the run within its budget, with a named reason") {
  Bench bench(std::string(kCard) + "failure = { silent_after = 500 }\n");
  const RunRecord record = bench.Server(100);
  CHECK(record.state == RunState::kFailed);
  CHECK(record.failure == kEngineHangs);
  CHECK(Has(record, "unanswered"));
  CHECK(bench.clock().Now() < 30s);  // warm-up, 10 s, 10 s for the engine to give back
}

TEST_CASE("an engine that falls silent ends a run without a budget too") {
  for (const Scenario scenario : AllScenarios()) {
    CAPTURE(Name(scenario));
    Bench bench(std::string(kCard) + "failure = { silent_after = 500 }\n");
    bench.request().plan.scenario = scenario;
    bench.request().plan.budget.reset();
    if (scenario == Scenario::kServer) bench.request().plan.target_qps = 100;
    const RunRecord record = bench.Run();
    CHECK(record.state == RunState::kFailed);
    CHECK(record.failure == kEngineHangs);
    CHECK(record.samples_completed < record.samples_issued);
    CHECK(bench.clock().Now() < 200s);
  }
}

TEST_CASE("an engine that falls silent in the warm-up ends the run, a stop beside it too") {
  for (const bool stops : {false, true}) {
    Bench bench(std::string(kCard) + "failure = { silent_after = 5 }\n");
    auto stopper = bench.clock().StartWorker("stopper", [&] { bench.stop() = true; });
    if (stops) stopper->WakeAt(6s);
    CHECK_THROWS_AS(bench.Server(100), Error);
    CHECK(ReadRun(bench.out()).state == (stops ? RunState::kInterrupted : RunState::kFailed));
    CHECK(bench.clock().Now() < (stops ? 20s : 140s));
  }
}

TEST_CASE("a stop keeps what was measured and says interrupted") {
  Bench bench;
  auto stopper = bench.clock().StartWorker("stopper", [&] { bench.stop() = true; });
  stopper->WakeAt(6s);  // after the warm-up, in the middle of the ten seconds
  const RunRecord record = bench.Server(100);
  CHECK(record.state == RunState::kInterrupted);
  CHECK(record.samples_completed > 100);
  CHECK_FALSE(Has(record, "unanswered"));
  CHECK(ReadRun(bench.out()).samples_completed == record.samples_completed);
}

TEST_CASE("a stop in Offline is heeded at once, whatever is still waiting") {
  Bench bench;
  bench.request().plan.scenario = Scenario::kOffline;
  bench.request().plan.budget.reset();
  auto stopper = bench.clock().StartWorker("stopper", [&] { bench.stop() = true; });
  stopper->WakeAt(20s);
  const RunRecord record = bench.Run();
  CHECK(record.state == RunState::kInterrupted);
  CHECK(record.samples_completed > 5000);  // of 24,576
  CHECK_FALSE(Has(record, "unanswered"));
  CHECK(bench.clock().Now() < 23s);
}

TEST_CASE("a folder that already holds a run is refused, and nothing in it changes") {
  Bench bench;
  bench.Server(100);
  const std::string before = ReadFile(bench.out() / kRunFileName, "record");
  CHECK_THROWS_AS(bench.Server(100), Error);
  CHECK(ReadFile(bench.out() / kRunFileName, "record") == before);
}

TEST_CASE("accuracy on an engine that reads no samples is refused") {
  Bench bench;
  bench.request().plan.mode = Mode::kAccuracy;
  CHECK_THROWS_AS(bench.Run(), Error);
  CHECK_FALSE(fs::exists(bench.out()));
}

}  // namespace
}  // namespace assay
