// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Means with an interval, and scatter.
#include "run/tune_stats.h"

#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/student.h"

namespace assay {
namespace {

double Mean(std::span<const double> numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size());
}

}  // namespace

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
