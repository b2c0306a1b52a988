// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Ends a test whose engine has failed or fallen silent: nothing is left to measure then.
#pragma once

#include <atomic>
#include <memory>

#include "base/clock.h"
#include "run/harness.h"

namespace assay {

/// Looks at a system under test every 100 ms of the clock, from construction to destruction.
class EngineWatch {
 public:
  struct Parts {
    Clock& clock;
    const EndpointSut& sut;
    const std::atomic<bool>& stop;  // the user's
    Nanoseconds patience;           // an engine that has requests and answers none is silent
  };
  explicit EngineWatch(const Parts& parts);
  ~EngineWatch();
  EngineWatch(const EngineWatch&) = delete;
  EngineWatch& operator=(const EngineWatch&) = delete;

  /// Becomes true when the user stops the test, or the engine has failed or is silent.
  const std::atomic<bool>& stop() const { return stop_; }

 private:
  void Look();
  bool IsSilent();

  const Parts parts_;
  std::atomic<bool> stop_{false};
  std::uint64_t completed_ = 0;           // when it was looked at last
  Nanoseconds since_;                     // its answers have not grown, or nothing was open
  std::unique_ptr<Worker> owned_worker_;  // the destructor waits for its last step, which may
  Worker* const worker_;                  // still name its next one
};

}  // namespace assay
