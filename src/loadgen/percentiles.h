// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Values by rank in sorted order, without sorting or copying: a run of millions is judged in
// milliseconds and in the memory it already has.
#pragma once

#include <cstdint>
#include <span>

#include "loadgen/run.h"

namespace assay::loadgen {

/// trunc(count * percentile), clamped to the last; `count` is not 0.
std::uint64_t RankOf(std::uint64_t count, double percentile);

struct RankedValue {
  std::uint64_t rank = 0;  // in sorted order, from 0
  std::int64_t value = 0;  // the answer
};
/// Finds the value at each rank; ranks are below values.size(). Counts values by their leading
/// bits, 16 more bits a pass.
void FindRanked(std::span<const std::int64_t> values, std::span<RankedValue> wanted);

/// Percentiles, extremes and mean; all zero when there are no values.
Percentiles PercentilesOf(std::span<const std::int64_t> values, double target_percentile);

}  // namespace assay::loadgen
