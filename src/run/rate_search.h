// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A first, simple search for the highest Server rate within the bound: bracket by short tests, then
// leave it to the full run to confirm.
#pragma once

#include <functional>
#include <vector>

#include "base/clock.h"

namespace assay {

struct RateProbe {
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
  std::vector<RateProbe> probes;
};

/// Brackets from 0.7 of the start rate, up by steps of 1.25 or down by ever larger ones (the queue
/// may allow far less than the engine could do), then halves the bracket until its ends differ by
/// less than 5 %. Short tests over-estimate, so the result is 0.95 of the best that held.
RateFound FindRate(const RateSearch& search);

/// The rate to try after a full test at `qps` in which `late_share` were late and `allowed` may be:
/// 0.4 to 0.85 of it, the less the further it missed. At low rates a query is late when it meets
/// another one, and the share of those grows with the rate.
double LowerRate(double qps, double late_share, double allowed);

}  // namespace assay
