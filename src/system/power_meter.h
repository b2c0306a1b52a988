// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Power meters that the machine brings: the energy counters of its processors, and its NVIDIA
// accelerators.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace assay {

/// One thread at a time.
class PowerMeter {
 public:
  virtual ~PowerMeter() = default;
  /// What measures and what it covers: "RAPL (package-0, dram): processors and memory, not the
  /// whole machine".
  virtual std::string Source() const = 0;
  /// True: Read gives joules that have flowed since the meter was opened. False: watts now.
  virtual bool CountsEnergy() const = 0;
  /// Throws Error{kEnvironment} when the meter does not answer any more.
  virtual double Read() = 0;
};

/// The energy counters of processors and memory below `root` (Intel and AMD, powercap). Throws
/// Error{kEnvironment} when there are none, or when they may not be read.
std::unique_ptr<PowerMeter> OpenRapl(
    const std::filesystem::path& root = "/sys/class/powercap");

/// All accelerators that NVML lists: their energy counters, or their power where one has none.
/// Throws Error{kEnvironment} when the library is not there or lists none.
std::unique_ptr<PowerMeter> OpenNvml(const std::filesystem::path& library = "libnvidia-ml.so.1");

}  // namespace assay
