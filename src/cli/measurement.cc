// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The door to measure.so.
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

}  // namespace

Measurement& LoadMeasurement() {
  static Measurement* const measurement = [] {
    const auto file = ModuleFolder() / "measure.so";
    auto* entry = reinterpret_cast<MeasurementEntry*>(
        LoadModuleSymbol(file, "assay_measure", "the measuring part of Assay"));
    Measurement* made = entry(kModuleApiVersion);
    if (made == nullptr) {
      throw Error(ErrorCode::kEnvironment,
                  file.string() + " belongs to another version of Assay: build or install anew");
    }
    return made;  // lives as long as the process: engines do not like to be torn down at exit
  }();
  return *measurement;
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
