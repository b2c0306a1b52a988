// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// assay tune: the engine's best setting for a scenario.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/console.h"
#include "cli/measurement.h"
#include "cli/options.h"
#include "cli/result_text.h"
#include "cli/run_options.h"
#include "cli/verbs.h"

namespace assay::cli {
namespace {

std::string TuneJson(const TuneAnswer& answer) {
  nlohmann::ordered_json json = {{"measures", answer.measures},
                                 {"unit", answer.unit},
                                 {"best", answer.best},
                                 {"is_better", answer.is_better},
                                 {"is_answered", answer.is_answered},
                                 {"figure", answer.figure},
                                 {"default_figure", answer.default_figure},
                                 {"ratio", answer.ratio},
                                 {"low", answer.low},
                                 {"high", answer.high},
                                 {"confidence", answer.confidence},
                                 {"blocks", answer.blocks},
                                 {"end", answer.end},
                                 {"settings_tried", answer.settings_tried},
                                 {"settings", answer.settings},
                                 {"folder", answer.folder.string()},
                                 {"tuned", answer.tuned.string()},
                                 {"trials", nlohmann::ordered_json::array()}};
  for (const TuneRow& row : answer.trials) {
    json["trials"].push_back({{"stage", row.stage},
                              {"setting", row.setting},
                              {"figure", row.figure},
                              {"spent_ns", row.spent.count()},
                              {"is_abandoned", row.is_abandoned},
                              {"says", row.says}});
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

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
  AddRuleOptions(app, options);
  AddSubjectOptions(app, options);
  app.add_option("--samples-per-query", options.samples_per_query, "MultiStream: N");
  app.add_option("--allow-precision", request.precisions,
                 "precisions that may be tried besides --precision, e.g. f32,bf16; default: none, "
                 "since they change answers")
      ->delimiter(',');
  app.add_option("--confidence", request.confidence, "of the answer's interval")
      ->capture_default_str();
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
  std::fputs((options.json ? TuneJson(answer) : TuneText(answer)).c_str(), stdout);
  if (stop) return 130;
  return answer.is_answered ? 0 : 1;
}

}  // namespace assay::cli
