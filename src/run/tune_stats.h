// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What repeated measurements of settings say: means with an interval, by Student's t.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace assay {

struct MeanInterval {
  double mean = 0, low = 0, high = 0;
};
/// Of the mean of independent numbers, at least two.
MeanInterval MeanWithInterval(std::span<const double> numbers, double confidence);

/// A sum of squares that tells of noise, and how many independent differences it is made of.
struct Scatter {
  double squares = 0, freedom = 0;
};
/// Of rows with an entry for each column: what neither rows nor columns explain.
Scatter ScatterOf(const std::vector<std::vector<double>>& rows);

}  // namespace assay
