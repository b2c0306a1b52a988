// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Latencies of a test while it runs, for whoever decides whether it is worth going on.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

namespace assay::loadgen {

class Recording;

/// Thread-safe. Costs the test nothing but what asking reads.
class LiveLatencies {
 public:
  /// Appends the latencies, in ns, of the queries that follow those already in `latencies_ns`, in
  /// the order of the schedule, up to the first that has not been answered. One loaded set: nothing
  /// is added before it starts and after it has ended.
  void AppendTo(std::vector<std::int64_t>& latencies_ns) const;

  /// By the test.
  void Attach(const Recording& recording);
  void Detach();

 private:
  mutable std::mutex mutex_;
  const Recording* recording_ = nullptr;  // guarded by mutex_
};

}  // namespace assay::loadgen
