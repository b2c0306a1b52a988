// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A first, simple search for the highest Server rate within the bound: bracket by short tests, then
// leave it to the full run to confirm.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/clock.h"

namespace assay {

struct Probe {
  double qps = 0;
  bool passed = false;
};

struct RateSearch {
  double start_qps = 0;  // the warm-up rate
  int max_probes = 8;
  /// Runs one short test at this rate; true = within the bound.
  std::function<bool(double qps)> holds;
};

struct RateFound {
  double qps = 0;  // 0: even the lowest rate tried was not held
  std::vector<Probe> probes;
};

/// Whether a test with `late` of `issued` samples over the bound speaks for a rate of which the
/// share `allowed` may be late: false when at least so many would be late in fewer than one test in
/// ten (binomial). One late sample of fifty says little about the 99th percentile.
bool MayHold(std::uint64_t late, std::uint64_t issued, double allowed);

/// Brackets from 0.7 of the start rate by steps of 1.25, then halves the bracket until its ends
/// differ by less than 5 %. Short tests over-estimate, so the result is 0.95 of the best that held.
RateFound FindRate(const RateSearch& search);

}  // namespace assay
