// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Bracketing the highest Server rate.
#include "run/rate_search.h"

#include <cmath>

namespace assay {
namespace {

constexpr double kFirstShare = 0.7;
constexpr double kStep = 1.25;
constexpr double kSafety = 0.95;
constexpr double kPrecision = 1.05;
constexpr double kSurprise = 0.1;

}  // namespace

bool MayHold(std::uint64_t late, std::uint64_t issued, double allowed) {
  if (late == 0) return issued > 0;
  const double n = static_cast<double>(issued);
  if (static_cast<double>(late) <= n * allowed) return true;
  if (late > issued || allowed <= 0) return false;
  // P(exactly k), for k from `late` on; P(k + 1) follows from P(k), and they fall.
  const double k = static_cast<double>(late);
  double exactly = std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) +
                            k * std::log(allowed) + (n - k) * std::log1p(-allowed));
  double at_least = 0;
  for (double i = k; i <= n && exactly > 1e-12; ++i) {
    at_least += exactly;
    exactly *= (n - i) / (i + 1) * allowed / (1 - allowed);
  }
  return at_least >= kSurprise;
}

RateFound FindRate(const RateSearch& search) {
  RateFound found;
  double low = 0, high = 0;  // the best that held, the least that did not; 0: none yet
  double qps = search.start_qps * kFirstShare;
  for (int i = 0; i < search.max_probes && qps > 0; ++i) {
    const bool passed = search.holds(qps);
    found.probes.push_back({.qps = qps, .passed = passed});
    (passed ? low : high) = qps;
    if (low > 0 && high > 0 && high / low < kPrecision) break;
    if (low == 0) {
      qps = high / kStep / kStep;
    } else if (high == 0) {
      qps = low * kStep;
    } else {
      qps = (low + high) / 2;
    }
  }
  found.qps = low * kSafety;
  return found;
}

}  // namespace assay
