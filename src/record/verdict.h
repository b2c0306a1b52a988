// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The verdict in words: which rule, by how much, and one thing to change.
#pragma once

#include <string>
#include <vector>

#include "record/run_record.h"

namespace assay {

/// Judges a finished record by its plan: sets verdict, and appends the findings (latency bound,
/// minimum duration and counts, issue lag, unanswered samples, quality). Never two opposite hints.
/// With a budget the minimum duration and counts are not judged and the label says so.
void Judge(RunRecord& record);

/// "VALID", "VALID for 15 s - not submission length", "INVALID: ..." in one line of plain text.
std::string VerdictLine(const RunRecord& record);

}  // namespace assay
