// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Virtual time: workers are timers, run by whoever sleeps.
#include "base/fake_clock.h"

#include <algorithm>

namespace assay {

class FakeClock::TimerWorker : public Worker {
 public:
  TimerWorker(FakeClock& clock, std::function<void()> step)
      : clock_(clock), step_(std::move(step)) {}
  ~TimerWorker() override { Forget(); }
  void Wake() override { WakeAt(clock_.now_); }
  void WakeAt(Nanoseconds when) override {
    when = std::max(when, clock_.now_);
    if (is_due_ && due_.first <= when) return;
    Forget();
    due_ = {when, clock_.asked_++};
    is_due_ = true;
    clock_.timers_.emplace(due_, this);
  }
  void Run() {
    Forget();
    step_();
  }

 private:
  void Forget() {
    if (is_due_) clock_.timers_.erase(due_);
    is_due_ = false;
  }

  FakeClock& clock_;
  std::function<void()> step_;
  Due due_{};
  bool is_due_ = false;
};

bool FakeClock::RunNext(Nanoseconds limit) {
  if (timers_.empty() || timers_.begin()->first.first > limit) return false;
  const auto [due, worker] = *timers_.begin();
  now_ = std::max(now_, due.first);
  worker->Run();
  return true;
}

void FakeClock::SleepUntil(Nanoseconds when) {
  while (RunNext(when)) {
  }
  now_ = std::max(now_, when);
}

bool FakeClock::Wait(Signal&, const std::function<bool()>& holds, Nanoseconds deadline) {
  while (!holds()) {
    if (RunNext(deadline)) continue;
    if (deadline != Nanoseconds::max()) now_ = std::max(now_, deadline);
    return holds();
  }
  return true;
}

std::unique_ptr<Worker> FakeClock::StartWorker(const std::string&, std::function<void()> step) {
  return std::make_unique<TimerWorker>(*this, std::move(step));
}

}  // namespace assay
