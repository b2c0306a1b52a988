// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A first, simple search for the highest Server rate within the bound: bracket by short tests, then
// leave it to the full run to confirm.
#pragma once

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

/// Brackets from 0.7 of the start rate by steps of 1.25, then halves the bracket until its ends
/// differ by less than 5 %. Short tests over-estimate, so the result is 0.95 of the best that held.
RateFound FindRate(const RateSearch& search);

}  // namespace assay
