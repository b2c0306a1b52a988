// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Bracketing the highest Server rate.
#include "run/rate_search.h"

namespace assay {
namespace {

constexpr double kFirstShare = 0.7;
constexpr double kStep = 1.25;
constexpr double kSafety = 0.95;
constexpr double kPrecision = 1.05;

}  // namespace

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
