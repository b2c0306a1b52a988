// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Time: one Clock is passed to LoadGen, batcher and simulated backend alike, so that whole machines
// run in virtual time. Standard library only: the LoadGen may include this and nothing else of
// base.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace assay {

using Nanoseconds = std::chrono::nanoseconds;

/// Tells a waiting thread that something changed. Notify() costs one atomic add while nobody waits.
/// Thread-safe.
class Signal {
 public:
  void Notify();

 private:
  friend class RealClock;
  std::atomic<std::uint32_t> epoch_{0};
  std::atomic<std::uint32_t> waiters_{0};
};

/// A piece of work that is run again and again when woken: a dispatcher, a simulated device.
/// Real clock: a thread of its own. Virtual time: a timer that runs while somebody else sleeps.
/// Wake() and WakeAt() are thread-safe and may be called from inside the step. The destructor
/// waits until a running step has ended; no step runs afterwards.
class Worker {
 public:
  virtual ~Worker() = default;
  /// Runs the step soon. Several calls before it starts count once.
  virtual void Wake() = 0;
  /// Runs the step at `when` (clock time). The earliest requested time wins; times in the past run
  /// soon. After a step has run, later requests made before it are forgotten.
  virtual void WakeAt(Nanoseconds when) = 0;
};

/// Monotonic time since an arbitrary origin. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Nanoseconds Now() = 0;
  /// True where time passes only while somebody sleeps or waits, and all run on one thread: then
  /// polling is of no use, and a condition changes only inside SleepUntil and Wait.
  virtual bool IsVirtual() const { return false; }
  /// Returns at `when` or as little later as the machine allows; at once when it has passed.
  virtual void SleepUntil(Nanoseconds when) = 0;
  /// Blocks until `holds()` is true or `deadline` has passed; returns holds(). Whoever makes it
  /// true calls signal.Notify() afterwards. In virtual time it also returns false when nothing is
  /// left that could make it true.
  virtual bool Wait(Signal& signal, const std::function<bool()>& holds, Nanoseconds deadline) = 0;
  /// `name` appears in debuggers; at most 15 characters count.
  virtual std::unique_ptr<Worker> StartWorker(const std::string& name,
                                              std::function<void()> step) = 0;
};

/// How SleepUntil waits on the real clock.
struct Pacing {
  /// The last part before the deadline is spent spinning, so that a sleeping thread's late wake-up
  /// (27 to 80 us on virtual machines) is not billed to the system under test. Zero: sleep only.
  Nanoseconds spin{60'000};
  /// Where other work delays the wake-ups, `spin` grows to cover them, up to this; it shrinks again
  /// when they are on time. Measured beside a program that writes to disk: 0.3 ms keep the 99th
  /// percentile of the lag at 0.1 ms, where 60 us gave 3 ms. Less than `spin`: it never grows.
  Nanoseconds longest_spin{300'000};
  /// By how much the kernel may wake a sleeping thread late, to wake fewer times.
  Nanoseconds timer_slack{1};
};

/// The machine's steady clock.
class RealClock : public Clock {
 public:
  explicit RealClock(Pacing pacing = {});
  Nanoseconds Now() override;
  void SleepUntil(Nanoseconds when) override;
  bool Wait(Signal& signal, const std::function<bool()>& holds, Nanoseconds deadline) override;
  std::unique_ptr<Worker> StartWorker(const std::string& name, std::function<void()> step) override;

 private:
  void Adapt(Nanoseconds late);

  Pacing pacing_;
  std::atomic<std::int64_t> spin_ns_;
};

}  // namespace assay
