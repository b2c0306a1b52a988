// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Whole searches through the real LoadGen, batcher and simulated devices, in virtual time.
#include "run/peak_run.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "base/error.h"
#include "base/fake_clock.h"
#include "base/files.h"
#include "base/test_folder.h"
#include "record/run_record.h"
#include "run/listening_observer.h"
#include "run/loadgen_switch.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// One card without batching: exactly 1 ms a sample, so a queue M/D/1.
constexpr char kCard[] = R"(
name = "one card"
[[device]]
name = "card"
count = 1
curve = [ { batch = 1, ms = 1.0 } ]
)";

/// A search in virtual time, in a folder of its own.
class Bench {
 public:
  explicit Bench(const std::string& machine = kCard) {
    request.run.plan.benchmark = "resnet50";
    request.run.plan.scenario = Scenario::kServer;
    request.run.plan.latency_bound = 10ms;
    request.run.engine.backend = "simulated";
    request.run.engine.config = folder_.Write("machine.toml", machine);
    request.run.engine.batch = 1;
    request.run.out = folder_ / "peak";
  }

  PeakAnswer Search() {
    FakeClock clock;
    return FindPeak(request, {.clock = clock, .observer = observer, .stop = stop, .live = false});
  }
  /// Leaves the first `count` probes in the folder, and half of a line: as a kill does.
  void KillAfter(std::size_t count) const {
    const fs::path file = request.run.out / "probes.jsonl";
    const std::string text = ReadFile(file, "probes");
    std::size_t end = 0;
    for (std::size_t i = 0; i < count; ++i) end = text.find('\n', end) + 1;
    std::ofstream(file, std::ios::trunc) << text.substr(0, end) << "{\"purpose\":\"br";
  }

  PeakRequest request;
  ListeningObserver observer;
  std::atomic<bool> stop{false};

 private:
  TestFolder folder_;
};

/// The share of queries of an M/D/1 queue (1 ms each) that take longer than `bound_ms`, by
/// Lindley's recursion over many arrivals.
double LateShareOfQueue(double per_second, double bound_ms) {
  std::uint64_t state = 88172645463325252ULL;
  double wait = 0;
  std::uint64_t late = 0;
  constexpr int kQueries = 4'000'000;
  for (int i = 0; i < kQueries; ++i) {
    late += wait + 1 > bound_ms;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    const double uniform = (static_cast<double>(state >> 11) + 0.5) / 9007199254740992.0;
    wait = std::max(0.0, wait + 1 + std::log(uniform) * 1000 / per_second);
  }
  return static_cast<double>(late) / kQueries;
}

double TrueRate(double bound_ms) {
  double low = 100, high = 1000;
  while (high - low > 1) {
    const double middle = (low + high) / 2;
    (LateShareOfQueue(middle, bound_ms) <= 0.01 ? low : high) = middle;
  }
  return low;
}

TEST_CASE("the peak of one card is found within 3 % below and 1 % above, and confirmed") {
  Bench bench;
  const double truth = TrueRate(10);
  const PeakAnswer answer = bench.Search();
  MESSAGE(fmt::format("truth {}, answer {}, {} probes\n{}", truth, answer.level,
                      answer.probes.size(), bench.observer.said));
  CHECK(answer.is_confirmed);
  CHECK(answer.level >= 0.97 * truth);
  CHECK(answer.level <= 1.01 * truth);
  const RunRecord record = ReadRun(answer.confirmation);
  CHECK(record.verdict == Verdict::kValid);
  CHECK(record.queries_issued >= 270'336);
}

TEST_CASE("a killed search goes on, and its answer is the same") {
  Bench whole;
  whole.request.run.plan.budget = 60s;
  const PeakAnswer expected = whole.Search();
  Bench killed;
  killed.request.run.plan.budget = 60s;
  killed.Search();
  killed.KillAfter(3);
  const PeakAnswer answer = killed.Search();
  CHECK(answer.level == expected.level);
  CHECK(answer.probes.size() == expected.probes.size());
  CHECK(killed.observer.said.find("going on with the search") != std::string::npos);
  CHECK(killed.observer.said.find("3 probes are there") != std::string::npos);
}

TEST_CASE("another plan in a search's folder is refused by name") {
  Bench bench;
  bench.request.run.plan.budget = 5s;
  bench.Search();
  bench.request.run.plan.latency_bound = 20ms;
  CHECK_THROWS_WITH_AS(bench.Search(),
                       doctest::Contains("holds a search with latency-bound 10 ms, not 20 ms"),
                       Error);
}

TEST_CASE("a bound below one sample alone is answered at once") {
  Bench bench;
  bench.request.run.plan.latency_bound = 500us;
  const PeakAnswer answer = bench.Search();
  CHECK(answer.level == 0);
  CHECK_FALSE(answer.is_confirmed);
  CHECK(answer.probes.empty());
  CHECK(answer.end.find("one sample alone takes 1.000 ms") != std::string::npos);
}

TEST_CASE("how many late queries a VALID test may have") {
  const auto most_late = LoadGen().most_late;
  CHECK(most_late("v0.7", 0.99, 50) == 0);
  CHECK(most_late("v0.7", 0.99, 100) == 0);  // sorted[99] is the latest
  CHECK(most_late("v0.7", 0.99, 101) == 1);
  CHECK(most_late("v0.7", 0.99, 270'336) == 2'703);
  CHECK(most_late("v6", 0.99, 458) == -1);  // 0.99^458 > 0.01: too few to trust
  CHECK(most_late("v6", 0.99, 459) == 0);
  CHECK(most_late("v6", 0.99, 661 + 1) == 1);  // h(1) = 661 and the late one
}

TEST_CASE("profile v6: the answer holds by early stopping's stricter count too") {
  Bench bench;
  bench.request.run.profile = "v6";
  bench.request.run.plan.budget = 60s;
  const PeakAnswer answer = bench.Search();
  CAPTURE(bench.observer.said);
  CHECK(answer.is_confirmed);
  const RunRecord confirmed = ReadRun(answer.confirmation);
  CHECK(confirmed.verdict == Verdict::kValid);
  CHECK(confirmed.plan.labels.front() ==
        FormatSpan(*confirmed.plan.budget) + " budget – not submission length");
}

TEST_CASE("profile v6: a confirmation too short to be VALID is refused before it is tried") {
  Bench bench;
  bench.request.run.profile = "v6";
  bench.request.run.plan.budget = 2s;  // 0.4 s at 1 000/s: 400 queries
  CHECK_THROWS_WITH_AS(bench.Search(), doctest::Contains("too few to be VALID in profile v6"),
                       Error);
}

TEST_CASE("the budget bounds the whole search") {
  Bench bench;
  bench.request.run.plan.budget = 30s;
  FakeClock clock;
  const PeakAnswer answer =
      FindPeak(bench.request,
               {.clock = clock, .observer = bench.observer, .stop = bench.stop, .live = false});
  CHECK(clock.Now() <= 31s);
  CHECK(answer.level > 0);
}

TEST_CASE("MultiStream of profile v6 has no interval to hold, so no peak") {
  Bench bench;
  bench.request.run.profile = "v6";
  bench.request.run.plan.scenario = Scenario::kMultiStream;
  CHECK_THROWS_WITH_AS(bench.Search(), doctest::Contains("one query after the other"), Error);
}

TEST_CASE("Offline has no peak to search for") {
  Bench bench;
  bench.request.run.plan.scenario = Scenario::kOffline;
  CHECK_THROWS_AS(bench.Search(), Error);
}

}  // namespace
}  // namespace assay
