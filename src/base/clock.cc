// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The real clock: steady time, sleep-then-spin, futex-based waiting, worker threads.
#include "base/clock.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "base/spin.h"

namespace assay {
namespace {

using std::chrono::steady_clock;

constexpr Nanoseconds kShortestSlack{1};

timespec ToTimespec(Nanoseconds t) {
  const auto count = t.count() < 0 ? 0 : t.count();
  return {static_cast<time_t>(count / 1'000'000'000), static_cast<long>(count % 1'000'000'000)};
}

/// The kernel may delay a sleeper by the timer slack, 50 us unless a thread asks for less.
void UseTimerSlack(Nanoseconds slack) {
  thread_local Nanoseconds used{0};
  if (used == slack) return;
  prctl(PR_SET_TIMERSLACK, static_cast<unsigned long>(slack.count()));
  used = slack;
}

void FutexWait(std::atomic<std::uint32_t>& word, std::uint32_t expected, Nanoseconds deadline) {
  const timespec absolute = ToTimespec(deadline);
  const timespec* timeout = deadline == Nanoseconds::max() ? nullptr : &absolute;
  syscall(SYS_futex, &word, FUTEX_WAIT_BITSET_PRIVATE, expected, timeout, nullptr,
          FUTEX_BITSET_MATCH_ANY);
}

class ThreadWorker : public Worker {
 public:
  ThreadWorker(const std::string& name, std::function<void()> step) : step_(std::move(step)) {
    thread_ = std::thread([this] { Loop(); });
    pthread_setname_np(thread_.native_handle(), name.substr(0, 15).c_str());
  }
  ~ThreadWorker() override {
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }
  void Wake() override { WakeAt(Nanoseconds::min()); }
  void WakeAt(Nanoseconds when) override {
    {
      std::lock_guard lock(mutex_);
      if (when >= next_) return;
      next_ = when;
    }
    changed_.notify_one();
  }

 private:
  void Loop() {
    UseTimerSlack(kShortestSlack);
    std::unique_lock lock(mutex_);
    while (!stop_) {
      if (next_ == Nanoseconds::max()) {
        changed_.wait(lock);
      } else if (const steady_clock::time_point due{next_};
                 next_ > Nanoseconds::min() && steady_clock::now() < due) {
        changed_.wait_until(lock, due);
      } else {
        next_ = Nanoseconds::max();
        lock.unlock();
        step_();
        lock.lock();
      }
    }
  }

  std::function<void()> step_;
  std::mutex mutex_;  // guards next_ and stop_
  std::condition_variable changed_;
  Nanoseconds next_ = Nanoseconds::max();
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace

void Signal::Notify() {
  epoch_.fetch_add(1, std::memory_order_seq_cst);
  if (waiters_.load(std::memory_order_seq_cst) == 0) return;
  syscall(SYS_futex, &epoch_, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

RealClock::RealClock(Pacing pacing) : pacing_(pacing), spin_ns_(pacing.spin.count()) {}

/// After a sleep that ended so late: covers it with a quarter more, or gives up a part of the
/// growth.
void RealClock::Adapt(Nanoseconds late) {
  constexpr std::int64_t kDecay = 256;  // sleeps
  const std::int64_t least = pacing_.spin.count();
  const std::int64_t most = std::max(least, pacing_.longest_spin.count());
  const std::int64_t spin = spin_ns_.load(std::memory_order_relaxed);
  const std::int64_t wanted = late.count() + late.count() / 4;
  const std::int64_t next = wanted > spin ? wanted : spin - (spin - least) / kDecay;
  spin_ns_.store(least == 0 ? 0 : std::clamp(next, least, most), std::memory_order_relaxed);
}

Nanoseconds RealClock::Now() {
  return std::chrono::duration_cast<Nanoseconds>(steady_clock::now().time_since_epoch());
}

void RealClock::SleepUntil(Nanoseconds when) {
  Nanoseconds now = Now();
  const Nanoseconds spin(spin_ns_.load(std::memory_order_relaxed));
  if (when - now > spin) {
    UseTimerSlack(pacing_.timer_slack);
    const timespec until = ToTimespec(when - spin);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) != 0) {
    }
    now = Now();
    Adapt(now - (when - spin));
  }
  while (now < when) {
    CpuRelax();
    now = Now();
  }
}

bool RealClock::Wait(Signal& signal, const std::function<bool()>& holds, Nanoseconds deadline) {
  constexpr int kSpins = 200;  // a few microseconds: cheaper than one futex round trip
  for (int i = 0; i < kSpins; ++i) {
    if (holds()) return true;
    CpuRelax();
  }
  signal.waiters_.fetch_add(1, std::memory_order_seq_cst);
  bool result = false;
  while (true) {
    const std::uint32_t seen = signal.epoch_.load(std::memory_order_seq_cst);
    result = holds();
    if (result || Now() >= deadline) break;
    FutexWait(signal.epoch_, seen, deadline);
  }
  signal.waiters_.fetch_sub(1, std::memory_order_seq_cst);
  return result;
}

std::unique_ptr<Worker> RealClock::StartWorker(const std::string& name,
                                               std::function<void()> step) {
  return std::make_unique<ThreadWorker>(name, std::move(step));
}

}  // namespace assay
