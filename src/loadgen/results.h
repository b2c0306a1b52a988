// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// From what was recorded to figures and verdict. Source: docs/loadgen.md, section 8.
#pragma once

#include <cstdint>
#include <vector>

#include "loadgen/issue.h"
#include "loadgen/recording.h"
#include "loadgen/run.h"
#include "loadgen/settings.h"

namespace assay::loadgen {

/// Percentiles, extremes and mean of `values`; all zero when there are none. Reorders them.
Percentiles PercentilesOf(std::vector<std::int64_t>& values, double target_percentile);

/// The value of rank trunc(n * percentile), clamped to the last. Reorders; `values` is not empty.
std::int64_t NearestRank(std::vector<std::int64_t>& values, double percentile);

/// Judges a performance phase. Samples that were never answered count as late, and stand in the
/// percentiles with the time that was waited for them. Takes the completion times out of
/// `recording`; anomalies are not looked at.
Result JudgePerformance(const EffectiveSettings& settings, Recording& recording,
                        const IssueOutcome& outcome);

/// Adds one loaded set of an accuracy phase, which has no verdict of its own: valid means that all
/// was issued and answered.
void AddAccuracySet(Recording& recording, const IssueOutcome& outcome, Result& result);

/// The last query's lag rule: how late the generator was, where there is a schedule.
bool FellBehind(const EffectiveSettings& settings, const Result& result);

}  // namespace assay::loadgen
