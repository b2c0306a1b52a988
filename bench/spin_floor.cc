// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The floor of issue lag on this machine: exponential arrivals that a bare loop waits for by
// looking at the clock and doing nothing else. What it is late by, the machine was not there.
//
// usage: spin_floor --queries N --qps Q (other options of the null-SUT bench are ignored)
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string_view>
#include <vector>

#include "cpu_seconds.h"

namespace {

std::int64_t NowNs() {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

std::vector<std::int64_t> Arrivals(std::size_t queries, double qps) {
  std::mt19937_64 random(1);
  std::exponential_distribution<double> gap(qps);
  std::vector<std::int64_t> offsets_ns(queries);
  double seconds = 0;
  for (std::int64_t& offset : offsets_ns) {
    offset = static_cast<std::int64_t>(seconds * 1e9);
    seconds += gap(random);
  }
  return offsets_ns;
}

}  // namespace

int main(int count, char** words) {
  std::size_t queries = 0;
  double qps = 0;
  for (int i = 1; i + 1 < count; ++i) {
    if (std::string_view(words[i]) == "--queries")
      queries = std::strtoull(words[i + 1], nullptr, 10);
    if (std::string_view(words[i]) == "--qps") qps = std::strtod(words[i + 1], nullptr);
  }
  if (queries == 0 || !(qps > 0)) {
    std::fputs("usage: spin_floor --queries N --qps Q\n", stderr);
    return 2;
  }
  std::vector<std::int64_t> times_ns = Arrivals(queries, qps);
  const double cpu_before = CpuSeconds();
  const std::int64_t start = NowNs();
  for (std::int64_t& time : times_ns) {
    std::int64_t now = NowNs() - start;
    while (now < time) now = NowNs() - start;
    time = now - time;
  }
  const double total_s = static_cast<double>(NowNs() - start) * 1e-9;
  const double cpu_s = CpuSeconds() - cpu_before;
  std::sort(times_ns.begin(), times_ns.end());
  const auto at = [&](double share) {
    return static_cast<long long>(
        times_ns[static_cast<std::size_t>(share * static_cast<double>(queries - 1))]);
  };
  std::printf(
      "{\"queries\": %zu, \"samples\": %zu, \"lag_p50_ns\": %lld, \"lag_p99_ns\": %lld, "
      "\"total_s\": %.6f, \"cpu_s\": %.6f}\n",
      queries, queries, at(.5), at(.99), total_s, cpu_s);
  return 0;
}
