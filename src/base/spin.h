// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Waiting without giving the core away: for what comes sooner than a sleeping thread would wake up
// (20 to 80 us on virtual machines, and then with cold caches).
#pragma once

#include <chrono>
#include <thread>

namespace assay {

/// Tells the core that this is a loop that waits.
inline void CpuRelax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

/// Returns true as soon as holds() does, false when `limit` of real time has passed.
template <typename Holds>
bool SpinFor(std::chrono::nanoseconds limit, const Holds& holds) {
  if (holds()) return true;
  const auto end = std::chrono::steady_clock::now() + limit;
  do {
    CpuRelax();
    if (holds()) return true;
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

}  // namespace assay
