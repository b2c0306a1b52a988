// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The verdict in words: which rule, by how much, and one thing to change.
#pragma once

#include <string>
#include <vector>

#include "record/run_record.h"

namespace assay {

/// Judges a finished record by its plan: sets verdict, and appends the findings (unanswered
/// samples, latency bound, issue lag, minimum duration and counts, quality). Never two opposite
/// hints. Findings with an error that are already there make the run INVALID too. With a budget the
/// minimum duration and counts are not judged and the label says so. A run that did not end has no
/// verdict. Judging again gives the same.
void Judge(RunRecord& record);

/// Sets the name and unit of the scenario's (accuracy mode: the metric's) own figure.
void NameHeadline(RunRecord& record);

/// "VALID", "VALID for 15 s – not submission length", "INVALID: ..." in one line of plain text.
std::string VerdictLine(const RunRecord& record);

/// The time that the figures stand for: the plan's budget, or the test's own, in whole milliseconds,
/// where there is no budget or less than half of it was used (an engine that answers at once runs
/// out of queries).
Nanoseconds MeasuredTime(const RunRecord& record);

/// The latency at the plan's percentile, by nearest rank; absent where that point was not kept.
std::optional<Nanoseconds> JudgedLatency(const RunRecord& record);

}  // namespace assay
