// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The verb compare: two sides of repeated runs, for people and for CI.
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/error.h"
#include "base/files.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "record/results_tree.h"
#include "report/compare_text.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kWorse = 1, kNotComparable = 3;

struct CompareVerbOptions {
  std::vector<std::string> paths, allowed;
  std::string baseline, out, threshold = "1%";
  double level = 98;
  bool is_paired = false, is_json = false, is_strict = false;
};

/// "2%", "2 %" or "0.02" as a share.
double ParseThreshold(const std::string& text) {
  char* end = nullptr;
  double value = std::strtod(text.c_str(), &end);
  std::string unit(end);
  unit.erase(std::remove(unit.begin(), unit.end(), ' '), unit.end());
  if (unit == "%") value /= 100;
  if (end == text.c_str() || !(unit.empty() || unit == "%") || !(value >= 0 && value < 1)) {
    throw Error(
        ErrorCode::kUsage,
        fmt::format("--threshold takes a share below 100 %, such as 1% or 0.01, not '{}'", text));
  }
  return value;
}

std::vector<RunRecord> ReadSide(const std::vector<std::string>& paths, std::string_view side) {
  std::vector<RunRecord> runs;
  for (const fs::path path : paths) {
    const std::vector<fs::path> folders = FindRunFolders(path);
    if (folders.empty()) {
      throw Error(ErrorCode::kMissingFile,
                  fmt::format("{} holds no run (run.json or the logs of a LoadGen): name a run "
                              "folder, or a folder of repeated runs, as side {}",
                              path.string(), side));
    }
    for (const fs::path& folder : folders) runs.push_back(ReadRun(folder));
  }
  std::stable_sort(runs.begin(), runs.end(), [](const RunRecord& a, const RunRecord& b) {
    return a.started < b.started;  // pairs are made in the order of measuring
  });
  return runs;
}

/// The two sides: A and B as given, or --baseline against everything given.
std::pair<std::vector<std::string>, std::vector<std::string>> SidesOf(
    const CompareVerbOptions& options) {
  if (!options.baseline.empty()) return {{options.baseline}, options.paths};
  if (options.paths.size() != 2) {
    throw Error(ErrorCode::kUsage,
                fmt::format("compare takes two sides, A and B, each a run folder or a folder of "
                            "repeated runs, not {}; with --baseline A all others are B",
                            options.paths.size()));
  }
  return {{options.paths[0]}, {options.paths[1]}};
}

CompareOptions RuleOf(const CompareVerbOptions& options) {
  const std::vector<std::string> traits = ComparedTraits();
  for (const std::string& trait : options.allowed) {
    if (std::find(traits.begin(), traits.end(), trait) != traits.end()) continue;
    throw Error(ErrorCode::kUsage, fmt::format("--allow takes some of {}, not '{}'",
                                               CLI::detail::join(traits, ", "), trait));
  }
  if (!(options.level > 50 && options.level < 100)) {
    throw Error(ErrorCode::kUsage, "--level takes percent between 50 and 100, such as 98");
  }
  return {.level = options.level / 100,
          .threshold = ParseThreshold(options.threshold),
          .is_paired = options.is_paired,
          .allowed = {options.allowed.begin(), options.allowed.end()}};
}

std::size_t TerminalWidth() {
  winsize size{};
  const bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 40;
  return is_known ? size.ws_col : 100;
}

int ExitCodeOf(const RunComparison& comparison, bool is_strict) {
  if (!comparison.IsComparable()) return kNotComparable;
  if (comparison.HasAny(CompareVerdict::kWorse)) return kWorse;
  return is_strict && comparison.HasAny(CompareVerdict::kCannotTell) ? kWorse : 0;
}

}  // namespace

int CompareVerb(const Arguments& arguments) {
  CompareVerbOptions options;
  CLI::App app(
      "Compares two sides of repeated runs: throughput, percentiles, accuracy, each with its "
      "interval and one of the verdicts better, worse, same and cannot tell.",
      "assay compare");
  app.add_option("PATH", options.paths,
                 "A and B: run folders or folders of repeated runs; with --baseline all are B")
      ->required();
  app.add_option("--baseline", options.baseline, "side A, when PATHs are all of side B");
  app.add_option("--threshold", options.threshold, "a smaller change is no change")
      ->capture_default_str();
  app.add_option("--level", options.level, "of the intervals, in percent")->capture_default_str();
  app.add_flag("--paired", options.is_paired,
               "A and B were measured in turns: pairs in the order of their start");
  app.add_option("--allow", options.allowed,
                 "traits that may differ: model, data, precision, machine, devices, profile, bound")
      ->delimiter(',');
  app.add_flag("--strict", options.is_strict, "'cannot tell' counts as failure");
  app.add_flag("--json", options.is_json, "for programs");
  app.add_option("-o,--out", options.out, "also a page with the intervals as a chart");
  app.footer(
      "exit code: 0 nothing is worse, 1 something is, 3 the sides are not comparable\n\n"
      "examples:\n  assay compare runs/before runs/after\n"
      "  assay compare --baseline runs/main --threshold 2% --strict runs/branch/*");
  if (!Parse(app, arguments)) return 0;
  const CompareOptions rule = RuleOf(options);
  const auto [paths_a, paths_b] = SidesOf(options);
  const RunComparison comparison =
      CompareRuns(ReadSide(paths_a, "A"), ReadSide(paths_b, "B"), rule);
  std::fputs((options.is_json ? CompareJson(comparison) : CompareText(comparison, TerminalWidth()))
                 .c_str(),
             stdout);
  if (!options.out.empty()) {
    WriteFile(options.out, MakeComparePage(comparison, {.name_a = paths_a.front(),
                                                        .name_b = paths_b.front(),
                                                        .version = ASSAY_VERSION}));
    std::fputs((options.out + "\n").c_str(), options.is_json ? stderr : stdout);
  }
  return ExitCodeOf(comparison, options.is_strict);
}

}  // namespace assay::cli
