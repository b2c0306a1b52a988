// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Counts what is allocated between Submit and Complete: nothing. A program of its own, because it
// replaces operator new.
#include <doctest/doctest.h>

#include <atomic>

#include "backends/catalog.h"
#include "base/test_allocations.h"
#include "endpoint/local/fake_task.h"
#include "endpoint/local/local_endpoint.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

class CountingListener : public Listener {
 public:
  explicit CountingListener(Clock& clock) : clock_(clock) {}
  void Complete(Ticket, std::span<const std::byte>) override {
    answered_.fetch_add(1, std::memory_order_release);
    changed_.Notify();
  }
  void Fail(Ticket, const Error&) override { failed_ = true; }
  bool WaitFor(std::size_t count) {
    return clock_.Wait(
        changed_, [this, count] { return answered_.load(std::memory_order_acquire) >= count; },
        clock_.Now() + 60s);
  }
  bool failed() const { return failed_; }

 private:
  Clock& clock_;
  Signal changed_;
  std::atomic<std::size_t> answered_{0};
  std::atomic<bool> failed_{false};
};

TEST_CASE("the counter counts") {
  const std::size_t before = allocations;
  const std::vector<int> list(100);
  CHECK(allocations == before + 1);
}

TEST_CASE("in steady state nothing is allocated per sample or batch") {
  RealClock clock;
  const auto backend = OpenBackend("simulated", {.clock = &clock});
  const std::vector<Placement> placements = backend->DefaultPlacements(0);
  std::vector<std::unique_ptr<Model>> models;
  models.push_back(backend->Load({.batch_sizes = {1, 8, 32}}, placements));
  CountingListener listener(clock);
  const SessionTask task;
  const Requests requests(20000);
  const auto endpoint = NewLocalEndpoint({.task = task,
                                          .models = models,
                                          .placements = placements,
                                          .batcher = {.max_batch = 32, .window = 100us},
                                          .listener = listener,
                                          .clock = clock});
  endpoint->Submit(requests.list);  // the queues grow once
  REQUIRE(listener.WaitFor(20000));
  const std::size_t before = allocations;
  for (std::size_t i = 0; i < 20000; ++i) endpoint->Submit(requests.Part(i, 1));
  const bool answered = listener.WaitFor(40000);
  const std::size_t after = allocations;
  CHECK(answered);
  CHECK_FALSE(listener.failed());
  // 20000 samples are at least 625 batches. What is left: a lane whose queue became longer than
  // ever before, and the condition that WaitFor hands to the clock.
  CHECK(after - before < 100);
}

}  // namespace
}  // namespace assay
