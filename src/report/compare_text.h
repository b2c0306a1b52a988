// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A comparison as a person reads it in a terminal or on a page, and as a program does.
#pragma once

#include <cstddef>
#include <string>

#include "report/compare.h"

namespace assay {

/// The change with its interval and the verdict, in words: "+2.1 % (98 %: +0.9 to +3.2 %)".
std::string ChangeText(const ComparedFigure& figure, const CompareOptions& options);
/// "better", "cannot tell: the smallest change that these runs would have found is 1.7 %".
std::string VerdictText(const ComparedFigure& figure);
/// What stands behind the verdict's word; "" for better and worse.
std::string VerdictReason(const ComparedFigure& figure);

/// For a terminal: what differs, every figure, an interval chart of characters, reasons. `width`
/// in columns.
std::string CompareText(const RunComparison& comparison, std::size_t width = 100);
/// For programs.
std::string CompareJson(const RunComparison& comparison);

struct ComparePageOptions {
  std::string name_a = "A", name_b = "B", title{}, version{};
};
/// One self-contained page without script.
std::string MakeComparePage(const RunComparison& comparison, const ComparePageOptions& options);

}  // namespace assay
