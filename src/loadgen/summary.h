// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// mlperf_log_summary.txt in the layout of the profile. Layout: docs/loadgen-behaviour.md,
// sections 11.1 and 11.2; byte for byte, because the official checkers parse it.
#pragma once

#include <cstdint>
#include <string>

#include "loadgen/run.h"
#include "loadgen/settings.h"

namespace assay::loadgen {

struct SummaryText {
  std::string sut_name;
  const EffectiveSettings& settings;
  const Result* performance = nullptr;  // null: an accuracy run has no figures
  std::uint64_t warnings = 0;
  std::uint64_t errors = 0;
};
std::string Summary(const SummaryText& text);

/// The part with the figures, by profile.
std::string FiguresV07(const SummaryText& text);
std::string FiguresV6(const SummaryText& text);

/// A line of 48 "=".
inline constexpr char kSummaryRule[] = "================================================\n";
std::string TitleText(const char* title);
/// "Yes" or "NO".
const char* YesNo(bool yes);
/// The conditions that every profile has, and what to do about those that are not met.
std::string ConditionsText(const EffectiveSettings& settings, const Result& result);
std::string RecommendationsText(const Result& result);
/// Min, max, mean, and a line for each of Percentiles::kPoints.
std::string LatencyText(const Percentiles& latency);
/// A line for each of Percentiles::kPoints: "50.00 percentile" + label + ": N".
std::string PointsText(const Percentiles& percentiles, const char* label);

}  // namespace assay::loadgen
