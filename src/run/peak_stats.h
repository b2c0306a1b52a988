// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// How often a probe was late, and how many independent observations that is worth: over-latency
// comes in bursts, so that counting queries as if they were independent would trust far too much.
// The statistics are explained in docs/peak.md.
#pragma once

#include <cstdint>
#include <span>

#include "base/clock.h"

namespace assay {

/// What one probe says of the share of late queries. A late query is one above the bound or without
/// an answer.
struct LateFigures {
  std::uint64_t queries = 0;    // judged: all but the discarded
  std::uint64_t discarded = 0;  // at the start, while an empty system filled
  std::uint64_t late = 0;       // of the judged
  /// Long-run variance of the count of late queries over its mean, at least 1: the late queries
  /// weigh as much as late / dispersion independent ones.
  double dispersion = 1;
  double correlation = 1;  // integrated correlation time of the latencies, in queries
  /// By how many standard errors latency was higher in the second half than in the first.
  double growth = 0;
  std::int64_t judged_ns = 0;  // latency at 1 - allowed share, nearest rank

  double Share() const;
  double Events() const;                        // late / dispersion
  double Expected(double allowed_share) const;  // the same if exactly that share were late
};

struct LateCriterion {
  Nanoseconds bound{0};
  double allowed_share = 0;  // of late queries: 1 - percentile
};

/// `latencies_ns` of a probe's queries in the order in which they were scheduled; negative: never
/// answered. Any length; pure.
LateFigures FiguresOfProbe(std::span<const std::int64_t> latencies_ns,
                           const LateCriterion& criterion);

/// Long-run variance of a stationary series, per element: its variance and twice all its
/// autocovariances, cut off where pairs of them stop being positive and falling (Geyer's initial
/// monotone sequence), corrected for the mean having been estimated. 0 for a constant.
double LongRunVariance(std::span<const double> series);

}  // namespace assay
