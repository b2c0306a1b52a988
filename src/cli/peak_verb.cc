// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// assay peak: the highest Server rate, or MultiStream N, that can be trusted.
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

std::string AnswerJson(const PeakAnswer& answer) {
  nlohmann::ordered_json json = {{"unit", answer.unit},
                                 {"peak", nullptr},
                                 {"low", answer.low},
                                 {"high", answer.high},
                                 {"confidence", answer.confidence},
                                 {"is_confirmed", answer.is_confirmed},
                                 {"end", answer.end},
                                 {"folder", answer.folder.string()},
                                 {"confirmation", answer.confirmation.string()},
                                 {"probes", nlohmann::ordered_json::array()}};
  if (answer.level > 0) json["peak"] = answer.level;
  for (const PeakProbe& p : answer.probes) {
    json["probes"].push_back({{"purpose", p.purpose},
                              {"level", p.level},
                              {"spent_ns", p.spent.count()},
                              {"queries", p.queries},
                              {"late", p.late},
                              {"decision", p.decision}});
  }
  return json.dump(2) + "\n";
}

}  // namespace

int PeakVerb(const Arguments& arguments) {
  RunOptions options;
  options.scenario = "server";
  PeakRequest request;
  CLI::App app(
      "Finds the highest Server rate, or MultiStream samples per query, that holds the latency "
      "bound: short probes bracket it, a test confirms it. A search that was stopped or killed "
      "goes "
      "on with the same command and --out.",
      "assay peak");
  AddSearchOptions(app, options, "peaks", request.confidence);
  app.get_option("--scenario")->description("server, or multistream (profile v0.7 only)");
  AddTunedOption(app, options);
  app.add_flag("--full", request.full_length,
               "the confirmation has the rules' full length, whatever the budget");
  app.footer(
      "--budget bounds the whole search; without it probes and confirmation follow the rules' full "
      "length\n(hours, where the rules want hundreds of thousands of queries).\n\nexamples:\n"
      "  assay peak resnet50 --synthetic --latency-bound 60ms --budget 5m\n"
      "  assay peak resnet50 --backend simulated --budget 20s --out peaks/try");
  if (!Parse(app, arguments)) return 0;
  CheckSearch(options, request.confidence, "peak");
  request.run = ToRunRequest(options, "peak", arguments);
  Console console(options.quiet);
  const std::atomic<bool>& stop = StopRequested();
  const PeakAnswer answer = LoadMeasurement().Peak(request, console, stop);
  console.EndLive();
  std::fputs((options.json ? AnswerJson(answer) : PeakText(answer)).c_str(), stdout);
  if (stop) return 130;
  return answer.is_confirmed ? 0 : 1;
}

}  // namespace assay::cli
