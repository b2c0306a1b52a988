// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// assay demo: a first real number, in under three minutes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "cli/console.h"
#include "cli/measurement.h"
#include "cli/options.h"
#include "cli/result_text.h"
#include "cli/verbs.h"
#include "record/run_record.h"
#include "report/page.h"
#include "rules/rule_set.h"
#include "rules/run_plan.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr char kCard[] = "efficientnet-lite0";
constexpr char kPhotos[] = "skimage-photos";

constexpr Nanoseconds kWideBound = 100ms;  // for machines too slow for the rules'

struct Step {
  const char* title;
  const char* folder;
  Scenario scenario;
  Mode mode;
  bool trained;  // EfficientNet-Lite0, whose weights are real
  Nanoseconds budget;
};
constexpr Step kSteps[] = {
    {"ResNet50, Offline: how many photographs a second", "resnet50-offline", Scenario::kOffline,
     Mode::kPerformance, false, 15s},
    {"ResNet50, SingleStream: how long one photograph takes", "resnet50-singlestream",
     Scenario::kSingleStream, Mode::kPerformance, false, 10s},
    {"EfficientNet-Lite0, Server: the highest rate within a latency bound",
     "efficientnet-lite0-server", Scenario::kServer, Mode::kPerformance, true, 60s},
    {"EfficientNet-Lite0, accuracy on three real photographs", "efficientnet-lite0-photographs",
     Scenario::kOffline, Mode::kAccuracy, true, 0s},
};

RunRequest RequestOf(const Step& step, const fs::path& folder) {
  RunRequest request;
  request.plan.benchmark = "resnet50";
  request.plan.scenario = step.scenario;
  request.plan.mode = step.mode;
  if (step.budget > 0s) request.plan.budget = step.budget;
  request.synthetic = true;
  request.tiny = true;
  if (step.trained) request.model_card = ShareFolder() / "models" / fmt::format("{}.toml", kCard);
  if (step.mode == Mode::kAccuracy) request.data = HomeFolder() / "datasets" / kPhotos;
  request.out = folder / step.folder;
  request.command_line = {"assay", "demo"};
  return request;
}

RunRecord RunStep(const Step& step, const fs::path& folder, Console& console) {
  const RunRecord record = LoadMeasurement().Run(RequestOf(step, folder), console, StopRequested());
  console.EndLive();
  std::fputs(ResultText(record).c_str(), stdout);
  return record;
}

/// Whether the bound leaves a queue no room on this machine: EfficientNet-Lite0 needs about a tenth
/// of ResNet50's arithmetic, and a rate worth showing needs a bound of several samples' time.
bool IsTooSlowFor(Nanoseconds bound, const std::vector<RunRecord>& records) {
  constexpr int kTimesResNet50 = 10, kSamplesInABound = 3;
  return std::any_of(records.begin(), records.end(), [&](const RunRecord& record) {
    return kSamplesInABound * record.single_sample_time.value_or(0ns) > kTimesResNet50 * bound;
  });
}

/// The test that confirmed the peak, or the last one that tried to; none when the time was over
/// before. A slow machine gets a wider bound than the rules', which labels say.
std::optional<RunRecord> SearchStep(const Step& step, const fs::path& folder,
                                    const std::vector<RunRecord>& records, Console& console) {
  RunRequest request = RequestOf(step, folder);
  const RuleSet rules = RuleSet::LoadInstalled();
  const auto bound = rules.For(request.plan.benchmark, step.scenario).latency_bound;
  if (bound && IsTooSlowFor(*bound, records)) {
    request.plan.latency_bound = kWideBound;
    console.Say(
        fmt::format("the rules' bound is {}, near what this machine needs for one "
                    "photograph: within {} in its place",
                    FormatSpan(*bound), FormatSpan(kWideBound)));
  }
  const PeakAnswer answer = LoadMeasurement().Peak({.run = request}, console, StopRequested());
  console.EndLive();
  std::fputs(PeakText(answer).c_str(), stdout);
  const fs::path test = answer.confirmation.empty() ? answer.last_test : answer.confirmation;
  if (test.empty()) return std::nullopt;
  return ReadRun(test);
}

fs::path NewDemoFolder(const std::string& wanted) {
  fs::path folder = wanted.empty() ? fs::path("runs/demo") : fs::path(wanted);
  if (!wanted.empty() && fs::exists(folder)) {
    throw Error(ErrorCode::kUsage, folder.string() + " exists: choose another --out");
  }
  for (int i = 2; fs::exists(folder); ++i) folder = fmt::format("runs/demo-{}", i);
  MakeFolder(folder);
  return folder;
}

}  // namespace

int DemoVerb(const Arguments& arguments) {
  std::string out;
  CLI::App app("Measures this machine in under three minutes and shows a page.", "assay demo");
  app.add_option("--out", out, "folder for the runs and the page; default runs/demo");
  app.footer("example:\n  assay demo");
  if (!Parse(app, arguments)) return 0;
  Console console;
  Measurement& measurement = LoadMeasurement();
  const fs::path folder = NewDemoFolder(out);
  console.Say("[1/6] trained weights and three photographs");
  measurement.Get(kCard, console);
  measurement.Get(kPhotos, console);
  std::vector<RunRecord> records;
  int number = 2;
  for (const Step& step : kSteps) {
    console.Say(fmt::format("[{}/6] {}", number++, step.title));
    if (step.scenario == Scenario::kServer) {
      if (auto record = SearchStep(step, folder, records, console))
        records.push_back(std::move(*record));
      if (StopRequested()) return 130;
    } else {
      records.push_back(RunStep(step, folder, console));
      if (records.back().state != RunState::kComplete) return ExitCodeOf(records.back());
    }
    std::fflush(stdout);
  }
  console.Say("[6/6] the page");
  const fs::path page = folder / "report.html";
  WriteFile(page, MakePage(records, {.title = "Assay demo"}));
  fmt::print("\nThe page: {}\n", fs::absolute(page).string());
  return 0;
}

}  // namespace assay::cli
