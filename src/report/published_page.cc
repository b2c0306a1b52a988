// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The page of a published results tree: one self-contained HTML file, and its charts as files.
#include "report/published_page.h"

#include <fmt/format.h>

#include <array>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "report/html.h"
#include "report/page_shell.h"
#include "report/published_section.h"
#include "report/section.h"
#include "report/web.h"

namespace assay {
namespace {

using report::ChartForm;
using report::ChartFrame;
using report::ChartSection;
using report::Escape;
using report::PublishedChart;
using report::PublishedView;

constexpr std::string_view kFoot =
    "<p><b>Read from published logs; not an MLPerf result of Assay's.</b> Only results that MLCommons "
    "has verified may carry the name MLPerf. Figures are those that the logs print; whether a tree's "
    "results were verified is not in its files.</p>";

PublishedView ViewOf(const ResultsTree& tree, const PublishedPageOptions& options) {
  return report::MakePublishedView(tree, {.rules = options.rules,
                                          .costs = options.costs,
                                          .max_watts_per_card = options.max_watts_per_card});
}

/// "DellEMC", "3 submitters".
std::string Submitters(const ResultsTree& tree) {
  std::set<std::string> names;
  for (const PublishedResult& result : tree.results) names.insert(result.submitter);
  names.erase("");
  if (names.size() == 1) return *names.begin();
  return names.empty() ? "" : fmt::format("{} submitters", names.size());
}

std::string TitleOf(const ResultsTree& tree, const PublishedPageOptions& options) {
  if (!options.title.empty()) return options.title;
  const std::string who = Submitters(tree);
  return who.empty() ? "Inference results" : "Inference results of " + who;
}

std::string SummaryOf(const PublishedView& view) {
  std::set<std::string> divisions;
  for (const PublishedResult& result : view.tree->results) divisions.insert(result.division);
  divisions.erase("");
  std::string text =
      fmt::format("{} results of {} systems", view.tree->results.size(), view.systems.size());
  for (const std::string& division : divisions) {
    text += fmt::format("{} {}", division == *divisions.begin() ? ", division" : " and", division);
  }
  return text + ". Measured by the rules of MLPerf Inference; figures as their logs print them.";
}

ChartFrame FrameOf(const PublishedChart& chart, ChartForm form) {
  ChartFrame frame;
  frame.form = form;
  frame.id = chart.id + (form == ChartForm::kNarrow ? "-n" : "");
  frame.title = chart.title;
  frame.subtitle = chart.subtitle;
  frame.footnote =
      "Read from published logs by Assay; measured by the rules of MLPerf Inference. "
      "Bars begin at zero.";
  return frame;
}

std::string CardOf(const PublishedChart& chart) {
  const auto draw = [&](ChartForm form) {
    return report::GroupedBarsSvg(chart.bars, FrameOf(chart, form));
  };
  return fmt::format(
      "<section class=\"card\" id=\"{0}-card\" aria-labelledby=\"{0}-h\">\n<h3 "
      "id=\"{0}-h\">{1}</h3>\n{2}</section>\n",
      chart.id, Escape(chart.title),
      report::ChartFigure(draw(ChartForm::kWide), draw(ChartForm::kNarrow), Escape(chart.caption)));
}

struct SectionRow {
  ChartSection section;
  std::string_view id, title, text;
  std::string (*table)(const PublishedView&);  // below the charts; may be null
  bool is_filtered;
};
constexpr std::array<SectionRow, 8> kSections = {{
    {ChartSection::kFigures, "figures", "Throughput by system",
     "One group of bars per system, all from zero, higher is better.", nullptr, true},
    {ChartSection::kPerAccelerator, "per-accelerator", "Per accelerator",
     "The system's figure divided by its number of accelerators.", nullptr, true},
    {ChartSection::kPerWatt, "per-watt", "Per watt",
     "The system's figure divided by the watts that the user's file gives for it.", nullptr, true},
    {ChartSection::kPerPrice, "per-price", "Per price",
     "The system's figure divided by the price that the user's file gives for it.", nullptr, true},
    {ChartSection::kScaling, "scaling", "Scaling with the number of accelerators",
     "Figure per accelerator of the larger system over that of the smaller: 1 is linear. Charts "
     "show pairs of the same server; the table holds every pair of the same accelerator, also "
     "where the host differs.",
     report::ScalingTable, false},
    {ChartSection::kRatio, "server-offline", "Server against Offline",
     "What a latency limit costs.", report::RatioTable, false},
    {ChartSection::kLatency, "latency", "Latency percentiles",
     "Of the last run, as its summary prints them. A published log holds these points alone: no log "
     "tells of single queries, so that there is no curve between the points and nothing over time.",
     nullptr, true},
    {ChartSection::kAccuracy, "accuracy", "Accuracy against target",
     "A result counts when its score reaches the target.", nullptr, false},
}};

std::string SectionOf(const SectionRow& row, const PublishedView& view,
                      const std::vector<PublishedChart>& charts) {
  std::string cards;
  for (const PublishedChart& chart : charts) {
    if (chart.section == row.section) cards += CardOf(chart);
  }
  const std::string table = row.table != nullptr ? row.table(view) : "";
  if (cards.empty() && table.empty()) return "";
  std::string html = fmt::format(
      "<section class=\"charts\" aria-labelledby=\"{0}\"{3}>\n<h2 id=\"{0}\">{1}</h2>\n"
      "<p>{2}</p>\n",
      row.id, row.title, row.text, row.is_filtered ? " data-filtered=\"yes\"" : "");
  if (!cards.empty()) html += fmt::format("<div class=\"cards\">\n{}</div>\n", cards);
  return html + table + "</section>\n";
}

std::string ClaimsSection(const PublishedView& view) {
  std::string items;
  for (const std::string& claim : report::ClaimsOf(view)) {
    items += fmt::format("<li>{}</li>\n", Escape(claim));
  }
  return fmt::format(
      "<section class=\"claims\" aria-labelledby=\"claims\">\n<h2 id=\"claims\">What the figures "
      "say</h2>\n<ul>\n{}</ul>\n</section>\n",
      items);
}

std::string TableSection(std::string_view id, std::string_view title, const std::string& table) {
  if (table.empty()) return "";
  return fmt::format(
      "<section class=\"results\" aria-labelledby=\"{0}\">\n<h2 "
      "id=\"{0}\">{1}</h2>\n{2}</section>\n",
      id, title, table);
}

std::string BodyOf(const PublishedView& view, const std::vector<PublishedChart>& charts) {
  std::string body = ClaimsSection(view);
  for (const SectionRow& row : kSections) body += SectionOf(row, view, charts);
  body += TableSection("results", "All results", report::ResultsTable(view));
  body += TableSection("systems", "Systems under test", report::SystemsTable(view));
  body += TableSection("notes", "Notes on the tree", report::NotesTable(view));
  return body;
}

/// Links to the sections that are there.
std::string NavigationOf(const std::string& body) {
  constexpr std::pair<std::string_view, std::string_view> kPlaces[] = {
      {"claims", "In short"},
      {"figures", "Throughput"},
      {"per-accelerator", "Per accelerator"},
      {"per-watt", "Per watt"},
      {"per-price", "Per price"},
      {"scaling", "Scaling"},
      {"server-offline", "Server / Offline"},
      {"latency", "Latency"},
      {"accuracy", "Accuracy"},
      {"results", "All results"},
      {"systems", "Systems"},
      {"notes", "Notes"}};
  std::string items;
  for (const auto& [id, name] : kPlaces) {
    if (body.find(fmt::format("<h2 id=\"{}\">", id)) == body.npos) continue;
    items += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id, name);
  }
  return "<nav aria-label=\"Parts of the page\"><ul>\n" + items + "</ul></nav>\n";
}

}  // namespace

std::string MakePublishedPage(const ResultsTree& tree, const PublishedPageOptions& options) {
  const PublishedView view = ViewOf(tree, options);
  const std::vector<PublishedChart> charts = report::PublishedCharts(view);
  const std::string body = BodyOf(view, charts);
  return report::WholePage({.title = Escape(TitleOf(tree, options)),
                            .summary = Escape(SummaryOf(view)),
                            .navigation = NavigationOf(body),
                            .controls = report::ControlsSection(view),
                            .body = body,
                            .foot = std::string(kFoot),
                            .version = Escape(options.version),
                            .page_data = report::PageData(view, charts),
                            .style_more = report::ResultsStyle(),
                            .script_more = report::ResultsScript()});
}

std::vector<std::filesystem::path> WritePublishedCharts(const ResultsTree& tree,
                                                        const PublishedPageOptions& options,
                                                        const std::filesystem::path& folder) {
  MakeFolder(folder);
  const PublishedView view = ViewOf(tree, options);
  std::vector<std::filesystem::path> files;
  for (const PublishedChart& chart : report::PublishedCharts(view)) {
    files.push_back(folder / (chart.id + ".svg"));
    WriteFile(files.back(), report::GroupedBarsSvg(chart.bars, FrameOf(chart, ChartForm::kSlide)));
  }
  return files;
}

}  // namespace assay
