// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// On which cores the calling thread may run. Threads that it starts inherit that: so whatever an
// engine starts while a placement's sessions are made stays on the placement's cores.
#pragma once

#include <vector>

namespace assay {

/// Cores that the calling thread may run on, ascending; empty when the system does not tell.
std::vector<int> CoresOfThisThread();

/// Keeps the calling thread on some cores for as long as it lives. No cores, or such that the
/// system does not allow: nothing changes.
class OnCores {
 public:
  explicit OnCores(const std::vector<int>& cores);
  ~OnCores();
  OnCores(const OnCores&) = delete;
  OnCores& operator=(const OnCores&) = delete;

 private:
  std::vector<int> before_;  // empty: nothing was changed
};

}  // namespace assay
