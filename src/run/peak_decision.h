// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Whether a probe says that its level holds: a sequential test that may be asked at any time, and
// the watch that ends a probe as soon as it has answered. Explained in docs/peak.md.
#pragma once

#include <cstdint>
#include <span>

#include "run/peak_stats.h"

namespace assay {

enum class Decision {
  kUndecided,  // the late share is too near to what is allowed, or the probe too short
  kHolds,      // fewer are late than allowed
  kFails,      // more are late than allowed
};

/// Is wrong with at most the probability `error` on each side, however often it is asked while the
/// probe grows.
Decision Decide(const LateFigures& figures, const LateCriterion& criterion, double error);

/// True when the last latencies show a queue that grows without bound: a whole stretch of queries,
/// each of them far above the bound.
bool IsOverloaded(std::span<const std::int64_t> latencies_ns, const LateCriterion& criterion,
                  double queries_per_second);

/// Looks at a probe while it runs. One thread at a time.
class ProbeWatch {
 public:
  enum class Ends {
    kWhenDecided,     // bracketing: any decision will do
    kWhenFarOff,      // refining: only what is far from the peak is not worth its time
    kWhenImpossible,  // confirming: only when no rest of the run could make it VALID
  };
  struct Parts {
    LateCriterion criterion;
    double error = 0.025;
    double queries_per_second = 0;
    double planned_queries = 0;
    Ends ends = Ends::kWhenDecided;
  };
  explicit ProbeWatch(const Parts& parts) : parts_(parts) {}

  /// `latencies_ns` so far, in the order of schedule, up to the first that has not been answered.
  /// False: the probe has told what it can. Cheap: looks closer only when the probe has grown by a
  /// fifth.
  bool WantsMore(std::span<const std::int64_t> latencies_ns);

 private:
  bool LookClosely(std::span<const std::int64_t> latencies_ns) const;

  Parts parts_;
  std::uint64_t counted_ = 0, late_ = 0;
  std::uint64_t next_look_ = 0;
};

}  // namespace assay
