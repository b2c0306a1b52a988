// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What repeated measurements of two sides allow to say: intervals and verdicts.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace assay {

enum class CompareVerdict { kBetter, kWorse, kSame, kCannotTell };
std::string_view Name(CompareVerdict verdict);  // "better", ..., "cannot tell"

struct CompareRule {
  double level = 0.98;           // of the interval, two-sided
  double threshold = 0.01;       // a change below it is no change: 0.01 = 1 %
  bool is_higher_better = true;  // throughput; false: latency
  bool is_paired = false;        // a[i] and b[i] were measured side by side
  bool is_absolute = false;      // differences instead of ratios, in units of the values
  double sensitivity = 0.9;      // the chance meant by `smallest_found`
};

/// The change from A to B: relative (0.02 = 2 %) unless the rule asks for absolute differences.
struct ChangeEstimate {
  double change = 0;
  bool is_relative = true;
  /// Absent with one measurement a side.
  std::optional<double> lo, hi;
  /// The smallest change that these repeats would have found with the rule's sensitivity.
  std::optional<double> smallest_found;
  CompareVerdict verdict = CompareVerdict::kCannotTell;
};

/// Welch's interval for the ratio of geometric means (of means where values are not positive or
/// the rule asks for differences); with pairs Student's interval of the pairs' ratios.
/// `same` when the whole interval lies within the threshold, `better` or `worse` when it lies on
/// one side of zero, else `cannot tell`. With one measurement on a side always `cannot tell`.
ChangeEstimate Estimate(std::span<const double> a, std::span<const double> b,
                        const CompareRule& rule = {});

}  // namespace assay
