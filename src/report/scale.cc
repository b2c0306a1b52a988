// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The maths of axes: where a value lies, which ticks are round, which unit fits.
#include "report/scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace assay::report {

Scale::Scale(Kind kind, Ends values, Ends pixels) : kind_(kind), values_(values), pixels_(pixels) {}

double Scale::operator()(double value) const {
  const bool is_log = kind_ == Kind::kLogarithmic;
  if (!std::isfinite(value) || (is_log && value <= 0)) return pixels_.lo;
  const auto at = [&](double v) { return is_log ? std::log10(v) : v; };
  const double extent = at(values_.hi) - at(values_.lo);
  if (!(extent > 0)) return pixels_.lo;
  const double share = std::clamp((at(value) - at(values_.lo)) / extent, 0.0, 1.0);
  return pixels_.lo + share * (pixels_.hi - pixels_.lo);
}

std::vector<double> LinearTicks(double hi, int wanted) {
  if (!std::isfinite(hi) || hi <= 0) return {0, 1};
  const double raw = hi / std::max(wanted, 1);
  const double power = std::pow(10, std::floor(std::log10(raw)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.5, 2.0, 1.0}) {
    if (factor * power >= raw * (1 - 1e-9)) step = factor * power;
  }
  std::vector<double> ticks = {0};
  while (ticks.back() < hi * (1 - 1e-9)) ticks.push_back(static_cast<double>(ticks.size()) * step);
  return ticks;
}

std::vector<double> LogarithmicTicks(Extent extent, int wanted) {
  const int first = static_cast<int>(std::floor(std::log10(extent.least)));
  const int last = static_cast<int>(std::ceil(std::log10(extent.most)));
  std::vector<double> ticks;
  for (int exponent = first; exponent <= last; ++exponent) {
    for (const double factor : {1.0, 2.0, 5.0}) ticks.push_back(factor * std::pow(10, exponent));
  }
  // The ends: the last tick not above the least value, the first not below the most.
  while (ticks.size() > 2 && ticks[1] <= extent.least) ticks.erase(ticks.begin());
  while (ticks.size() > 2 && ticks[ticks.size() - 2] >= extent.most) ticks.pop_back();
  if (static_cast<int>(ticks.size()) <= wanted) return ticks;
  std::vector<double> powers;
  for (int exponent = first; exponent <= last; ++exponent) powers.push_back(std::pow(10, exponent));
  return powers;
}

double PercentilePosition(double percent) {
  return -std::log10(std::max(1 - std::max(0.0, percent) / 100, 1e-12));
}

DurationUnit UnitFor(double most_nanoseconds) {
  constexpr DurationUnit kUnits[] = {{"ns", 1}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}};
  DurationUnit best = kUnits[0];
  for (const DurationUnit& unit : kUnits) {
    if (most_nanoseconds >= 2 * unit.nanoseconds) best = unit;
  }
  return best;
}

std::string TickText(double value) {
  if (std::abs(value) >= 1e15) return fmt::format("{:.3g}", value);
  const double nearest = std::round(value);
  if (std::abs(value) >= 1 && std::abs(value - nearest) < 1e-9 * std::abs(value)) {
    return (value < 0 ? "-" : "") + FormatCount(static_cast<std::uint64_t>(std::abs(nearest)));
  }
  return fmt::format("{:.6g}", value);
}

}  // namespace assay::report
