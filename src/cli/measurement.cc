// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The doors to measure.so and schedule.so.
#include "cli/measurement.h"

#include <unistd.h>
#include <csignal>

#include "base/error.h"
#include "base/files.h"
#include "base/module.h"

namespace assay::cli {
namespace {

std::atomic<bool> stop_requested{false};

extern "C" void OnStopSignal(int) {
  if (stop_requested.exchange(true)) _exit(130);
}

struct Door {
  const char *file, *symbol, *purpose;
};

/// What is made lives as long as the process: engines do not like to be torn down at exit.
template <typename Entry>
auto* Open(const Door& door) {
  const auto file = ModuleFolder() / door.file;
  auto* made = reinterpret_cast<Entry*>(LoadModuleSymbol(file, door.symbol, door.purpose))(
      kModuleApiVersion);
  if (made == nullptr) {
    throw Error(ErrorCode::kEnvironment,
                file.string() + " belongs to another version of Assay: build or install anew");
  }
  return made;
}

}  // namespace

Measurement& LoadMeasurement() {
  static Measurement* const measurement =
      Open<MeasurementEntry>({"measure.so", "assay_measure", "the measuring part of Assay"});
  return *measurement;
}

Scheduler& LoadScheduler() {
  static Scheduler* const scheduler =
      Open<SchedulerEntry>({"schedule.so", "assay_schedule", "the scheduling part of Assay"});
  return *scheduler;
}

const std::atomic<bool>& StopRequested() {
  static const bool installed = [] {
    struct sigaction action {};
    action.sa_handler = OnStopSignal;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    return true;
  }();
  (void)installed;
  return stop_requested;
}

}  // namespace assay::cli
