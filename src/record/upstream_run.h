// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A run record from upstream's logs alone: any folder of a published v0.7 submission.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "record/run_record.h"
#include "record/upstream_logs.h"

namespace assay {

inline constexpr char kSummaryFileName[] = "mlperf_log_summary.txt";
inline constexpr char kDetailFileName[] = "mlperf_log_detail.txt";
inline constexpr char kAccuracyFileName[] = "mlperf_log_accuracy.json";

bool HasUpstreamLogs(const std::filesystem::path& folder);

/// What summary and detail log (v0.7 text) say: settings, figures, verdict and the reasons named
/// there. What they do not say stays empty: benchmark, model, lag. The verdict is upstream's,
/// nothing is judged again. Throws Error{kMissingFile, kBadData} naming file and line.
RunRecord ReadUpstreamRun(const std::filesystem::path& folder);

/// The timed part of the log's performance test: its times name no zone, `zone` is that of the
/// machine that ran. Absent where the log has none, or broken ones.
std::optional<TimedPart> TimedPartOf(const DetailLog& detail, std::chrono::seconds zone);

}  // namespace assay
