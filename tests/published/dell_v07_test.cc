// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A real published tree: the 210 results of one submitter of round v0.7, against golden values and
// the tables that were computed from the same logs by other means (shared/docs/checker.md).
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iostream>
#include <map>

#include "base/files.h"
#include "base/test_folder.h"
#include "base/text.h"
#include "record/results_tree.h"
#include "report/published_page.h"
#include "report/published_view.h"
#include "report/results_text.h"
#include "report/system_table.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using report::ScalingPair;
using report::SystemRow;
using report::SystemTable;
using Cells = std::vector<std::string>;

fs::path Source() { return std::getenv("ASSAY_SOURCE_DIR"); }

fs::path Shared() {
  const char* shared = std::getenv("ASSAY_SHARED");
  return shared != nullptr ? fs::path(shared) : Source() / ".." / "shared";
}

/// The tree, read once; no results (and said) where it is not at hand.
const ResultsTree& Tree() {
  static const ResultsTree tree = [] {
    const fs::path folder = std::getenv("ASSAY_PUBLISHED_TREE");
    if (!HoldsResultsTree(folder)) {
      std::cout << "skipped: no published tree in " << folder.string() << "\n";
      return ResultsTree{};
    }
    const RuleSet rules = RuleSet::Load(Source() / "rules/v0.7.json");
    return ReadTree(folder, {.rules = &rules});
  }();
  return tree;
}

/// Rows of comma-separated values with quotes.
std::vector<Cells> ParseCsv(const std::string& text) {
  std::vector<Cells> rows(1, Cells(1));
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      rows.back().back() += text[++i];
    } else if (c == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && c == ',') {
      rows.back().emplace_back();
    } else if (!is_quoted && c == '\r') {  // line ends are of either kind
      continue;
    } else if (!is_quoted && c == '\n') {
      rows.emplace_back(1);
    } else {
      rows.back().back() += c;
    }
  }
  rows.pop_back();  // behind the last line end
  return rows;
}

bool AreEqualNumbers(const std::string& a, const std::string& b) {
  double x = 0, y = 0;
  const auto parse = [](const std::string& text, double& value) {
    const char* end = text.data() + text.size();
    return std::from_chars(text.data(), end, value).ptr == end && !text.empty();
  };
  return parse(a, x) && parse(b, y) && x == y;
}

TEST_CASE("published tree: 210 results, every column as in the golden file") {
  if (Tree().results.empty()) return;
  const auto golden = ParseCsv(ReadFile(Shared() / "golden/dell_v07.csv", "golden file"));
  const auto ours = ParseCsv(ResultsCsv(Tree()));
  REQUIRE(golden.size() == 211);
  REQUIRE(ours.size() == golden.size());
  for (std::size_t column = 0; column < golden[0].size(); ++column) {
    const std::string& name = golden[0][column];
    CAPTURE(name);
    CHECK(ours[0][column] == name);
    const bool is_exact = name == "figure" || name == "figure_per_accelerator";
    for (std::size_t row = 1; row < golden.size(); ++row) {
      const std::string &theirs = golden[row][column], &found = ours[row][column];
      CHECK_MESSAGE((found == theirs || (!is_exact && AreEqualNumbers(found, theirs))), "row ", row,
                    ": ", found, " instead of ", theirs);
    }
  }
}

TEST_CASE("published tree: the percentiles of a run's summary, in order") {
  if (Tree().results.empty()) return;
  for (const PublishedResult& result : Tree().results) {
    if (result.system != "R7525_A100x3_TRT" || result.model != "resnet50") continue;
    if (result.scenario != Scenario::kServer) continue;
    std::vector<std::uint64_t> found;
    for (const LatencyPoint& point : result.runs.back().percentiles) {
      found.push_back(point.nanoseconds);
    }
    CHECK(found ==
          std::vector<std::uint64_t>{5047857, 6694726, 7418121, 7744982, 8353691, 9289158});
    return;
  }
  FAIL("the result is not there");
}

TEST_CASE("published tree: all are valid; what is odd in it is noted") {
  if (Tree().results.empty()) return;
  CHECK(std::all_of(Tree().results.begin(), Tree().results.end(),
                    [](const PublishedResult& r) { return r.IsValid(); }));
  CHECK(Tree().systems.size() == 18);  // one of them has no result
  CHECK(Tree().notes.empty());
  std::map<std::string, int> notes;
  for (const PublishedResult& result : Tree().results) {
    for (const Finding& note : result.notes) ++notes[note.rule];
  }
  // Seven logs with "CAS failed"; the runs of one Server result differ (checker.md, 4.6).
  CHECK(notes == std::map<std::string, int>{{"loadgen-error", 7}, {"figure", 1}});
}

/// The rows of the table under a heading of a Markdown file, without its rule.
std::vector<Cells> MarkdownTable(const std::string& text, const std::string& heading) {
  std::vector<Cells> rows;
  std::size_t at = text.find("\n" + heading);
  REQUIRE(at != std::string::npos);
  for (at = text.find("\n|", at); at != std::string::npos && text[at + 1] == '|';) {
    const std::size_t end = text.find('\n', at + 1);
    const std::string line = text.substr(at + 2, end - at - 2);
    Cells cells;
    for (std::size_t begin = 0, bar; (bar = line.find('|', begin)) != line.npos; begin = bar + 1) {
      cells.emplace_back(Trim(std::string_view(line).substr(begin, bar - begin)));
    }
    if (!line.starts_with("---")) rows.push_back(cells);
    at = end;
  }
  return rows;
}

std::string CheckerText() { return ReadFile(Shared() / "docs/checker.md", "checker page"); }

std::string ThreeDecimals(std::optional<double> value) {
  return value ? fmt::format("{:.3f}", *value) : "-";
}

TEST_CASE("published tree: scaling efficiencies are those of the checker page") {
  if (Tree().results.empty()) return;
  const SystemTable table = report::MakeSystemTable(Tree());
  const std::vector<ScalingPair> pairs = report::ScalingPairs(table);
  const std::vector<Cells> rows = MarkdownTable(CheckerText(), "### 4.3 ");
  REQUIRE(rows.size() == 13);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::string& names = rows[i][0];
    const std::size_t arrow = names.find(" -> ");
    const auto pair = std::find_if(pairs.begin(), pairs.end(), [&](const ScalingPair& p) {
      return p.from->system == names.substr(0, arrow) + "_TRT" &&
             p.to->system == names.substr(arrow + 4) + "_TRT";
    });
    REQUIRE_MESSAGE(pair != pairs.end(), names);
    for (std::size_t column = 2; column < rows[i].size(); ++column) {
      const auto found = report::ScalingEfficiency(
          {pair->from, pair->to, rows[0][column], ParseScenario(rows[i][1])});
      CHECK_MESSAGE(ThreeDecimals(found) == rows[i][column], names, " ", rows[0][column]);
    }
  }
}

TEST_CASE("published tree: Server to Offline ratios are those of the checker page") {
  if (Tree().results.empty()) return;
  const auto ratios = report::ServerOfflineRatios(report::MakeSystemTable(Tree()));
  const std::vector<Cells> rows = MarkdownTable(CheckerText(), "### 4.4 ");
  REQUIRE(rows.size() == 8);
  CHECK(ratios.size() == 7);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto row = std::find_if(ratios.begin(), ratios.end(),
                                  [&](const auto& r) { return r.label == rows[i][0]; });
    REQUIRE_MESSAGE(row != ratios.end(), rows[i][0]);
    const Cells found = {
        row->label,
        std::to_string(row->systems),
        ThreeDecimals(row->min),
        ThreeDecimals(row->median),
        ThreeDecimals(row->max),
        ThreeDecimals(row->accelerated_min) + " / " + ThreeDecimals(row->accelerated_median)};
    CHECK(found == rows[i]);
  }
}

TEST_CASE("published tree: the Markdown holds the checker page's tables of figures") {
  if (Tree().results.empty()) return;
  const std::string text = "\n" + ResultsMarkdown(Tree());
  const auto strip = [](std::vector<Cells> rows) {  // headings differ in words
    rows.erase(rows.begin());
    return rows;
  };
  CHECK(strip(MarkdownTable(text, "## Offline samples/s")) ==
        strip(MarkdownTable(CheckerText(), "### 4.1 ")));
}

TEST_CASE("published tree: the gallery's nine figures are what is drawn from it") {
  if (Tree().results.empty()) return;
  const RuleSet rules = RuleSet::Load(Source() / "rules/v0.7.json");
  const TestFolder folder;
  WritePublishedCharts(Tree(), {.rules = &rules}, folder.path());
  int figures = 0;
  for (const auto& kept : fs::directory_iterator(Source() / "docs/images/gallery")) {
    const fs::path drawn = folder / kept.path().filename();
    CAPTURE(drawn.string());
    CHECK(ReadFile(drawn, "chart") == ReadFile(kept.path(), "chart"));
    ++figures;
  }
  CHECK(figures == 9);
}

TEST_CASE("published tree: its page has at most 1.5 MB, with costs too, and every part") {
  if (Tree().results.empty()) return;
  const RuleSet rules = RuleSet::Load(Source() / "rules/v0.7.json");
  const Costs costs = ReadCosts(Source() / "examples/card-power.toml");
  CHECK(MakePublishedPage(Tree(), {.rules = &rules}).size() <= 1'500'000);
  const std::string page = MakePublishedPage(Tree(), {.rules = &rules, .costs = &costs});
  CHECK(page.size() <= 1'500'000);
  for (const char* part : {"figures", "per-accelerator", "per-watt", "scaling", "server-offline",
                           "latency", "accuracy", "results", "systems"}) {
    CAPTURE(part);
    CHECK(page.find(fmt::format("<h2 id=\"{}\">", part)) != std::string::npos);
  }
}

TEST_CASE("published tree: the study's claims, with the numbers that its logs hold") {
  if (Tree().results.empty()) return;
  const auto claims = report::ClaimsOf(report::MakePublishedView(Tree()));
  // shared/docs/checker.md, 4.5
  for (const std::string claim :
       {"NVIDIA Quadro RTX 8000 per card (resnet50 Offline): 14,917 samples/s in "
        "R7525_QuadroRTX8000x3_TRT (×3), 14,912 in DSS8440_QuadroRTX8000x10_TRT (×10): equal "
        "within 0.03\u00A0%.",
        "dlrm-99 and dlrm-99.9 perform alike Offline: the same figure in 10 of 10 systems.",
        "3d-unet-99 and 3d-unet-99.9 perform alike Offline: the same figure in 12 of 13 systems.",
        "bert-99 runs 1.92 to 2.39 times as fast as bert-99.9 Offline (13 systems)."}) {
    CAPTURE(claim);
    CHECK(std::find(claims.begin(), claims.end(), claim) != claims.end());
  }
  const auto has = [&](const char* part) {
    return std::any_of(claims.begin(), claims.end(),
                       [&](const std::string& c) { return c.find(part) != c.npos; });
  };
  CHECK(
      has("NVIDIA A100-PCIe-40GB is highest, 31,442 to 31,743 samples/s, and NVIDIA T4 lowest, "
          "5,681 to 6,285."));
  CHECK(has("2.1 times NVIDIA Quadro RTX 8000 and 5.0 to 5.6 times NVIDIA T4."));
}

}  // namespace
}  // namespace assay
