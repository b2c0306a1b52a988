// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Looks at a test while it runs, and ends it when somebody has seen enough.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/clock.h"

namespace assay {

/// Gets the latencies of the queries so far, in ns, in the order of the schedule, up to the first
/// that has no answer. False: the test may end. Called by one thread at a time.
using TestWatch = std::function<bool(std::span<const std::int64_t> latencies_ns)>;

/// Asks a watch about every 50 ms of the clock, from construction to destruction.
class WatchedTest {
 public:
  struct Parts {
    Clock& clock;
    const std::atomic<bool>& stop;  // the user's
    TestWatch watch;
    /// Appends what has been answered since.
    std::function<void(std::vector<std::int64_t>&)> append;
  };
  explicit WatchedTest(Parts parts);
  ~WatchedTest();
  WatchedTest(const WatchedTest&) = delete;
  WatchedTest& operator=(const WatchedTest&) = delete;

  /// Becomes true when the user or the watch wants the test to end.
  const std::atomic<bool>& stop() const { return stop_; }

 private:
  void Look();

  Parts parts_;
  std::atomic<bool> stop_{false};
  std::vector<std::int64_t> latencies_ns_;
  std::unique_ptr<Worker> owned_worker_;  // the destructor waits for its last step, which may
  Worker* const worker_;                  // still name its next one
};

}  // namespace assay
