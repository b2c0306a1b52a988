// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Options of measuring verbs.
#include "cli/run_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/text.h"

namespace assay::cli {
namespace {

double ParseRate(const std::string& text) {
  std::size_t used = 0;
  double rate = 0;
  try {
    rate = std::stod(text, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  if (used != text.size() || !(rate > 0) || rate > 1e9) {
    throw Error(ErrorCode::kUsage,
                fmt::format("--target-qps '{}' is not a rate: give queries per second above 0, or "
                            "'auto'",
                            text));
  }
  return rate;
}

PlanRequest ToPlanRequest(const RunOptions& o) {
  PlanRequest plan;
  plan.benchmark = o.benchmark;
  plan.scenario = ParseScenario(o.scenario);
  plan.mode = ParseMode(o.mode);
  plan.division = ParseDivision(o.division);
  if (!o.budget.empty()) plan.budget = ParseDuration(o.budget, "--budget");
  if (plan.budget && *plan.budget < std::chrono::milliseconds(100)) {
    throw Error(ErrorCode::kUsage,
                "--budget is too short to measure anything: give at least 100ms");
  }
  if (!o.target_qps.empty() && o.target_qps != "auto") plan.target_qps = ParseRate(o.target_qps);
  if (!o.latency_bound.empty())
    plan.latency_bound = ParseDuration(o.latency_bound, "--latency-bound");
  if (o.quality_target >= 0) plan.quality_target = o.quality_target;
  if (o.samples_per_query != 0) plan.samples_per_query = o.samples_per_query;
  return plan;
}

void CheckPower(const RunOptions& o, const PlanRequest& plan) {
  if (!o.power.empty() && plan.mode == Mode::kAccuracy) {
    throw Error(ErrorCode::kUsage,
                "--power belongs to performance runs, and --mode is accuracy: leave one of them "
                "out");
  }
  if (!o.power_offset.empty() && (o.power.empty() || o.power == "rapl" || o.power == "nvml")) {
    throw Error(ErrorCode::kUsage,
                "--power-offset is about the times of a meter's file: add --power FILE.csv");
  }
}

void CheckCounts(const RunOptions& o) {
  for (const auto& [name, value] : {std::pair{"--batch", o.batch},
                                    {"--streams", o.streams},
                                    {"--threads", o.threads},
                                    {"--requests", o.sessions},
                                    {"--samples-per-query", o.samples_per_query}}) {
    if (value < 0 || value > 65536) {
      throw Error(ErrorCode::kUsage,
                  fmt::format("{} {} makes no sense: give 1 to 65536, or leave it "
                              "out for the default",
                              name, value));
    }
  }
}

/// Scenario, division, bounds, budget, LoadGen.
void AddRuleOptions(CLI::App& app, RunOptions& o) {
  app.add_option("benchmark", o.benchmark, "e.g. resnet50; see 'assay list'")->required();
  app.add_option("--scenario", o.scenario, "offline, server, singlestream or multistream")
      ->capture_default_str();
  app.add_option("--division", o.division, "open or closed")->capture_default_str();
  app.add_option("--budget", o.budget,
                 "hard bound on the time of the test, e.g. 15s: replaces the rules' minimum "
                 "duration and counts");
  app.add_option("--latency-bound", o.latency_bound,
                 "Open: another bound than the rules', e.g. 20ms");
  app.add_option(
         "--loadgen", o.loadgen,
         "which LoadGen measures: assay or official; default: the one Assay was built with. "
         "The official one keeps no time limit and no journal")
      ->check(CLI::IsMember({"assay", "official"}));
  app.add_option("--profile", o.profile,
                 "whose rules of the LoadGen: v0.7 or v6; default: the LoadGen's first")
      ->check(CLI::IsMember({"v0.7", "v6"}));
}

/// Model, data, engine.
void AddSubjectOptions(CLI::App& app, RunOptions& o) {
  app.add_option("--model", o.model, "model card (TOML); default: the benchmark's reference model");
  app.add_option("--data", o.data, "folder of the data set");
  app.add_flag("--synthetic", o.synthetic, "make model and data that are missing (labelled so)");
  app.add_option("--scale", o.scale, "tiny: small synthetic data, for trying out")
      ->check(CLI::IsMember({"tiny"}));
  app.add_option("--backend", o.backend, "see 'assay list'")->capture_default_str();
  app.add_option("--backend-config", o.backend_config,
                 "the backend's own file (simulated: machine)");
  app.add_option("--precision", o.precision, "arithmetic asked for: f32, bf16, f16, i8")
      ->capture_default_str()
      ->each([&o](const std::string&) { o.precision_is_given = true; });
  app.add_option("--batch", o.batch,
                 "largest batch; default: 1, in Server up to 8 as the bound allows");
  app.add_option("--batch-window", o.window, "how long a batch may wait for company, e.g. 2ms");
  app.add_option("--streams", o.streams,
                 "parallel streams of the engine; default: one for each request in flight");
  app.add_option("--threads", o.threads, "threads of the engine in all; default: the cores");
  app.add_option(
      "--requests", o.sessions,
      "requests in flight per device; default: in Offline a processor's cores, else 1; on a "
      "CUDA card 6 in Offline and Server (TensorRT 2), else 1");
  app.add_option(
      "--placement", o.placements,
      "where to compute, once for each place: DEVICE[,sessions=N][,cores=0-3+8][,numa=N]; "
      "DEVICE: cpu, cuda1, simulated0-3, all. Default: every device, in Offline every NUMA node "
      "of a processor");
  app.add_option("--loadgen-core", o.loadgen_core,
                 "core of the thread that issues queries, kept free of everything else; none: any. "
                 "Default: the last one, where queries have a schedule and four cores are there");
}

/// What --out and --json are about.
struct OutputWords {
  const char* out = "run folder";
  const char* root = "runs";
  const char* json = "record";
};

void AddOutputOptions(CLI::App& app, RunOptions& o, const OutputWords& words) {
  app.add_option(
      "--out", o.out,
      fmt::format("{}; default {}/<time>-<benchmark>-<scenario>", words.out, words.root));
  app.add_flag("--json", o.json, fmt::format("the {} as JSON on stdout", words.json));
  app.add_flag("--quiet", o.quiet, "no progress");
}

}  // namespace

void AddSingleRunOptions(CLI::App& app, RunOptions& o) {
  AddRuleOptions(app, o);
  app.add_option("--mode", o.mode, "performance or accuracy")->capture_default_str();
  app.add_option("--target-qps", o.target_qps,
                 "Server: queries per second, or auto (default): find it. Offline: samples per "
                 "second to size the query by; default: from the warm-up. MultiStream: queries per "
                 "second (Open)");
  app.add_option("--quality-target", o.quality_target, "Open: the least score that passes");
  app.add_option("--samples-per-query", o.samples_per_query, "MultiStream: N");
  app.add_option("--power", o.power,
                 "watts during the test: rapl (processors), nvml (NVIDIA accelerators), or the CSV "
                 "file that a meter is writing (docs/power.md)");
  app.add_option("--power-offset", o.power_offset,
                 "is added to the times of the meter's file, e.g. -1h or 2.5s");
  AddSubjectOptions(app, o);
  AddOutputOptions(app, o, {});
}

void AddSearchOptions(CLI::App& app, RunOptions& o, const char* root, double& confidence) {
  AddRuleOptions(app, o);
  app.get_option("--loadgen")->group("");  // not offered: CheckSearch refuses the official one
  AddSubjectOptions(app, o);
  app.add_option("--confidence", confidence, "of the decisions and of the answer's interval")
      ->capture_default_str();
  AddOutputOptions(app, o, {.out = "folder of the search", .root = root, .json = "answer"});
}

Nanoseconds ParsePowerOffset(const std::string& text) {
  if (text.empty()) return Nanoseconds{0};
  const bool is_signed = text.front() == '-' || text.front() == '+';
  const Nanoseconds offset =
      ParseDuration(std::string_view(text).substr(is_signed ? 1 : 0), "--power-offset");
  if (offset > std::chrono::hours(48)) {
    throw Error(ErrorCode::kUsage, "--power-offset takes at most 48h");
  }
  return text.front() == '-' ? -offset : offset;
}

void CheckSearch(const RunOptions& options, double confidence, const std::string& verb) {
  if (!(confidence >= 0.5 && confidence < 1)) {
    throw Error(
        ErrorCode::kUsage,
        fmt::format("--confidence {} makes no sense: give 0.5 up to, but not, 1", confidence));
  }
  if (options.loadgen != "official") return;
  throw Error(ErrorCode::kUsage,
              fmt::format("assay {} needs Assay's own LoadGen, which can end a test early: leave "
                          "--loadgen out",
                          verb));
}

void AddTunedOption(CLI::App& app, RunOptions& o) {
  app.add_option("--tuned", o.tuned,
                 "settings that assay tune found, a file; what the command line gives wins");
}

RunRequest ToRunRequest(const RunOptions& o, const std::string& verb, const Arguments& arguments) {
  CheckCounts(o);
  RunRequest request;
  request.plan = ToPlanRequest(o);
  request.model_card = o.model;
  request.data = o.data;
  request.synthetic = o.synthetic;
  request.tiny = o.scale == "tiny";
  request.engine = {.backend = o.backend,
                    .config = o.backend_config,
                    .precision = o.precision,
                    .batch = o.batch,
                    .streams = o.streams,
                    .threads = o.threads,
                    .sessions = o.sessions,
                    .placements = o.placements,
                    .loadgen_core = o.loadgen_core,
                    .window = std::nullopt,
                    .precision_is_given = o.precision_is_given};
  if (!o.window.empty()) request.engine.window = ParseDuration(o.window, "--batch-window");
  request.tuned = o.tuned;
  request.profile = o.profile;
  CheckPower(o, request.plan);
  request.power = o.power;
  request.power_offset = ParsePowerOffset(o.power_offset);
  request.out = o.out;
  request.command_line = {"assay", verb};
  request.command_line.insert(request.command_line.end(), arguments.begin(), arguments.end());
  return request;
}

}  // namespace assay::cli
