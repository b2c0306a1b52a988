// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The verbs that ask one question or fetch something: list, system, get, make.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/console.h"
#include "cli/measurement.h"
#include "cli/options.h"
#include "cli/rule_tables.h"
#include "cli/verbs.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

void PrintJson(const Json& json) {
  std::fputs((json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n").c_str(), stdout);
}

RuleSet Rules() { return RuleSet::LoadInstalled(); }

Json ListJson() {
  Json json;
  const RuleSet rules = Rules();
  for (const BenchmarkRules& b : rules.benchmarks()) json["benchmarks"].push_back(b.name);
  json["runnable"] = LoadMeasurement().RunnableBenchmarks();
  for (const InstalledBackend& b : LoadMeasurement().Backends()) {
    json["backends"].push_back(
        {{"name", b.name}, {"description", b.description}, {"installed", b.is_installed}});
  }
  for (const Scenario s : AllScenarios()) json["scenarios"].push_back(Name(s));
  return json;
}

void PrintList() {
  const std::vector<std::string> runnable = LoadMeasurement().RunnableBenchmarks();
  const RuleSet rules = Rules();
  fmt::print("benchmarks (rules {}):\n", rules.round());
  for (const BenchmarkRules& b : rules.benchmarks()) {
    const bool runs = std::find(runnable.begin(), runnable.end(), b.name) != runnable.end();
    fmt::print("  {:<15} {}, {}, {}{}\n", b.name, b.task, b.model, b.dataset,
               runs ? "" : "  (rules known; cannot be run by this version)");
  }
  fmt::print("\nbackends:\n");
  for (const InstalledBackend& b : LoadMeasurement().Backends()) {
    fmt::print("  {:<15} {}\n", b.name,
               b.is_installed ? b.description : "not installed: " + b.get_it);
  }
  fmt::print("\nscenarios:\n");
  for (const Scenario s : AllScenarios()) fmt::print("  {}\n", Name(s));
}

}  // namespace

int ListVerb(const Arguments& arguments) {
  int table = 0;
  bool json = false;
  CLI::App app("Lists benchmarks, backends and scenarios, or the tables of the rules.",
               "assay list");
  app.add_option("--table", table, "1: benchmarks and their requirements; 2: required scenarios")
      ->check(CLI::Range(1, 2));
  app.add_flag("--json", json, "as JSON on stdout");
  app.footer("example:\n  assay list --table 1");
  if (!Parse(app, arguments)) return 0;
  if (table != 0) {
    std::fputs((json ? RuleTableJson(Rules(), table) : RuleTableText(Rules(), table)).c_str(),
               stdout);
  } else if (json) {
    PrintJson(ListJson());
  } else {
    PrintList();
  }
  return 0;
}

int SystemVerb(const Arguments& arguments) {
  bool json = false;
  CLI::App app("Tells what machine this is and what disturbs a measurement on it.", "assay system");
  app.add_flag("--json", json, "as JSON on stdout");
  app.footer("example:\n  assay system --json");
  if (!Parse(app, arguments)) return 0;
  const NameValues facts = LoadMeasurement().DescribeSystem();
  if (json) {
    Json object = Json::object();
    for (const auto& [name, value] : facts) object[name] = value;
    PrintJson(object);
    return 0;
  }
  for (const auto& [name, value] : facts) fmt::print("{:<22} {}\n", name, value);
  return 0;
}

int GetVerb(const Arguments& arguments) {
  std::string name;
  bool json = false;
  CLI::App app("Gets a model or data set by its card: downloads, verifies, converts.", "assay get");
  app.add_option("NAME", name, "e.g. efficientnet-lite0, skimage-photos")->required();
  app.add_flag("--json", json, "as JSON on stdout");
  app.footer("example:\n  assay get efficientnet-lite0");
  if (!Parse(app, arguments)) return 0;
  Console console;
  const fs::path path = LoadMeasurement().Get(name, console);
  if (json) {
    PrintJson({{"name", name}, {"path", path.string()}});
  } else {
    fmt::print("{}\n", path.string());
  }
  return 0;
}

int ConvertVerb(const Arguments& arguments) {
  ConvertRequest request;
  bool json = false;
  CLI::App app(
      "Makes a model's file for engines that read no ONNX, and compares what both compute.",
      "assay convert");
  app.add_option("CARD", request.card, "model card: a name or a path")->required();
  app.add_option("--to", request.to, "torchscript (for libtorch), savedmodel (for tensorflow)")
      ->required();
  app.add_flag("--synthetic", request.synthetic, "make the ONNX file with seeded weights");
  app.add_flag("--json", json, "as JSON on stdout");
  app.footer("example:\n  assay convert efficientnet-lite0 --to savedmodel");
  if (!Parse(app, arguments)) return 0;
  Console console;
  const fs::path path = LoadMeasurement().Convert(request, console);
  if (json) {
    PrintJson({{"card", request.card}, {"to", request.to}, {"path", path.string()}});
  } else {
    fmt::print("{}\n", path.string());
  }
  return 0;
}

int CalibrateVerb(const Arguments& arguments) {
  CalibrateRequest request;
  bool json = false;
  CLI::App app(
      "Makes an 8-bit ONNX model from calibration samples, without training, and a model card for "
      "it.",
      "assay calibrate");
  app.add_option("BENCHMARK", request.benchmark, "e.g. resnet50")->required();
  app.add_option("--model", request.model_card, "model card; default: the benchmark's own");
  app.add_option("--data", request.data, "folder of the data set")->required();
  app.add_option("--list", request.list,
                 "names of the calibration samples, one a line, e.g. the rules' official list");
  app.add_option("--count", request.count, "samples without a list, spread evenly")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  app.add_option(
         "--method", request.method,
         "of the ranges: minmax, percentile or entropy (keeps every tensor of all samples in "
         "memory: 0.1 GB a sample for ResNet50)")
      ->capture_default_str();
  app.add_flag("--json", json, "as JSON on stdout");
  app.footer(
      "example:\n  assay calibrate resnet50 --model efficientnet-lite0 --data photos\n"
      "then:\n  assay run resnet50 --model CARD --precision i8 --data photos --mode accuracy");
  if (!Parse(app, arguments)) return 0;
  Console console;
  const fs::path card = LoadMeasurement().Calibrate(request, console);
  if (json) {
    PrintJson({{"benchmark", request.benchmark}, {"card", card.string()}});
  } else {
    fmt::print("{}\n", card.string());
  }
  return 0;
}

int MakeVerb(const Arguments& arguments) {
  std::string name, scale;
  bool json = false;
  CLI::App app("Makes the synthetic model and data set of a benchmark.", "assay make");
  app.add_option("BENCHMARK", name, "e.g. resnet50")->required();
  app.add_option("--scale", scale, "tiny: few samples")->check(CLI::IsMember({"tiny"}));
  app.add_flag("--json", json, "as JSON on stdout");
  app.footer("example:\n  assay make resnet50 --scale tiny");
  if (!Parse(app, arguments)) return 0;
  Console console;
  Json made = Json::array();
  for (const fs::path& path : LoadMeasurement().Make(name, scale == "tiny", console)) {
    made.push_back(path.string());
    if (!json) fmt::print("{}\n", path.string());
  }
  if (json) PrintJson(made);
  return 0;
}

}  // namespace assay::cli
