// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Virtual time: the whole machine is one thread; sleeping until t runs the workers that fall due
// before t. Exactly repeatable.
#pragma once

#include <map>
#include <utility>

#include "base/clock.h"

namespace assay {

/// One thread only: everything that uses this clock must run on the thread that made it.
/// Outlives its workers.
class FakeClock : public Clock {
 public:
  Nanoseconds Now() override { return now_; }
  bool IsVirtual() const override { return true; }
  void SleepUntil(Nanoseconds when) override;
  bool Wait(Signal& signal, const std::function<bool()>& holds, Nanoseconds deadline) override;
  std::unique_ptr<Worker> StartWorker(const std::string& name, std::function<void()> step) override;

  /// Lets time pass inside a step or a blocking call without running anything: a busy thread.
  void Advance(Nanoseconds by) { now_ += by; }

 private:
  class TimerWorker;
  using Due = std::pair<Nanoseconds, std::uint64_t>;  // when, and the order of asking
  bool RunNext(Nanoseconds limit);

  Nanoseconds now_{0};
  std::uint64_t asked_ = 0;
  std::map<Due, TimerWorker*> timers_;
};

}  // namespace assay
