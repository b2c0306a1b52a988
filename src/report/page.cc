// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The report page: one self-contained HTML file for one or several runs, and its charts as files.
#include "report/page.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "base/files.h"
#include "report/html.h"
#include "report/page_shell.h"
#include "report/section.h"
#include "report/web.h"
#include "report/words.h"

namespace assay {
namespace {

using report::RunView;

/// One view per run; runs of the same name are numbered.
std::vector<RunView> MakeViews(std::span<const RunRecord> runs) {
  std::vector<RunView> views;
  std::map<std::string, int> seen;  // by id: two names may become the same slug
  for (const RunRecord& run : runs) {
    views.push_back(report::MakeRunView(run, ++seen[report::Slug(report::NameOf(run))]));
  }
  return views;
}

std::string TitleOf(std::span<const RunRecord> runs, const PageOptions& options) {
  if (!options.title.empty()) return options.title;
  if (runs.empty()) return "No runs";
  if (runs.size() > 1) return fmt::format("{} inference runs", runs.size());
  const std::string& model = runs.front().provenance.model_name;
  const std::string day = runs.front().started.substr(0, std::string("2026-11-23").size());
  return fmt::format("{}{}{}", model.empty() ? report::NameOf(runs.front()) : model,
                     day.empty() ? "" : ", ", day);
}

/// The rounds of rules on the page, each once: "v0.7".
std::string RulesLines(std::span<const RunRecord> runs) {
  std::set<std::string> lines;
  for (const RunRecord& run : runs) lines.insert(report::RulesLine(run));
  std::string html;
  for (const std::string& line : lines) html += (html.empty() ? "" : " ") + report::Escape(line);
  return html;
}

/// What can be chosen among several runs.
std::string Filters(std::span<const RunView> views) {
  if (views.size() < 2) return {};
  const auto each = [&](std::string (*part)(const RunRecord&)) {
    std::vector<std::string> values;
    for (const RunView& view : views) values.push_back(part(view.record));
    return values;
  };
  return report::SearchControl("model, label, …") +
         report::ChoiceControl("benchmark", "Benchmark",
                               each([](const RunRecord& run) { return run.plan.benchmark; })) +
         report::ChoiceControl("scenario", "Scenario", each([](const RunRecord& run) {
                                 return std::string(Name(run.plan.scenario));
                               })) +
         report::ChoiceControl("verdict", "Verdict", each([](const RunRecord& run) {
                                 return report::VerdictOf(run).word;
                               })) +
         report::ChoiceControl("engine", "Engine", each([](const RunRecord& run) {
                                 return run.provenance.backend_name;
                               }));
}

std::string Navigation(std::span<const RunView> views) {
  if (views.size() < 2) return {};
  std::string items;
  for (const RunView& view : views) {
    items += fmt::format("<li data-run=\"{0}\"><a href=\"#{0}\">{1}</a></li>\n", view.id,
                         report::Escape(view.name));
  }
  return "<nav aria-label=\"Runs\"><ul>\n" + items + "</ul></nav>\n";
}

}  // namespace

std::string MakePage(std::span<const RunRecord> runs, const PageOptions& options) {
  const std::vector<RunView> views = MakeViews(runs);
  const std::string filters = Filters(views);
  const std::string rules = RulesLines(runs);
  std::string body = report::OverviewSection(views);
  for (const RunView& view : views) body += report::RunSection(view);
  if (views.empty()) body = "<p>No run was given.</p>\n";
  return report::WholePage(
      {.title = report::Escape(TitleOf(runs, options)),
       .summary = rules,
       .navigation = Navigation(views),
       .controls = report::ControlsBar(filters.empty() ? "Theme and print" : "Filter", filters),
       .body = body,
       .foot = report::RunsFoot(rules),
       .version = runs.empty() ? "" : report::Escape(runs.front().assay_version),
       .script_more = report::RunsScript()});
}

std::vector<std::filesystem::path> WriteCharts(std::span<const RunRecord> runs,
                                               const std::filesystem::path& folder) {
  using report::ChartForm;
  MakeFolder(folder);
  const std::vector<RunView> views = MakeViews(runs);
  std::vector<std::filesystem::path> files;
  const auto write = [&](const std::string& name, const std::string& svg) {
    files.push_back(folder / (name + ".svg"));
    WriteFile(files.back(), svg);
  };
  for (const RunView& view : views) {
    for (const report::NamedChart& chart : report::ChartsOf(view)) {
      write(fmt::format("{}-{}", view.id, chart.name),
            chart.draw(view, report::FrameOf(view, chart, ChartForm::kSlide)));
    }
  }
  for (const report::Comparison& comparison : report::ComparisonsOf(views)) {
    write(comparison.id,
          report::BarsSvg(comparison.bars, report::FrameOf(comparison, ChartForm::kSlide)));
  }
  return files;
}

}  // namespace assay
