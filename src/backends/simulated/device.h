// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One simulated device: batches queue for it, it keeps time, one worker delivers the completions.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "backends/backend.h"
#include "backends/simulated/machine.h"
#include "base/clock.h"

namespace assay::simulated {

/// Who gets a batch's end. Called on the device's worker, with no lock held.
class Client {
 public:
  virtual ~Client() = default;
  virtual void Done(const Draw& draw) = 0;
};

/// Thread-safe. Outlives its clients. Nothing is allocated per batch.
class SimulatedDevice {
 public:
  struct Parts {
    DeviceModel model;
    Clock& clock;
    std::uint64_t seed = 0;
    int index = 0;
  };
  explicit SimulatedDevice(const Parts& parts);

  /// Makes room for one more client, which has at most one batch in flight.
  void Reserve();
  /// Queues a batch. Throws std::bad_alloc where the machine asks for it.
  void Start(Client& client, int batch_size);
  /// Forgets the client's batch if one is in flight (an engine that never answers).
  void Forget(const Client& client);

  const DeviceModel& model() const { return parts_.model; }
  int index() const { return parts_.index; }

 private:
  struct InFlight {
    Nanoseconds done{0};
    std::uint64_t batch = 0;
    Client* client = nullptr;
  };
  static bool IsLater(const InFlight& a, const InFlight& b);
  void Step();

  const Parts parts_;
  std::mutex mutex_;  // guards what follows, but not worker_
  std::uint64_t batches_ = 0;
  std::size_t clients_ = 0;
  std::vector<Nanoseconds> free_at_;  // per batch that can be computed at once
  std::vector<InFlight> in_flight_;   // a heap, the next to finish in front
  std::unique_ptr<Worker> worker_;    // last: its destructor ends the steps
};

}  // namespace assay::simulated
