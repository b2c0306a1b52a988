// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What an engine that hangs may still use.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

namespace assay {

/// Keeps an object to the end of the process, undestroyed, and reachable: no leak to a checker.
/// Thread-safe.
template <typename T>
void LeaveBehind(std::unique_ptr<T> object) {
  static std::mutex mutex;
  static auto* const kept = new std::vector<T*>;  // never destroyed either
  std::lock_guard lock(mutex);
  kept->push_back(object.release());
}

}  // namespace assay
