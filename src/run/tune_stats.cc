// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Student's t, and means with an interval.
#include "run/tune_stats.h"

#include <cmath>
#include <numbers>
#include <numeric>

#include "base/error.h"

namespace assay {
namespace {

/// Integral of cos^(freedom - 1) from 0 to `angle`, by Simpson's rule. With t = sqrt(freedom)
/// tan(angle) this is the distribution function of t but for a factor.
double CosineIntegral(double angle, double freedom) {
  constexpr int kPanels = 64;
  const double width = angle / kPanels;
  double sum = 0;
  for (int i = 0; i <= kPanels; ++i) {
    const int weight = i == 0 || i == kPanels ? 1 : i % 2 == 1 ? 4 : 2;
    sum += weight * std::pow(std::cos(i * width), freedom - 1);
  }
  return sum * width / 3;
}

double Mean(std::span<const double> numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size());
}

}  // namespace

double StudentQuantile(double probability, double freedom) {
  ASSAY_CHECK(probability >= 0.5 && probability < 1 && freedom >= 1);
  const double whole = CosineIntegral(std::numbers::pi / 2, freedom);
  double low = 0, high = std::numbers::pi / 2;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    (0.5 + CosineIntegral(middle, freedom) / (2 * whole) < probability ? low : high) = middle;
  }
  return std::sqrt(freedom) * std::tan(low);
}

MeanInterval MeanWithInterval(std::span<const double> numbers, double confidence) {
  ASSAY_CHECK(numbers.size() >= 2);
  const auto count = static_cast<double>(numbers.size());
  const double mean = Mean(numbers);
  double squares = 0;
  for (const double x : numbers) squares += (x - mean) * (x - mean);
  const double error = std::sqrt(squares / (count - 1) / count);
  const double reach = StudentQuantile((1 + confidence) / 2, count - 1) * error;
  return {.mean = mean, .low = mean - reach, .high = mean + reach};
}

Scatter ScatterOf(const std::vector<std::vector<double>>& rows) {
  if (rows.size() < 2 || rows.front().size() < 2) return {};
  const std::size_t width = rows.front().size();
  std::vector<double> columns(width, 0.0);
  double all = 0;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < width; ++i) columns[i] += row[i] / static_cast<double>(rows.size());
    all += Mean(row) / static_cast<double>(rows.size());
  }
  Scatter scatter;
  for (const auto& row : rows) {
    const double row_mean = Mean(row);
    for (std::size_t i = 0; i < width; ++i) {
      const double rest = row[i] - row_mean - columns[i] + all;
      scatter.squares += rest * rest;
    }
  }
  scatter.freedom = static_cast<double>((rows.size() - 1) * (width - 1));
  return scatter;
}

}  // namespace assay
