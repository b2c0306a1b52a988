// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What it costs this machine that a thread sleeps until a moment and wakes up: the part of the
// simulated cards' CPU time that no harness can save. Each thread stands for a card and does
// nothing.
//
// usage: timer_floor THREADS WAKE_UPS_PER_SECOND_OF_EACH SECONDS
// Prints the CPU nanoseconds of one wake-up.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "cpu_seconds.h"

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

}  // namespace

int main(int count, char** words) {
  const int threads = count == 4 ? std::atoi(words[1]) : 0;
  const double rate = count == 4 ? std::strtod(words[2], nullptr) : 0;
  const double seconds = count == 4 ? std::strtod(words[3], nullptr) : 0;
  if (threads < 1 || !(rate > 0) || !(seconds > 0)) {
    std::fputs("usage: timer_floor THREADS WAKE_UPS_PER_SECOND_OF_EACH SECONDS\n", stderr);
    return 2;
  }
  const auto wake_ups = static_cast<std::int64_t>(rate * seconds);
  const Clock::time_point start = Clock::now();
  const double cpu_before = CpuSeconds();
  std::vector<std::thread> cards;
  for (int card = 0; card < threads; ++card) {
    cards.emplace_back([=] {
      for (std::int64_t i = 1; i <= wake_ups; ++i) {
        // A card's beat is its own: not all wake up together.
        const double beat = static_cast<double>(i) + static_cast<double>(card) / threads;
        std::this_thread::sleep_until(
            start + std::chrono::duration_cast<Clock::duration>(Seconds(beat / rate)));
      }
    });
  }
  for (std::thread& card : cards) card.join();
  const double cpu = CpuSeconds() - cpu_before;
  std::printf("%.0f\n", 1e9 * cpu / (static_cast<double>(wake_ups) * threads));
}
