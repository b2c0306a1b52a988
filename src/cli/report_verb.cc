// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The verb report: a page from run folders or published results trees, charts as files, data.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/run_options.h"
#include "cli/verbs.h"
#include "record/power.h"
#include "record/results_tree.h"
#include "record/run_json.h"
#include "record/wall_time.h"
#include "report/page.h"
#include "report/png.h"
#include "report/published_page.h"
#include "report/results_text.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

struct ReportOptions {
  std::vector<std::string> paths;
  std::string out, title;
  std::string csv, json, markdown;  // files; "-" is stdout; empty: not asked for
  std::string svg, png;             // folders; empty: not asked for
  std::string costs;                // a file of the user's
  double max_watts_per_card = 0;    // 0: no limit
  std::string power, power_offset;  // a meter's file, and what is added to its times

  bool AsksForData() const { return !csv.empty() || !json.empty() || !markdown.empty(); }
  bool AsksForCharts() const { return !svg.empty() || !png.empty(); }
};

/// What the paths hold.
struct Inputs {
  std::vector<RunRecord> runs;
  ResultsTree tree;
  bool has_tree = false;
};

/// How far reading has come, on stderr: one live line on a terminal, else a line every ten seconds.
class ReadingLine {
 public:
  ~ReadingLine() {
    if (is_shown_ && is_terminal_) std::fputs("\r\033[K", stderr);
  }
  void Show(const TreeProgress& progress) {
    const auto now = std::chrono::steady_clock::now();
    const auto interval = std::chrono::milliseconds(is_terminal_ ? 200 : 10'000);
    if (now - last_ < interval) return;
    last_ = now;
    is_shown_ = true;
    std::fputs(fmt::format("{}  {} results read, now {}{}", is_terminal_ ? "\r\033[K" : "",
                           FormatCount(progress.results), Printable(progress.where),
                           is_terminal_ ? "" : "\n")
                   .c_str(),
               stderr);
  }

 private:
  /// Names of folders are others': nothing of them may steer the terminal.
  static std::string Printable(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c >= 0 && (c < ' ' || c == 0x7F); }, '?');
    return text;
  }

  bool is_terminal_ = isatty(STDERR_FILENO) == 1;
  bool is_shown_ = false;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

const RuleSet& Rules() {
  static const RuleSet rules = RuleSet::LoadInstalled();
  return rules;
}

void ReadTreeInto(const fs::path& path, ResultsTree& tree) {
  ReadingLine line;
  ResultsTree more =
      ReadTree(path, {.rules = &Rules(), .progress = [&](const TreeProgress& p) { line.Show(p); }});
  if (tree.root.empty()) tree.root = more.root;
  const auto append = [](auto& list, auto& added) {
    list.insert(list.end(), std::make_move_iterator(added.begin()),
                std::make_move_iterator(added.end()));
  };
  append(tree.results, more.results);
  append(tree.systems, more.systems);
  append(tree.notes, more.notes);
}

/// Sets each performance run beside the samples of a meter's file.
void AddPower(const ReportOptions& options, std::vector<RunRecord>& runs) {
  const Nanoseconds offset = ParsePowerOffset(options.power_offset);
  if (options.power.empty()) return;
  for (RunRecord& run : runs) {
    if (run.plan.mode == Mode::kAccuracy) continue;
    // Times without a zone are those of the machine that ran.
    run.power = PowerWithin(
        ReadPowerCsv(options.power, {.zone = ZoneOf(run.started), .offset = offset}), run);
  }
}

/// A run folder, a results tree, or a folder of run folders.
Inputs ReadInputs(const ReportOptions& options) {
  Inputs inputs;
  for (const fs::path path : options.paths) {
    const std::vector<fs::path> runs = FindRunFolders(path);
    if (runs != std::vector{path} && HoldsResultsTree(path)) {
      ReadTreeInto(path, inputs.tree);
      inputs.has_tree = true;
      continue;
    }
    if (runs.empty()) {
      throw Error(ErrorCode::kMissingFile,
                  fmt::format("{} holds neither a run (run.json or the logs of a LoadGen) nor "
                              "published results (closed|open/<submitter>/results): name a folder "
                              "that does",
                              path.string()));
    }
    for (const fs::path& run : runs) inputs.runs.push_back(ReadRun(run));
  }
  if (inputs.has_tree && inputs.tree.results.empty()) {
    throw Error(ErrorCode::kMissingFile, fmt::format("no result in {}: its results folder holds no "
                                                     "<system>/<model>/<scenario>",
                                                     inputs.tree.root.string()));
  }
  AddPower(options, inputs.runs);
  for (const RunRecord& run : inputs.runs) inputs.tree.results.push_back(ResultOf(run));
  return inputs;
}

std::string RunsJson(const std::vector<RunRecord>& runs) {
  std::string text;
  for (const RunRecord& run : runs) text += (text.empty() ? "[" : ",\n") + RunJsonText(run);
  return text + "]\n";
}

/// To a file, whose name is printed, or to stdout for "-".
void Put(const std::string& file, const std::string& text) {
  if (file == "-") {
    std::fputs(text.c_str(), stdout);
    return;
  }
  WriteFile(file, text);
  fmt::print("{}\n", file);
}

void PutData(const ReportOptions& options, const Inputs& inputs) {
  if (!options.csv.empty()) Put(options.csv, ResultsCsv(inputs.tree));
  if (!options.json.empty()) {
    Put(options.json, inputs.has_tree ? ResultsJson(inputs.tree) : RunsJson(inputs.runs));
  }
  if (!options.markdown.empty()) Put(options.markdown, ResultsMarkdown(inputs.tree));
}

PublishedPageOptions PageOptionsOf(const ReportOptions& options) {
  static const Costs costs = options.costs.empty() ? Costs{} : ReadCosts(options.costs);
  PublishedPageOptions page{.title = options.title, .rules = &Rules(), .version = ASSAY_VERSION};
  if (!options.costs.empty()) page.costs = &costs;
  if (options.max_watts_per_card > 0) page.max_watts_per_card = options.max_watts_per_card;
  return page;
}

void PutPage(const ReportOptions& options, const Inputs& inputs) {
  const fs::path page =
      options.out.empty() ? fs::path(options.paths.front()) / "report.html" : fs::path(options.out);
  const std::string title = options.title.empty() ? "Assay report" : options.title;
  WriteFile(page, MakePage(inputs.runs, {.title = title}));
  fmt::print("{}\n", page.string());
}

/// The page of a tree alone (--out names a page), or page and data in a folder of their own: a
/// published tree is not written into.
void PutTree(const ReportOptions& options, const Inputs& inputs) {
  const fs::path out = options.out.empty() ? fs::path("assay-report") : fs::path(options.out);
  const std::string page = MakePublishedPage(inputs.tree, PageOptionsOf(options));
  if (out.extension() == ".html" || out.extension() == ".htm") {
    Put(out, page);
    return;
  }
  MakeFolder(out);
  Put(out / "report.html", page);
  Put(out / "results.csv", ResultsCsv(inputs.tree));
  Put(out / "results.json", ResultsJson(inputs.tree));
  Put(out / "results.md", ResultsMarkdown(inputs.tree));
}

/// Every chart as a file of its own.
void PutCharts(const ReportOptions& options, const Inputs& inputs) {
  const auto write = [&](const fs::path& folder) {
    return inputs.has_tree ? WritePublishedCharts(inputs.tree, PageOptionsOf(options), folder)
                           : WriteCharts(inputs.runs, folder);
  };
  if (!options.svg.empty()) {
    for (const fs::path& file : write(options.svg)) fmt::print("{}\n", file.string());
  }
  if (options.png.empty()) return;
  const std::vector<fs::path> svgs = write(options.png);
  for (const fs::path& file : WritePngs(svgs)) fmt::print("{}\n", file.string());
  if (fs::path(options.svg).lexically_normal() == fs::path(options.png).lexically_normal()) return;
  for (const fs::path& svg : svgs) fs::remove(svg);
}

void SayNotes(const Inputs& inputs) {
  std::size_t notes = inputs.tree.notes.size(), results = 0;
  for (const PublishedResult& result : inputs.tree.results) {
    notes += result.notes.size();
    results += result.notes.empty() ? 0 : 1;
  }
  std::string line = fmt::format("{} results read", FormatCount(inputs.tree.results.size()));
  if (notes > 0) {
    line += fmt::format("; {} notes, on {} of them: see the notes in the report",
                        FormatCount(notes), FormatCount(results));
  }
  std::fputs((line + "\n").c_str(), stderr);
}

/// `--json FILE` looks right but is a flag and a path.
void RefuseJsonFileAsPath(const ReportOptions& options) {
  std::error_code ignored;
  for (const fs::path path : options.paths) {
    if (options.json != "-" || path.extension() != ".json" || fs::exists(path, ignored)) continue;
    throw Error(ErrorCode::kUsage,
                fmt::format("no {0}: to write JSON into this file say --json={0}", path.string()));
  }
}

}  // namespace

int ReportVerb(const Arguments& arguments) {
  ReportOptions options;
  CLI::App app(
      "Makes one self-contained HTML page from run folders or published results trees (any level "
      "of "
      "closed|open/<submitter>/results), their charts as files, and their data.",
      "assay report");
  app.add_option("PATH", options.paths, "run folders, folders of them, or results trees")
      ->required();
  app.add_option("-o,--out", options.out,
                 "run folders: the page, default report.html in the first; trees: the page "
                 "(*.html), or a folder for page and data, default assay-report");
  app.add_option("--title", options.title, "title of the page");
  app.add_option("--svg", options.svg, "every chart as an SVG file into this folder");
  app.add_option("--png", options.png, "every chart as a PNG file into this folder (librsvg)");
  app.add_option("--csv", options.csv, "one row a result into this file; - is stdout");
  app.add_flag("--json{-}", options.json,
               "records or results as JSON on stdout, or into FILE with --json=FILE");
  app.add_option("--markdown", options.markdown, "tables of the results into this file");
  app.add_option("--costs", options.costs,
                 "trees: watts and prices with their sources (examples/card-power.toml)");
  app.add_option("--max-watts-per-card", options.max_watts_per_card,
                 "trees: per watt, show only cards that --costs rates at most so high")
      ->check(CLI::PositiveNumber);
  app.add_option("--power", options.power,
                 "runs: a meter's CSV file, set beside each run's time (docs/power.md)");
  app.add_option("--power-offset", options.power_offset,
                 "is added to the times of that file, e.g. -1h or 2.5s");
  app.footer(
      "examples:\n  assay report runs/* --out report.html\n"
      "  assay report inference_results_v0.7/closed/DellEMC -o dell.html --svg charts\n"
      "  assay report inference_results_v0.7/closed/DellEMC --csv dell.csv");
  if (!Parse(app, arguments)) return 0;
  RefuseJsonFileAsPath(options);
  if (options.max_watts_per_card > 0 && options.costs.empty()) {
    throw Error(ErrorCode::kUsage,
                "--max-watts-per-card needs to know the cards' watts: add --costs FILE");
  }
  const Inputs inputs = ReadInputs(options);
  if (!inputs.has_tree && !options.costs.empty()) {
    throw Error(ErrorCode::kUsage,
                "--costs is about the accelerators of a published results tree, and there is none "
                "among the paths: leave it out");
  }
  if (inputs.runs.empty() && !options.power.empty()) {
    throw Error(ErrorCode::kUsage,
                "--power is about run folders, and there is none among the paths: leave it out");
  }
  if (inputs.has_tree) SayNotes(inputs);
  PutData(options, inputs);
  PutCharts(options, inputs);
  if ((options.AsksForData() || options.AsksForCharts()) && options.out.empty()) return 0;
  inputs.has_tree ? PutTree(options, inputs) : PutPage(options, inputs);
  return 0;
}

}  // namespace assay::cli
