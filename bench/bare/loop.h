// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The bare loops that engine_overhead.py compares with: an engine computes the same batch again and
// again, nothing is copied, kept or answered.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace bare {

struct Settings {
  std::string model, input, output;   // names in the file
  std::vector<std::int64_t> shape{};  // of the whole batch
  int streams = 1;                    // requests that compute at once
  int threads = 1;                    // in all
  double seconds = 1;
  std::string device = "cpu", precision = "f32";  // for engines that have more than one

  std::int64_t batch() const { return shape.front(); }
  std::size_t ElementCount() const {
    std::size_t count = 1;
    for (const std::int64_t side : shape) count *= static_cast<std::size_t>(side);
    return count;
  }
};

/// MODEL INPUT OUTPUT SHAPE STREAMS THREADS SECONDS [DEVICE PRECISION]; the shape as 1x3x224x224.
inline Settings Parse(int argc, char** argv) {
  Settings settings{.model = argv[1], .input = argv[2], .output = argv[3]};
  for (char* side = argv[4]; *side != '\0';) {
    settings.shape.push_back(std::strtoll(side, &side, 10));
    if (*side == 'x') ++side;
  }
  settings.streams = std::atoi(argv[5]);
  settings.threads = std::atoi(argv[6]);
  settings.seconds = std::atof(argv[7]);
  if (argc > 8) settings.device = argv[8];
  if (argc > 9) settings.precision = argv[9];
  return settings;
}

/// Computes one batch.
using Request = std::function<void()>;

/// Runs each request on a thread of its own, first some batches that do not count. Returns samples
/// per second.
inline double Rate(const Settings& settings, const std::vector<Request>& requests) {
  using Clock = std::chrono::steady_clock;
  constexpr int kUncounted = 5;
  std::atomic<std::size_t> ready{0};
  std::atomic<std::int64_t> batches{0};
  const auto run = [&](const Request& request) {
    for (int i = 0; i < kUncounted; ++i) request();
    ++ready;
    while (ready < requests.size()) request();
    const auto end = Clock::now() + std::chrono::duration<double>(settings.seconds);
    std::int64_t done = 0;
    for (; Clock::now() < end; ++done) request();
    batches += done;
  };
  std::vector<std::thread> threads;
  for (const Request& request : requests) threads.emplace_back(run, std::cref(request));
  for (std::thread& thread : threads) thread.join();
  return static_cast<double>(batches * settings.batch()) / settings.seconds;
}

/// The program: prints what `measure` returns, samples per second.
inline int Main(int argc, char** argv, double (*measure)(const Settings&)) {
  if (argc < 8 || argc > 10) {
    std::fprintf(stderr,
                 "usage: MODEL INPUT OUTPUT SHAPE STREAMS THREADS SECONDS [DEVICE PRECISION]\n");
    return 2;
  }
  try {
    std::printf("%.4f\n", measure(Parse(argc, argv)));
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 3;
  }
}

}  // namespace bare
