// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the real and the virtual clock.
#include "base/clock.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/fake_clock.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

TEST_CASE("virtual time: sleeping runs the workers that fall due, in order of time") {
  FakeClock clock;
  std::vector<long> seen;
  auto late = clock.StartWorker("late", [&] { seen.push_back(clock.Now().count()); });
  auto early = clock.StartWorker("early", [&] { seen.push_back(-clock.Now().count()); });
  late->WakeAt(20ns);
  early->WakeAt(10ns);
  clock.SleepUntil(15ns);
  CHECK(seen == std::vector<long>{-10});
  clock.SleepUntil(30ns);
  CHECK(seen == std::vector<long>{-10, 20});
  CHECK(clock.Now() == 30ns);
}

TEST_CASE("virtual time: waiting ends as soon as the condition holds") {
  FakeClock clock;
  Signal signal;
  bool done = false;
  auto worker = clock.StartWorker("worker", [&] { done = true; });
  worker->WakeAt(7ns);
  CHECK(clock.Wait(signal, [&] { return done; }, 100ns));
  CHECK(clock.Now() == 7ns);
}

TEST_CASE("virtual time: waiting for what nobody will do ends at the deadline, or at once") {
  FakeClock clock;
  Signal signal;
  CHECK_FALSE(clock.Wait(signal, [] { return false; }, 100ns));
  CHECK(clock.Now() == 100ns);
  CHECK_FALSE(clock.Wait(signal, [] { return false; }, Nanoseconds::max()));
  CHECK(clock.Now() == 100ns);
}

TEST_CASE("a destroyed worker is never run again") {
  FakeClock clock;
  int runs = 0;
  auto worker = clock.StartWorker("worker", [&] { ++runs; });
  worker->WakeAt(5ns);
  worker.reset();
  clock.SleepUntil(10ns);
  CHECK(runs == 0);
}

TEST_CASE("a clock says whether its time is virtual") {
  FakeClock fake;
  RealClock real;
  CHECK(fake.IsVirtual());
  CHECK_FALSE(real.IsVirtual());
}

TEST_CASE("real clock: SleepUntil never returns early") {
  RealClock clock;
  for (const auto ahead : {0us, 30us, 500us}) {
    const Nanoseconds until = clock.Now() + ahead;
    clock.SleepUntil(until);
    CHECK(clock.Now() >= until);
  }
}

TEST_CASE("real clock: a notified waiter wakes, an unnotified one gives up at its deadline") {
  RealClock clock;
  Signal signal;
  std::atomic<bool> done{false};
  std::thread other([&] {
    done = true;
    signal.Notify();
  });
  CHECK(clock.Wait(signal, [&] { return done.load(); }, Nanoseconds::max()));
  other.join();
  CHECK_FALSE(clock.Wait(signal, [] { return false; }, clock.Now() + 1ms));
}

TEST_CASE("real clock: a worker runs once per wake and not after its destruction") {
  RealClock clock;
  Signal signal;
  std::atomic<int> runs{0};
  auto worker = clock.StartWorker("worker", [&] {
    ++runs;
    signal.Notify();
  });
  worker->WakeAt(clock.Now() + 1ms);
  CHECK(clock.Wait(signal, [&] { return runs == 1; }, Nanoseconds::max()));
  worker->Wake();
  CHECK(clock.Wait(signal, [&] { return runs == 2; }, Nanoseconds::max()));
  worker->WakeAt(clock.Now() + 1h);
  worker.reset();
  CHECK(runs == 2);
}

}  // namespace
}  // namespace assay
