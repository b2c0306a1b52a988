// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads accuracy.txt: the score that a submitter's script printed, in the shape of any benchmark.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace assay {

/// A score as printed: "accuracy=76.064%, good=..." gives top1, "76.064", %.
struct PrintedScore {
  std::string
      metric{};        // as the rules call it: "top1", "mAP", "f1", "AUC", "mean Dice", "accuracy"
  std::string text{};  // without rounding
  double value = 0;
  std::string unit{};  // "%" or ""
  std::size_t line = 0;
};

struct AccuracyText {
  /// One for each metric found. Of several lines of one metric the last before the hash counts, as
  /// for the round's checker.
  std::vector<PrintedScore> scores{};
  std::string hash{};  // of the accuracy log, behind "hash="; "" when there is none
};

/// Skips what the scripts print around it, megabytes of it if need be. Throws Error{kMissingFile},
/// and Error{kBadData} naming file and line when a score is no number.
AccuracyText ReadAccuracyText(const std::filesystem::path& file);

/// Null when there is none.
const PrintedScore* FindScore(const AccuracyText& text, const std::string& metric);

}  // namespace assay
