// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The options that `assay run`, `assay peak` and `assay tune` share, as typed, and what they ask
// for.
#pragma once

#include <string>
#include <vector>

#include "cli/verbs.h"
#include "run/module.h"

namespace CLI {
class App;
}

namespace assay::cli {

/// Options as typed; empty = not given.
struct RunOptions {
  std::string benchmark, scenario = "offline", mode = "performance", division = "open";
  std::string model, data, out, backend = "openvino", backend_config, precision = "f32", scale;
  std::string budget, target_qps, latency_bound, window, loadgen, profile;
  std::string loadgen_core, tuned, power, power_offset;
  std::vector<std::string> placements;
  double quality_target = -1;
  int samples_per_query = 0, batch = 0, streams = 0, threads = 0, sessions = 0;
  bool synthetic = false, json = false, quiet = false, precision_is_given = false;
};

/// What `assay run` takes: rules, mode, rate, quality target, power, model, data, engine, output.
void AddSingleRunOptions(CLI::App& app, RunOptions& options);
/// What a search takes: rules, model, data, engine, output, confidence. Its folders lie in `root`.
void AddSearchOptions(CLI::App& app, RunOptions& options, const char* root, double& confidence);

/// For a search, which ends tests early: throws Error{kUsage} when the official LoadGen is asked
/// for or `confidence` is none that a search can have. `verb`: "peak".
void CheckSearch(const RunOptions& options, double confidence, const std::string& verb);

/// The file that `assay tune` wrote.
void AddTunedOption(CLI::App& app, RunOptions& options);

/// "-1h", "2.5s": how much to add to the times of a meter's file; "" is zero. Throws Error{kUsage}.
Nanoseconds ParsePowerOffset(const std::string& text);

/// Throws Error{kUsage} for what makes no sense. `verb` and the arguments become the command line.
RunRequest ToRunRequest(const RunOptions& options, const std::string& verb,
                        const Arguments& arguments);

}  // namespace assay::cli
