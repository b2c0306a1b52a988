// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// FindPeakPerformance as upstream has it, for compatibility: whole tests at doubled, then halved
// steps; only the performance constraint counts. `assay peak` is the search to trust. Source:
// docs/loadgen-behaviour.md, section 10.
#pragma once

#include <functional>
#include <string>

#include "loadgen/run.h"

namespace assay::loadgen {

struct PeakSearch {
  mlperf::TestSettings base;
  /// Runs one whole performance test.
  std::function<Result(const mlperf::TestSettings&)> run;
  /// Hears a sentence about each test.
  std::function<void(const std::string&)> say;
  /// Whether somebody asked to end the search.
  std::function<bool()> is_stopped;
};

struct PeakFound {
  bool has_lower_bound = false;   // the base settings met the constraint
  mlperf::TestSettings settings;  // of the last test that met it; else the base settings
  Result result;                  // of that test
};

/// Whether the scenario can be searched: Server; v0.7 also MultiStream and MultiStreamFree.
bool CanFindPeak(mlperf::TestScenario scenario, bool multi_stream_has_ticks);

PeakFound FindPeak(const PeakSearch& search);

}  // namespace assay::loadgen
