// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The doors to measure.so and schedule.so, opened at first use.
#pragma once

#include <atomic>

#include "run/module.h"

namespace assay::cli {

/// Loads the module once. Throws Error{kMissingFile}.
Measurement& LoadMeasurement();
Scheduler& LoadScheduler();

/// Becomes true at the first Ctrl-C (or SIGTERM); the second ends the process at once. Installs the
/// handlers when first called.
const std::atomic<bool>& StopRequested();

}  // namespace assay::cli
