// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Scores an accuracy run: reads the accuracy log back and lets the task judge it.
#pragma once

#include <filesystem>

#include "benchmarks/task.h"
#include "record/run_record.h"

namespace assay {

/// Reads mlperf_log_accuracy.json of `folder`, writes accuracy.txt there, returns the first score
/// with the plan's target. Throws Error{kBadData} naming the line.
AccuracyFigures ScoreFolder(const std::filesystem::path& folder, const Task& task,
                            const Dataset& dataset, const RunPlan& plan);

}  // namespace assay
