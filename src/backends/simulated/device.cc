// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One simulated device. The end of a batch is known when it is queued, so that the device keeps
// exact time even when the machine it runs on wakes its worker late.
#include "backends/simulated/device.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <tuple>

namespace assay::simulated {

SimulatedDevice::SimulatedDevice(const Parts& parts)
    : parts_(parts), free_at_(static_cast<std::size_t>(parts.model.concurrency)) {
  worker_ = parts_.clock.StartWorker(fmt::format("card-{}", parts_.index), [this] { Step(); });
}

void SimulatedDevice::Reserve() {
  std::lock_guard lock(mutex_);
  in_flight_.reserve(++clients_);
}

bool SimulatedDevice::IsLater(const InFlight& a, const InFlight& b) {
  return std::tie(a.done, a.batch) > std::tie(b.done, b.batch);
}

void SimulatedDevice::Start(Client& client, int batch_size) {
  Draw draw{.seed = parts_.seed, .device = static_cast<std::uint64_t>(parts_.index)};
  const Nanoseconds now = parts_.clock.Now();
  const Failures& failure = parts_.model.failure;
  bool is_next = false;
  Nanoseconds done{0};
  {
    std::lock_guard lock(mutex_);
    draw.batch = batches_++;
    if (HasCome(failure.memory_after, draw.batch)) throw std::bad_alloc();
    const auto free_at = std::min_element(free_at_.begin(), free_at_.end());
    done = std::max(now, *free_at) + DrawTime(parts_.model, batch_size, draw);
    *free_at = done;
    if (HasCome(failure.silent_after, draw.batch)) return;
    in_flight_.push_back({.done = done, .batch = draw.batch, .client = &client});
    std::push_heap(in_flight_.begin(), in_flight_.end(), IsLater);
    is_next = in_flight_.front().batch == draw.batch;
  }
  if (is_next) worker_->WakeAt(done);
}

void SimulatedDevice::Forget(const Client& client) {
  std::lock_guard lock(mutex_);
  std::erase_if(in_flight_, [&client](const InFlight& f) { return f.client == &client; });
  std::make_heap(in_flight_.begin(), in_flight_.end(), IsLater);
}

void SimulatedDevice::Step() {
  while (true) {
    InFlight finished;
    {
      std::lock_guard lock(mutex_);
      if (in_flight_.empty()) return;
      if (in_flight_.front().done > parts_.clock.Now()) {
        worker_->WakeAt(in_flight_.front().done);
        return;
      }
      finished = in_flight_.front();
      std::pop_heap(in_flight_.begin(), in_flight_.end(), IsLater);
      in_flight_.pop_back();
    }
    finished.client->Done({.seed = parts_.seed,
                           .device = static_cast<std::uint64_t>(parts_.index),
                           .batch = finished.batch});
  }
}

}  // namespace assay::simulated
