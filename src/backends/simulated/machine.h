// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A simulated machine as data: its accelerators, and how a TOML file describes them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace assay::simulated {

struct CurvePoint {
  int batch_size = 1;
  Nanoseconds time{0};
  bool operator==(const CurvePoint&) const = default;
};

/// How the time of a batch scatters around the curve.
struct Jitter {
  enum class Kind { kNone, kGaussian, kLognormal };
  Kind kind = Kind::kNone;
  double spread = 0;  // standard deviation as a fraction of the time (lognormal: of its logarithm)
  double limit = 4;   // cut off beyond this many standard deviations
  bool operator==(const Jitter&) const = default;
};

/// Batches that take longer than they should.
struct Outliers {
  double probability = 0;
  double factor = 1;
  bool operator==(const Outliers&) const = default;
};

/// Zero capacity: memory is not simulated.
struct DeviceMemory {
  double capacity_mb = 0;
  double model_mb = 0;
  double sample_mb = 0;  // per sample of every request that may be in flight
  bool operator==(const DeviceMemory&) const = default;
};

/// What goes wrong on purpose. Batches are counted per device, from 0.
struct Failures {
  std::string load{};  // not empty: loading fails with this sentence
  // From this batch on ...
  std::optional<std::uint64_t> fail_after{};         // ... batches end with an error
  std::optional<std::uint64_t> wrong_shape_after{};  // ... they have one label too few
  std::optional<std::uint64_t> memory_after{};       // ... none starts for want of memory
  std::optional<std::uint64_t> silent_after{};       // ... they are never answered
  bool operator==(const Failures&) const = default;
};

/// Whether what goes wrong from batch `after` on has come to `batch`.
inline bool HasCome(const std::optional<std::uint64_t>& after, std::uint64_t batch) {
  return after.has_value() && batch >= *after;
}

struct DeviceModel {
  std::string name = "simulated card";
  int concurrency = 1;  // batches computed at once; further ones wait in the device's queue
  std::vector<CurvePoint> curve{};  // ascending batch sizes, at least one
  Jitter jitter{};
  Outliers slow{};
  DeviceMemory memory{};
  Failures failure{};
  bool operator==(const DeviceModel&) const = default;
};

struct Machine {
  std::string name{};
  std::int64_t classes = 1000;  // labels are drawn from 0 to classes-1
  std::vector<DeviceModel> devices{};
  bool operator==(const Machine&) const = default;
};

/// The machine of examples/simulated-4-cards.toml.
Machine DefaultMachine();

/// Throws Error{kMissingFile, kBadData} naming file, key and line.
Machine ReadMachine(const std::filesystem::path& file);

/// Time of a batch without jitter: linear between the points of the curve. Beyond the last point
/// the last segment goes on (one point: time grows in proportion); below the first its time holds.
Nanoseconds CurveTime(const DeviceModel& model, int batch_size);

/// Time of batch number `batch` of device number `device`, jitter and outliers included: a function
/// of its arguments alone.
struct Draw {
  std::uint64_t seed = 0;
  std::uint64_t device = 0;
  std::uint64_t batch = 0;
};
Nanoseconds DrawTime(const DeviceModel& model, int batch_size, const Draw& draw);

/// Label of the sample at `position` of that batch.
std::int64_t DrawLabel(std::int64_t classes, const Draw& draw, std::size_t position);

}  // namespace assay::simulated
