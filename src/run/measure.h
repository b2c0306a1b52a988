// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One measurement from plan to judged record: load, warm up, run, score, judge, write.
#pragma once

#include <atomic>

#include "base/clock.h"
#include "run/module.h"

namespace assay {

/// What a measurement stands on; tests bring virtual time.
struct MeasureContext {
  Clock& clock;
  Observer& observer;
  const std::atomic<bool>& stop;
  bool live = true;  // a progress thread on the real clock
};

/// Runs one request whole. Throws Error for what prevents the run; an engine that fails in the
/// middle gives a record of state kFailed.
RunRecord Measure(const RunRequest& request, const MeasureContext& context);

}  // namespace assay
