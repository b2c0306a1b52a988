// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// From what was recorded to figures and verdict. Source: docs/loadgen-behaviour.md, section 8.
#pragma once

#include "loadgen/issue.h"
#include "loadgen/recording.h"
#include "loadgen/run.h"
#include "loadgen/settings.h"

namespace assay::loadgen {

/// Judges a performance phase. Samples that were never answered count as late, and stand in the
/// percentiles with the time that was waited for them. Takes the times out of `recording`;
/// anomalies are not looked at. `max_lag` as in Environment.
Result JudgePerformance(const EffectiveSettings& settings, Recording& recording,
                        const IssueOutcome& outcome, Nanoseconds max_lag);

/// Adds one loaded set of an accuracy phase, which has no verdict of its own: valid means that all
/// was issued and answered.
void AddAccuracySet(Recording& recording, const IssueOutcome& outcome, Result& result);

}  // namespace assay::loadgen
