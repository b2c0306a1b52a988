// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What can be tuned: settings of a run, and the axes along which `assay tune` varies them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "run/module.h"
#include "run/tune_search.h"

namespace assay {

/// Settings of an engine; what is absent is left to the run's own default.
struct EngineSettings {
  std::optional<int> streams{}, threads{}, requests{}, batch{};
  std::optional<Nanoseconds> window{};
  std::optional<std::string> precision{};
  bool operator==(const EngineSettings&) const = default;
};

/// "streams 2, batch 4, batch window 1.9 ms"; nothing set: "the default".
std::string Describe(const EngineSettings& settings);

/// `engine` with what `settings` holds.
EngineRequest With(EngineRequest engine, const EngineSettings& settings);

/// One thing that is varied. A value sets it, or nothing: then it is the default.
struct TuneAxis {
  std::string name{};  // "streams", "threads", "requests", "batch", "batch window", "precision"
  std::vector<EngineSettings> values{};
  int preset = 0;  // index of the default
  bool is_ordered = true;
};

/// What the axes follow from.
struct TuneSubject {
  Scenario scenario = Scenario::kOffline;
  EngineRequest engine{};                 // what the user gave is not varied
  std::vector<std::string> precisions{};  // that the user allows besides the asked one
  bool needs_files = true;                // by the backend: else it computes nothing
  bool has_fixed_threads = false;         // by the first load: BackendFacts
  std::string device_kind = "cpu";
  int cores = 1;              // that this process may use
  int preset_requests = 1;    // of each placement
  int preset_batch = 1;       // the largest, fitted to the bound
  int samples_per_query = 1;  // MultiStream
  std::optional<Nanoseconds> bound{};
};

/// Only what the backend really has: a processor's streams and threads, unless the first load of
/// the process sets them, a device's requests in flight; batches where queries hold or gather
/// several samples; a window where they gather; precisions that the user allows.
std::vector<TuneAxis> AxesFor(const TuneSubject& subject);

EngineSettings SettingsAt(const std::vector<TuneAxis>& axes, const TunePoint& point);

/// The shape of the axes. No more streams than threads.
TunePlan PlanOf(const std::vector<TuneAxis>& axes, const TuneSubject& subject);

/// "streams 1, 2 (default); batch 1 (default), 2, 4".
std::string Describe(const std::vector<TuneAxis>& axes, const TuneSubject& subject);

}  // namespace assay
