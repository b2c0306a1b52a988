// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the endpoint on the real clock: several submitting threads, several devices.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "backends/catalog.h"
#include "endpoint/local/fake_task.h"
#include "endpoint/local/local_endpoint.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

struct Load {
  std::size_t threads = 4;
  std::size_t per_thread = 2000;
  std::size_t per_query = 1;
};

void SubmitFromThreads(Endpoint& endpoint, const Requests& requests, const Load& load) {
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < load.threads; ++t) {
    threads.emplace_back([&endpoint, &requests, &load, t] {
      for (std::size_t i = 0; i < load.per_thread; i += load.per_query) {
        endpoint.Submit(requests.Part(t * load.per_thread + i, load.per_query));
      }
      endpoint.Flush();
    });
  }
  for (std::thread& thread : threads) thread.join();
}

void CheckEachTicketOnce(const RecordingListener& listener, std::size_t count) {
  auto tickets = listener.tickets();
  std::sort(tickets.begin(), tickets.end());
  REQUIRE(tickets.size() == count);
  for (std::size_t i = 0; i < count; ++i) REQUIRE(tickets[i] == i);
}

TEST_CASE("threads: every ticket of four submitters is answered exactly once, by its own sample") {
  RealClock clock;
  RecordingListener listener(clock);
  const TimedTask task(clock, {{0, {.sample_time = 2us}}, {1, {.sample_time = 10us}}});
  const Placement placements[] = {{.device = {.index = 0}, .sessions = 2},
                                  {.device = {.index = 1}, .sessions = 2}};
  const Requests requests(8000);
  auto endpoint = NewLocalEndpoint({.task = task,
                                    .models = {},
                                    .placements = placements,
                                    .batcher = {.max_batch = 8, .window = 200us},
                                    .listener = listener,
                                    .clock = clock});
  SubmitFromThreads(*endpoint, requests, {});
  REQUIRE(listener.WaitFor(8000, clock.Now() + 60s));
  CheckEachTicketOnce(listener, 8000);
  for (const auto& entry : listener.entries()) {
    std::uint64_t index = 0;
    REQUIRE(entry.answer.size() == sizeof index);
    std::memcpy(&index, entry.answer.data(), sizeof index);
    REQUIRE(index == entry.ticket);
  }
}

TEST_CASE("threads: an endpoint may be destroyed while requests wait and batches are in flight") {
  RealClock clock;
  for (int round = 0; round < 20; ++round) {
    RecordingListener listener(clock);
    const TimedTask task(clock, {{0, {.sample_time = 50us}}, {1, {.sample_time = 20us}}});
    const Placement placements[] = {{.device = {.index = 0}, .sessions = 2},
                                    {.device = {.index = 1}, .sessions = 2}};
    const Requests requests(400);
    auto endpoint = NewLocalEndpoint({.task = task,
                                      .models = {},
                                      .placements = placements,
                                      .batcher = {.max_batch = 4},
                                      .listener = listener,
                                      .clock = clock});
    SubmitFromThreads(*endpoint, requests, {.threads = 4, .per_thread = 100, .per_query = 10});
    endpoint.reset();
    CheckEachTicketOnce(listener, 400);
  }
}

TEST_CASE("threads: the null engine and the simulated machine answer every ticket once") {
  BatcherOptions batcher{.max_batch = 32, .window = 100us};
  bool starts_at_submit = false;
  SUBCASE("started by the dispatcher") {}
  SUBCASE("started by the submitters, or by the dispatcher when a window ends") {
    starts_at_submit = true;
  }
  SUBCASE("started by the submitters") {
    starts_at_submit = true;
    batcher.window = 0us;
  }
  RealClock clock;
  for (const char* name : {"null", "simulated"}) {
    const auto backend = OpenBackend(name, {.clock = &clock});
    const std::vector<Placement> placements = backend->DefaultPlacements(0);
    std::vector<std::unique_ptr<Model>> models;
    models.push_back(backend->Load({.batch_sizes = {1, 8, 32}}, placements));
    RecordingListener listener(clock);
    const SessionTask task;
    const Requests requests(8000);
    const auto endpoint = NewLocalEndpoint({.task = task,
                                            .models = models,
                                            .placements = placements,
                                            .batcher = batcher,
                                            .starts_at_submit = starts_at_submit,
                                            .listener = listener,
                                            .clock = clock});
    SubmitFromThreads(*endpoint, requests, {.per_query = 4});
    REQUIRE(listener.WaitFor(8000, clock.Now() + 60s));
    CheckEachTicketOnce(listener, 8000);
  }
}

}  // namespace
}  // namespace assay
