// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Cores of threads, as Linux keeps them.
#include "base/thread_cores.h"

#include <sched.h>

#include <memory>

namespace assay {
namespace {

constexpr int kMostCores = 8192;  // the kernel's own limit

struct FreeSet {
  void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};
using CoreSet = std::unique_ptr<cpu_set_t, FreeSet>;
const std::size_t kSetBytes = CPU_ALLOC_SIZE(kMostCores);

bool Use(const std::vector<int>& cores) {
  const CoreSet set(CPU_ALLOC(kMostCores));
  CPU_ZERO_S(kSetBytes, set.get());
  for (const int core : cores) {
    if (core >= 0 && core < kMostCores) CPU_SET_S(core, kSetBytes, set.get());
  }
  return sched_setaffinity(0, kSetBytes, set.get()) == 0;
}

}  // namespace

std::vector<int> CoresOfThisThread() {
  const CoreSet set(CPU_ALLOC(kMostCores));
  CPU_ZERO_S(kSetBytes, set.get());
  std::vector<int> cores;
  if (sched_getaffinity(0, kSetBytes, set.get()) != 0) return cores;
  for (int core = 0; core < kMostCores; ++core) {
    if (CPU_ISSET_S(core, kSetBytes, set.get())) cores.push_back(core);
  }
  return cores;
}

OnCores::OnCores(const std::vector<int>& cores) {
  if (cores.empty()) return;
  std::vector<int> before = CoresOfThisThread();
  if (Use(cores)) before_ = std::move(before);
}

OnCores::~OnCores() {
  if (!before_.empty()) Use(before_);
}

}  // namespace assay
