// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What repeated measurements of two sides allow to say.
#include "report/compare_stats.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/student.h"

namespace assay {
namespace {

struct Moments {
  double mean = 0, variance_of_mean = 0;
};

Moments MomentsOf(std::span<const double> values) {
  Moments moments;
  const auto n = static_cast<double>(values.size());
  for (const double value : values) moments.mean += value / n;
  if (values.size() < 2) return moments;
  for (const double value : values) {
    moments.variance_of_mean += (value - moments.mean) * (value - moments.mean) / (n - 1) / n;
  }
  return moments;
}

/// A difference of means, its standard error and degrees of freedom (0: no interval).
struct Difference {
  double value = 0, error = 0, degrees = 0;
};

Difference Unpaired(std::span<const double> a, std::span<const double> b) {
  const Moments from = MomentsOf(a), to = MomentsOf(b);
  Difference difference{to.mean - from.mean, 0, 0};
  if (a.size() < 2 || b.size() < 2) return difference;
  const double va = from.variance_of_mean, vb = to.variance_of_mean;
  const auto na = static_cast<double>(a.size()) - 1, nb = static_cast<double>(b.size()) - 1;
  difference.error = std::sqrt(va + vb);
  // Welch and Satterthwaite; without any spread the sum of both sides' degrees.
  difference.degrees =
      va + vb > 0 ? (va + vb) * (va + vb) / (va * va / na + vb * vb / nb) : na + nb;
  return difference;
}

Difference Paired(std::span<const double> a, std::span<const double> b) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(b[i] - a[i]);
  const Moments moments = MomentsOf(differences);
  return {moments.mean, std::sqrt(moments.variance_of_mean),
          static_cast<double>(differences.size()) - 1};
}

std::vector<double> Logarithms(std::span<const double> values) {
  std::vector<double> logarithms;
  for (const double value : values) logarithms.push_back(std::log(value));
  return logarithms;
}

CompareVerdict Judge(double lo, double hi, const CompareRule& rule) {
  if (lo >= -rule.threshold && hi <= rule.threshold) return CompareVerdict::kSame;
  const bool is_higher = lo > 0, is_lower = hi < 0;
  if (!is_higher && !is_lower) return CompareVerdict::kCannotTell;
  return is_higher == rule.is_higher_better ? CompareVerdict::kBetter : CompareVerdict::kWorse;
}

}  // namespace

std::string_view Name(CompareVerdict verdict) {
  switch (verdict) {
    case CompareVerdict::kBetter:
      return "better";
    case CompareVerdict::kWorse:
      return "worse";
    case CompareVerdict::kSame:
      return "same";
    case CompareVerdict::kCannotTell:
      break;
  }
  return "cannot tell";
}

ChangeEstimate Estimate(std::span<const double> a, std::span<const double> b,
                        const CompareRule& rule) {
  ASSAY_CHECK(!a.empty() && !b.empty() && (!rule.is_paired || a.size() == b.size()));
  const auto is_positive = [](double value) { return value > 0; };
  const bool is_ratio = !rule.is_absolute && std::all_of(a.begin(), a.end(), is_positive) &&
                        std::all_of(b.begin(), b.end(), is_positive);
  const std::vector<double> from = is_ratio ? Logarithms(a) : std::vector(a.begin(), a.end());
  const std::vector<double> to = is_ratio ? Logarithms(b) : std::vector(b.begin(), b.end());
  const Difference found = rule.is_paired ? Paired(from, to) : Unpaired(from, to);
  const auto change = [&](double value) { return is_ratio ? std::expm1(value) : value; };
  ChangeEstimate estimate{.change = change(found.value),
                          .is_relative = is_ratio,
                          .lo = {},
                          .hi = {},
                          .smallest_found = {}};
  if (found.degrees <= 0) return estimate;
  const double reach = StudentQuantile((1 + rule.level) / 2, found.degrees);
  estimate.lo = change(found.value - reach * found.error);
  estimate.hi = change(found.value + reach * found.error);
  estimate.smallest_found =
      change((reach + StudentQuantile(rule.sensitivity, found.degrees)) * found.error);
  estimate.verdict = Judge(*estimate.lo, *estimate.hi, rule);
  return estimate;
}

}  // namespace assay
