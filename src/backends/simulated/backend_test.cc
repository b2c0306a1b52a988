// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the simulated engine as a module, in virtual time.
#include <doctest/doctest.h>

#include <algorithm>

#include "backends/catalog.h"
#include "base/fake_clock.h"
#include "base/test_folder.h"

namespace assay {
namespace {

using namespace std::chrono_literals;
using Labels = std::vector<std::int64_t>;

/// A session that notes when its batches ended, and with what.
struct Probe {
  Clock& clock;
  std::unique_ptr<Session> session;
  std::vector<Nanoseconds> ended{};
  std::vector<std::string> errors{};
  Labels labels{};

  void Start(int batch_size) {
    session->Inputs({.batch_size = batch_size});
    session->Start({.call = [](void* probe, Outcome& o) { static_cast<Probe*>(probe)->Hear(o); },
                    .context = this});
  }
  void Hear(Outcome& outcome) {
    ended.push_back(clock.Now());
    if (outcome.error != nullptr) {
      errors.emplace_back(outcome.error->what());
    } else {
      const TensorView& view = outcome.outputs[0];
      const auto* first = reinterpret_cast<const std::int64_t*>(view.bytes);
      labels.assign(first, first + view.shape[0]);
    }
    session->Release();
  }
};

struct Bench {
  FakeClock clock;
  std::unique_ptr<Backend> backend;
  std::vector<Placement> placements;
  std::unique_ptr<Model> model;

  explicit Bench(const std::string& toml, std::vector<int> batch_sizes = {1, 2, 4}) {
    const TestFolder folder;
    backend = OpenBackend(
        "simulated", {.clock = &clock, .config = folder.Write("machine.toml", toml), .seed = 3});
    placements = backend->DefaultPlacements(0);
    model = backend->Load({.batch_sizes = std::move(batch_sizes)}, placements);
  }
  Probe NewProbe(std::size_t device = 0) {
    return {.clock = clock, .session = model->NewSession(placements.at(device))};
  }
};

constexpr char kPlain[] = "[[device]]\ncurve = [{batch=1, ms=1}, {batch=4, ms=2.5}]\n";

TEST_CASE("simulated: a batch ends after the time of its size") {
  Bench bench(kPlain);
  Probe probe = bench.NewProbe();
  probe.Start(2);
  bench.clock.SleepUntil(10ms);
  CHECK(probe.ended == std::vector<Nanoseconds>{1500us});
  CHECK(probe.labels.size() == 2);
}

TEST_CASE("simulated: the second request waits until the device is free") {
  Bench bench(kPlain);
  Probe first = bench.NewProbe(), second = bench.NewProbe();
  first.Start(1);
  second.Start(4);
  bench.clock.SleepUntil(10ms);
  CHECK(first.ended == std::vector<Nanoseconds>{1ms});
  CHECK(second.ended == std::vector<Nanoseconds>{3500us});
}

TEST_CASE("simulated: with concurrency 2 the third request waits, not the second") {
  Bench bench("[[device]]\nconcurrency = 2\ncurve = [{batch=1, ms=1}]\n", {1});
  CHECK(bench.placements[0].sessions == 3);
  Probe a = bench.NewProbe(), b = bench.NewProbe(), c = bench.NewProbe();
  a.Start(1);
  b.Start(1);
  c.Start(1);
  bench.clock.SleepUntil(10ms);
  CHECK(a.ended == std::vector<Nanoseconds>{1ms});
  CHECK(b.ended == std::vector<Nanoseconds>{1ms});
  CHECK(c.ended == std::vector<Nanoseconds>{2ms});
}

TEST_CASE("simulated: devices compute side by side") {
  Bench bench("[[device]]\ncount = 2\ncurve = [{batch=1, ms=1}]\n", {1});
  Probe a = bench.NewProbe(0), b = bench.NewProbe(1);
  a.Start(1);
  b.Start(1);
  bench.clock.SleepUntil(10ms);
  CHECK(a.ended == b.ended);
}

TEST_CASE("simulated: the same seed gives the same times and labels again") {
  const auto run = [] {
    Bench bench("[[device]]\ncurve = [{batch=1, ms=1}]\njitter={kind='lognormal', percent=20}\n");
    Probe probe = bench.NewProbe();
    for (int i = 0; i < 20; ++i) {
      probe.Start(4);
      bench.clock.SleepUntil(bench.clock.Now() + 50ms);
    }
    return std::pair(probe.ended, probe.labels);
  };
  const auto once = run();
  CHECK(once.first.size() == 20);
  CHECK(once == run());
}

TEST_CASE("simulated: batches fail from the one on that the file names") {
  Bench bench("[[device]]\ncurve = [{batch=1, ms=1}]\nfailure = {fail_after=1}\n");
  Probe probe = bench.NewProbe();
  probe.Start(1);
  bench.clock.SleepUntil(10ms);
  CHECK(probe.errors.empty());
  probe.Start(1);
  bench.clock.SleepUntil(20ms);
  REQUIRE(probe.errors.size() == 1);
  CHECK(probe.errors[0] == "simulated device 0 fails from batch 1 on, as its machine file asks");
}

TEST_CASE("simulated: an answer of the wrong shape has one label fewer than samples") {
  Bench bench("[[device]]\ncurve = [{batch=1, ms=1}]\nfailure = {wrong_shape_after=1}\n");
  Probe probe = bench.NewProbe();
  probe.Start(4);
  bench.clock.SleepUntil(10ms);
  CHECK(probe.labels.size() == 4);
  probe.Start(4);
  bench.clock.SleepUntil(20ms);
  CHECK(probe.labels.size() == 3);
}

TEST_CASE("simulated: without memory a batch does not start") {
  Bench bench("[[device]]\ncurve = [{batch=1, ms=1}]\nfailure = {memory_after=1}\n");
  Probe probe = bench.NewProbe();
  probe.Start(1);
  bench.clock.SleepUntil(10ms);
  CHECK_THROWS_AS(probe.Start(1), std::bad_alloc);
  bench.clock.SleepUntil(1h);
  CHECK(probe.ended.size() == 1);
}

TEST_CASE("simulated: a device that falls silent never answers, and its session still ends") {
  Bench bench("[[device]]\ncurve = [{batch=1, ms=1}]\nfailure = {silent_after=0}\n");
  Probe probe = bench.NewProbe();
  probe.Start(1);
  bench.clock.SleepUntil(1h);
  CHECK(probe.ended.empty());
}

TEST_CASE("simulated: a session destroyed in mid-flight is not called any more") {
  Bench bench(kPlain);
  {
    Probe probe = bench.NewProbe();
    probe.Start(1);
  }
  bench.clock.SleepUntil(10ms);
  Probe next = bench.NewProbe();
  next.Start(1);
  bench.clock.SleepUntil(20ms);
  CHECK(next.ended == std::vector<Nanoseconds>{11ms});
}

TEST_CASE("simulated: a load that does not fit in memory is refused with the figures") {
  const std::string toml =
      "[[device]]\ncurve = [{batch=1, ms=1}]\n"
      "memory = {capacity_mb=1000, model_mb=100, sample_mb=50}\n";
  Bench fits(toml, {1, 9});  // 100 + 50 × 9 × 2 requests = 1000
  try {
    Bench bench(toml, {1, 10});
    FAIL("10 samples should not fit");
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::kEnvironment);
    CHECK(std::string(e.what()) ==
          "simulated device 0 has 1000 MB, but 2 requests of 10 samples need 1100 MB: use a "
          "smaller batch or fewer streams");
  }
}

TEST_CASE("simulated: a load failure asked for is the error's sentence") {
  CHECK_THROWS_WITH_AS(
      Bench("[[device]]\ncurve = [{batch=1, ms=1}]\nfailure = {load='no such card'}\n"),
      "no such card", Error);
}

TEST_CASE("simulated: few streams give few sessions per device, throughput one to spare") {
  Bench bench("[[device]]\ncount = 4\ncurve = [{batch=1, ms=1}]\n", {1});
  CHECK(bench.placements.size() == 4);
  CHECK(bench.placements[0].sessions == 2);
  CHECK(bench.backend->DefaultPlacements(1)[0].sessions == 1);
  CHECK(bench.backend->DefaultPlacements(10)[0].sessions == 3);
}

}  // namespace
}  // namespace assay
