// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// assay tune: the engine's best setting for a scenario.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/files.h"
#include "cli/console.h"
#include "cli/measurement.h"
#include "cli/options.h"
#include "cli/result_text.h"
#include "cli/run_options.h"
#include "cli/verbs.h"

namespace assay::cli {
int TuneVerb(const Arguments& arguments) {
  RunOptions options;
  TuneRequest request;
  CLI::App app(
      "Finds the engine's best setting for a scenario by measuring: streams, threads or requests, "
      "batch, batch window, and precision where it is allowed. Poor settings are given up early, "
      "the best are measured against the default in turn. The answer is a file for assay run "
      "--tuned, or that nothing is better than the default. A search that was stopped or killed "
      "goes on with the same command and --out.",
      "assay tune");
  AddSearchOptions(app, options, "tunes", request.confidence);
  app.add_option("--samples-per-query", options.samples_per_query, "MultiStream: N");
  app.add_option("--allow-precision", request.precisions,
                 "precisions that may be tried besides --precision, e.g. f32,bf16; default: none, "
                 "since they change answers")
      ->delimiter(',');
  app.footer(
      "--budget bounds the whole search; default 5m. What is given (--streams 2) is not varied.\n\n"
      "examples:\n"
      "  assay tune resnet50 --scenario offline --synthetic --budget 5m\n"
      "  assay tune resnet50 --scenario server --backend simulated --budget 20s --out tunes/try\n"
      "  assay run resnet50 --scenario offline --synthetic --tuned tunes/try/tuned.toml");
  if (!Parse(app, arguments)) return 0;
  CheckSearch(options, request.confidence, "tune");
  request.run = ToRunRequest(options, "tune", arguments);
  Console console(options.quiet);
  const std::atomic<bool>& stop = StopRequested();
  const TuneAnswer answer = LoadMeasurement().Tune(request, console, stop);
  console.EndLive();
  std::fputs((options.json ? ReadFile(answer.file, "the answer") : TuneText(answer)).c_str(),
             stdout);
  if (stop) return 130;
  return answer.is_answered ? 0 : 1;
}

}  // namespace assay::cli
