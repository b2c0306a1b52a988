// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Bracketing the highest Server rate.
#include "run/rate_search.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

constexpr double kFirstShare = 0.7;
constexpr double kStep = 1.25;
constexpr double kSafety = 0.95;
constexpr double kPrecision = 1.05;
constexpr double kGentlest = 0.85, kHarshest = 0.4;

}  // namespace

RateFound FindRate(const RateSearch& search) {
  RateFound found;
  double low = 0, high = 0;  // the best that held, the least that did not; 0: none yet
  double step_down = kStep * kStep;
  double qps = search.start_qps * kFirstShare;
  for (int i = 0; i < search.max_probes && qps > 0; ++i) {
    const bool passed = search.holds(qps);
    found.probes.push_back({.qps = qps, .passed = passed});
    (passed ? low : high) = qps;
    if (low > 0 && high > 0 && high / low < kPrecision) break;
    if (low == 0) {
      step_down *= kStep;
      qps = high / step_down;
    } else if (high == 0) {
      qps = low * kStep;
    } else {
      qps = std::sqrt(low * high);
    }
  }
  found.qps = low * kSafety;
  return found;
}

double LowerRate(double qps, double late_share, double allowed) {
  const double by = late_share > 0 ? allowed / late_share : kGentlest;
  return qps * std::clamp(by, kHarshest, kGentlest);
}

}  // namespace assay
