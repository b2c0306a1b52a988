// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// assay run: one benchmark in one scenario.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/error.h"
#include "base/text.h"
#include "cli/console.h"
#include "cli/measurement.h"
#include "cli/options.h"
#include "cli/result_text.h"
#include "cli/verbs.h"
#include "record/run_json.h"

namespace assay::cli {
namespace {

/// Options as typed; empty = not given.
struct RunOptions {
  std::string benchmark, scenario = "offline", mode = "performance", division = "open";
  std::string model, data, out, backend = "openvino", backend_config, precision = "f32", scale;
  std::string budget, target_qps, latency_bound, window, loadgen, profile;
  double quality_target = -1;
  int samples_per_query = 0, batch = 0, streams = 0, threads = 0, sessions = 0;
  bool synthetic = false, json = false, quiet = false;
};

void AddRuleOptions(CLI::App& app, RunOptions& o) {
  app.add_option("benchmark", o.benchmark, "e.g. resnet50; see 'assay list'")->required();
  app.add_option("--scenario", o.scenario, "offline, server, singlestream or multistream")
      ->capture_default_str();
  app.add_option("--mode", o.mode, "performance or accuracy")->capture_default_str();
  app.add_option("--division", o.division, "open or closed")->capture_default_str();
  app.add_option("--budget", o.budget,
                 "hard bound on the time of the test, e.g. 15s: replaces the rules' minimum "
                 "duration and counts");
  app.add_option("--target-qps", o.target_qps, "Server: queries per second; default: find it");
  app.add_option("--latency-bound", o.latency_bound,
                 "Open: another bound than the rules', e.g. 20ms");
  app.add_option("--quality-target", o.quality_target, "Open: the least score that passes");
  app.add_option("--samples-per-query", o.samples_per_query, "MultiStream: N");
  app.add_option(
         "--loadgen", o.loadgen,
         "which LoadGen measures: assay or official; default: the one Assay was built with. "
         "The official one keeps no time limit and no journal")
      ->check(CLI::IsMember({"assay", "official"}));
  app.add_option("--profile", o.profile,
                 "whose rules of the LoadGen: v0.7 or v6; default: the LoadGen's first")
      ->check(CLI::IsMember({"v0.7", "v6"}));
}

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
      ->capture_default_str();
  app.add_option("--batch", o.batch, "largest batch");
  app.add_option("--batch-window", o.window, "how long a batch may wait for company, e.g. 2ms");
  app.add_option("--streams", o.streams, "parallel streams of the engine");
  app.add_option("--threads", o.threads, "threads of the engine");
  app.add_option("--requests", o.sessions, "requests in flight per device");
  app.add_option("--out", o.out, "run folder; default runs/<time>-<benchmark>-<scenario>");
  app.add_flag("--json", o.json, "the record as JSON on stdout");
  app.add_flag("--quiet", o.quiet, "no progress");
}

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

RunRequest ToRunRequest(const RunOptions& o, const Arguments& arguments) {
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
                    .window = std::nullopt};
  if (!o.window.empty()) request.engine.window = ParseDuration(o.window, "--batch-window");
  request.profile = o.profile;
  request.out = o.out;
  request.command_line = {"assay", "run"};
  request.command_line.insert(request.command_line.end(), arguments.begin(), arguments.end());
  return request;
}

}  // namespace

int RunVerb(const Arguments& arguments) {
  RunOptions options;
  CLI::App app(
      "Runs one benchmark in one scenario, judges it and keeps everything in a run folder.",
      "assay run");
  AddRuleOptions(app, options);
  AddSubjectOptions(app, options);
  app.footer(
      "examples:\n"
      "  assay run resnet50 --scenario offline --synthetic --budget 15s\n"
      "  assay run resnet50 --model models/efficientnet-lite0.toml --data photos "
      "--mode accuracy --quality-target 87.1\n"
      "  assay run resnet50 --backend simulated --scenario server --target-qps 1000 --budget 10s");
  if (!Parse(app, arguments)) return 0;
  Arguments all = {"run"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  EnsureLoadGen({.loadgen = options.loadgen, .profile = options.profile}, all);
  Console console(options.quiet);
  const RunRequest request = ToRunRequest(options, arguments);
  const RunRecord record = LoadMeasurement().Run(request, console, StopRequested());
  console.EndLive();
  if (options.json) {
    std::fputs(RunJsonText(record).c_str(), stdout);
  } else {
    std::fputs(ResultText(record).c_str(), stdout);
  }
  if (record.state == RunState::kFailed) throw Error(ErrorCode::kEngine, record.failure);
  return ExitCodeOf(record);
}

}  // namespace assay::cli
