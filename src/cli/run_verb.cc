// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// assay run: one benchmark in one scenario.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/error.h"
#include "cli/console.h"
#include "cli/measurement.h"
#include "cli/options.h"
#include "cli/result_text.h"
#include "cli/run_options.h"
#include "cli/verbs.h"
#include "record/run_json.h"

namespace assay::cli {

int RunVerb(const Arguments& arguments) {
  RunOptions options;
  CLI::App app(
      "Runs one benchmark in one scenario, judges it and keeps everything in a run folder.",
      "assay run");
  AddSingleRunOptions(app, options);
  AddTunedOption(app, options);
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
  const RunRequest request = ToRunRequest(options, "run", arguments);
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
