// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One trial of a setting over the real harness: loads anew, warms up, measures the figure of the
// scenario, and ends early what is hopeless.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"
#include "run/measure.h"
#include "run/tune_search.h"

namespace assay {

struct TrialParts {
  const RunRequest& request;  // with the setting; the plan's budget is not looked at
  const TuneTrial& trial;
  const MeasureContext& context;
  std::filesystem::path folder;  // for the LoadGen's logs
  std::string precision_used;    // that another setting must not change; empty: any
};

struct TrialMeasured {
  /// Higher is better: Offline samples/s; Server queries/s that hold the bound; SingleStream and
  /// MultiStream one second over the latency of a query at the rules' percentile. 0: none.
  double figure = 0;
  bool is_abandoned = false;
  std::string says;  // about the bound, or why it was abandoned
  Nanoseconds spent{0};
};

/// The engine of a trial hangs: it cannot be asked once more with another setting.
class EngineHangsError : public Error {
 public:
  using Error::Error;
};

/// Throws Error for what cannot run so, EngineHangsError for what ends the search.
TrialMeasured RunTrial(const TrialParts& parts);

}  // namespace assay
