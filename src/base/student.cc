// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Quantiles of Student's t, by the incomplete beta function.
#include "base/student.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace assay {
namespace {

/// Continued fraction of the incomplete beta function, evaluated from the front (Lentz).
/// Source: Abramowitz and Stegun, 26.5.8.
double BetaFraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  const auto keep_away_from_zero = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
  double c = 1, d = 1 / keep_away_from_zero(1 - (a + b) * x / (a + 1)), value = d;
  for (int m = 1; m <= 500; ++m) {
    const double k = m;
    for (const double term : {k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k)),
                              -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1))}) {
      d = 1 / keep_away_from_zero(1 + term * d);
      c = keep_away_from_zero(1 + term / c);
      value *= c * d;
    }
    if (std::abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

/// I_x(a, b).
double RegularisedBeta(double x, double a, double b) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * BetaFraction(a, b, x) / a;
  return 1 - front * BetaFraction(b, a, 1 - x) / b;
}

double StudentBelow(double t, double degrees) {
  const double tail = RegularisedBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t < 0 ? tail : 1 - tail;
}

}  // namespace

double StudentQuantile(double probability, double degrees_of_freedom) {
  ASSAY_CHECK(probability > 0 && probability < 1 && degrees_of_freedom > 0);
  double lo = -1, hi = 1;
  while (StudentBelow(lo, degrees_of_freedom) > probability) lo *= 2;
  while (StudentBelow(hi, degrees_of_freedom) < probability) hi *= 2;
  for (int i = 0; i < 200 && hi - lo > 1e-12 * std::max(1.0, std::abs(lo)); ++i) {
    const double middle = (lo + hi) / 2;
    (StudentBelow(middle, degrees_of_freedom) < probability ? lo : hi) = middle;
  }
  return (lo + hi) / 2;
}

}  // namespace assay
