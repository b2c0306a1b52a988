// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The doors to measure.so and schedule.so, opened at first use.
#pragma once

#include <atomic>
#include <string>

#include "cli/verbs.h"
#include "run/module.h"

namespace assay::cli {

/// Loads the module once. Throws Error{kMissingFile}.
Measurement& LoadMeasurement();
Scheduler& LoadScheduler();

/// What a user says about the LoadGen; empty: no wish.
struct LoadGenWish {
  std::string loadgen;  // "assay" or "official"
  std::string profile;  // "v0.7" or "v6"
};
/// Returns when this program measures with that LoadGen. Otherwise the program beside it that does
/// takes over the process with the same arguments. Throws Error{kMissingFile} when there is none.
void EnsureLoadGen(const LoadGenWish& wish, const Arguments& verb_and_arguments);

/// Becomes true at the first Ctrl-C (or SIGTERM); the second ends the process at once. Installs the
/// handlers when first called.
const std::atomic<bool>& StopRequested();

}  // namespace assay::cli
