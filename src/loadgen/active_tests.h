// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Which tests are running: finds the one that a response id belongs to. An id is only ever
// compared, never followed, so that a wrong or late one does no harm.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.h"
#include "loadgen/recording.h"

namespace assay::loadgen {

/// A running test's place in the process-wide table. One thread uses it.
class ActiveTest {
 public:
  /// Throws std::runtime_error when too many tests run at once.
  explicit ActiveTest(Clock& clock);
  ~ActiveTest();
  ActiveTest(const ActiveTest&) = delete;
  ActiveTest& operator=(const ActiveTest&) = delete;

  /// From now on answers go to `recording`, which gets its ids here.
  void Open(Recording& recording);
  /// Returns when no thread is inside the recording any more; none gets in again.
  void Close();

  StrayAnswers& stray() { return stray_; }
  /// Becomes true when AbortTest is called.
  const std::atomic<bool>& aborted() const { return aborted_; }

 private:
  Clock& clock_;
  std::uint32_t slot_ = 0;
  bool is_open_ = false;
  StrayAnswers stray_;
  std::atomic<bool> aborted_{false};
};

}  // namespace assay::loadgen
