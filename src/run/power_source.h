// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Where a run's watts come from: a meter of the machine that is asked while the test runs, or the
// file that a meter writes meanwhile.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "record/power.h"
#include "system/power_meter.h"

namespace assay {

/// Setup and use: one thread at a time.
class PowerSource {
 public:
  virtual ~PowerSource() = default;
  /// A test begins: samples of an earlier one are forgotten.
  virtual void Begin(Clock& clock) = 0;
  /// The test has ended. Throws Error when the meter or its file says nothing useful.
  virtual PowerTrace End(const RunRecord& record) = 0;
};

/// "rapl", "nvml" or the name of a meter's file; `offset` is added to the file's times. Throws
/// Error{kEnvironment, kMissingFile} when it cannot be read now.
std::unique_ptr<PowerSource> OpenPowerSource(const std::string& name, Nanoseconds offset);

/// For tests: another meter, and another wall clock (nanoseconds since 1970).
std::unique_ptr<PowerSource> MakePowerSource(std::unique_ptr<PowerMeter> meter,
                                             std::function<std::int64_t()> wall_clock);

/// Now, in nanoseconds since 1970.
std::int64_t WallClockNs();

/// Ends the source and takes its figures into the record and its samples into the run folder. What
/// goes wrong becomes the record's problem, not the run's.
void TakePower(PowerSource& source, RunRecord& record);

}  // namespace assay
