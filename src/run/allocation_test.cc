// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Counts what a whole measurement allocates: LoadGen, adapters, endpoint and simulated cards. A
// program of its own, because it replaces operator new.
#include <doctest/doctest.h>

#include <atomic>

#include "base/test_allocations.h"
#include "base/test_folder.h"
#include "run/measure.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

class Silent : public Observer {
 public:
  void Say(const std::string&) override {}
  void Show(const Progress&) override {}
};

/// Two cards that answer within the bound at 10,000 queries a second.
constexpr char kCards[] =
    "name = \"two cards\"\n[[device]]\ncount = 2\n"
    "curve = [ { batch = 1, ms = 0.2 }, { batch = 32, ms = 2.0 } ]\n";

struct Measured {
  std::size_t samples = 0;
  std::size_t allocations = 0;
};

Measured MeasureFor(Nanoseconds budget, Scenario scenario) {
  const TestFolder folder;
  RunRequest request;
  request.plan.benchmark = "resnet50";
  request.plan.scenario = scenario;
  request.plan.budget = budget;
  if (scenario == Scenario::kServer) request.plan.target_qps = 10'000;
  request.engine.backend = "simulated";
  request.engine.config = folder.Write("machine.toml", kCards);
  request.engine.batch = 32;
  request.out = folder / "run";
  RealClock clock;
  Silent observer;
  const std::atomic<bool> stop{false};
  const std::size_t before = allocations;
  const RunRecord record =
      Measure(request, {.clock = clock, .observer = observer, .stop = stop, .live = false});
  const std::size_t after = allocations;
  return {.samples = record.samples_completed, .allocations = after - before};
}

/// A longer run allocates as much as a short one, but for what every tenth of a second costs (the
/// flusher's file names) and lists that grow: their number follows the logarithm of the samples.
/// Other work on the machine may hold a run up, so that its lists grow otherwise: three tries.
void CheckThatSamplesAllocateNothing(Scenario scenario) {
  double per_sample = 1;
  for (int i = 0; i < 3 && per_sample >= 0.01; ++i) {
    const Measured brief = MeasureFor(1s, scenario);
    const Measured longer = MeasureFor(3s, scenario);
    if (longer.samples < brief.samples + 10'000) continue;
    const auto more =
        static_cast<double>(longer.allocations) - static_cast<double>(brief.allocations);
    per_sample = more / static_cast<double>(longer.samples - brief.samples);
    MESSAGE(more << " allocations more for " << longer.samples - brief.samples << " samples more");
  }
  CHECK(per_sample < 0.01);
}

TEST_CASE("a sample of a Server test allocates nothing") {
  CheckThatSamplesAllocateNothing(Scenario::kServer);
}

TEST_CASE("a sample of an Offline test allocates nothing") {
  CheckThatSamplesAllocateNothing(Scenario::kOffline);
}

}  // namespace
}  // namespace assay
