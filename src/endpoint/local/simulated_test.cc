// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the endpoint over the null and the simulated engine, in virtual time.
#include <doctest/doctest.h>

#include <algorithm>

#include "backends/catalog.h"
#include "base/fake_clock.h"
#include "base/test_folder.h"
#include "endpoint/local/fake_task.h"
#include "endpoint/local/local_endpoint.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

struct Setup {
  std::string backend = "simulated";
  std::string machine{};  // TOML; empty: the default machine
  std::vector<int> batch_sizes = {1, 8, 32};
  BatcherOptions batcher{};
};

struct Bench {
  FakeClock clock;
  RecordingListener listener{clock};
  SessionTask task;
  std::unique_ptr<Backend> backend;
  std::vector<std::unique_ptr<Model>> models;
  std::unique_ptr<Endpoint> endpoint;

  explicit Bench(const Setup& setup) {
    const TestFolder folder;
    BackendOptions options{.clock = &clock, .seed = 1};
    if (!setup.machine.empty()) options.config = folder.Write("machine.toml", setup.machine);
    backend = OpenBackend(setup.backend, options);
    const std::vector<Placement> placements = backend->DefaultPlacements(0);
    models.push_back(backend->Load({.batch_sizes = setup.batch_sizes}, placements));
    endpoint = NewLocalEndpoint({.task = task,
                                 .models = models,
                                 .placements = placements,
                                 .batcher = setup.batcher,
                                 .listener = listener,
                                 .clock = clock});
  }
  /// `count` single samples, `every` apart.
  void Drive(int count, Nanoseconds every) {
    Request request;
    for (int i = 0; i < count; ++i) {
      request.ticket = static_cast<Ticket>(i);
      endpoint->Submit({&request, 1});
      clock.SleepUntil((i + 1) * every);
    }
  }
};

TEST_CASE("the null engine answers 100,000 requests inside Start without growing the stack") {
  Bench bench({.backend = "null", .batch_sizes = {1}});
  const Requests requests(100000);
  bench.endpoint->Submit(requests.list);
  bench.clock.SleepUntil(1ns);
  CHECK(bench.listener.count() == 100000);
  CHECK(bench.listener.entries().back().answer == std::vector<std::byte>(8));
}

TEST_CASE("four simulated cards are kept busy by one large query") {
  Bench bench({.machine = "[[device]]\ncount=4\ncurve=[{batch=1, ms=1}, {batch=32, ms=10}]\n",
               .batcher = {.max_batch = 32}});
  const Requests requests(32 * 4 * 25);
  bench.endpoint->Submit(requests.list);
  bench.clock.SleepUntil(10s);
  CHECK(bench.listener.count() == 3200);
  // 25 batches of 10 ms on each card: two sessions keep a batch waiting on the card.
  CHECK(bench.listener.entries().back().when == 250ms);
}

TEST_CASE("a simulated server of 20,000 queries a second is the same twice, and keeps up") {
  const auto run = [] {
    Bench bench({.batcher = {.max_batch = 32, .window = 500us}});
    bench.Drive(20000, 50us);
    bench.clock.SleepUntil(5s);
    std::vector<std::pair<Ticket, std::int64_t>> seen;
    for (const auto& entry : bench.listener.entries()) {
      seen.emplace_back(entry.ticket, (entry.when - static_cast<int>(entry.ticket) * 50us).count());
    }
    return seen;
  };
  const auto first = run();
  CHECK(first.size() == 20000);
  const auto slowest = std::max_element(first.begin(), first.end(),
                                        [](auto& a, auto& b) { return a.second < b.second; });
  CHECK(Nanoseconds(slowest->second) < 40ms);
  CHECK(first == run());
}

TEST_CASE("an engine that fails later answers the earlier batches and fails the rest") {
  Bench bench({.machine = "[[device]]\ncurve=[{batch=1, ms=1}]\nfailure={fail_after=3}\n",
               .batch_sizes = {1}});
  bench.Drive(5, 2ms);
  bench.clock.SleepUntil(1s);
  const auto entries = bench.listener.entries();
  REQUIRE(entries.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) CHECK(entries[i].error.has_value() == (i >= 3));
}

TEST_CASE("an engine that falls silent is told by abandon, and tickets in its queue fail") {
  Bench bench({.machine = "[[device]]\ncurve=[{batch=1, ms=1}]\nfailure={silent_after=0}\n",
               .batch_sizes = {1}});
  bench.Drive(5, 1ms);  // two sessions: two are with the engine, three wait
  CHECK_FALSE(bench.endpoint->Abandon(100ms));
  CHECK(bench.listener.count() == 3);
  CHECK(bench.endpoint->QueueDepth() == 0);
}

}  // namespace
}  // namespace assay
