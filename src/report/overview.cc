// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Several runs at a glance: one row each, and bars for those that may be compared.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"
#include "report/html.h"
#include "report/section.h"
#include "report/words.h"

namespace assay::report {
namespace {

constexpr std::string_view kNothing = "–";

struct Column {
  std::string_view name;
  std::string_view class_name;
  std::string (*cell)(const RunView&);  // HTML
};

std::string RunCell(const RunView& view) {
  return fmt::format("<a href=\"#{}\">{}</a><small>{}</small>", view.id, Escape(view.name),
                     Escape(SubjectOf(view.record)));
}

std::string TargetText(const RunRecord& run) {
  if (!run.accuracy || !run.accuracy->target) return ", no target";
  return fmt::format(", target {:.2f} {}", *run.accuracy->target, run.accuracy->unit);
}

std::string ResultCell(const RunView& view) {
  const RunRecord& run = view.record;
  const Headline headline = HeadlineOf(run);
  std::string name = headline.name;
  if (run.plan.mode == Mode::kAccuracy) name += TargetText(run);
  return fmt::format("<b>{}</b> {}<small>{}</small>", Escape(headline.number),
                     Escape(headline.unit), Escape(name));
}

std::string LatencyCell(const RunView& view) {
  const RunRecord& run = view.record;
  const auto judged = JudgedPointOf(run);
  if (!judged || run.plan.mode == Mode::kAccuracy || run.plan.scenario == Scenario::kOffline)
    return std::string(kNothing);
  std::string html = fmt::format("{} {}", judged->name, FormatDuration(judged->latency));
  if (run.plan.latency_bound) {
    html += fmt::format("<small>bound {}{}</small>", ShortDuration(*run.plan.latency_bound),
                        run.plan.latency_bound_is_users ? ", user&#39;s" : "");
  }
  return html;
}

std::string AccuracyCell(const RunView& view) {
  const RunRecord& run = view.record;
  if (!run.accuracy || run.plan.mode == Mode::kAccuracy) return std::string(kNothing);
  return fmt::format("{:.2f} {}<small>{}</small>", run.accuracy->value, Escape(run.accuracy->unit),
                     Escape(run.accuracy->metric + TargetText(run)));
}

std::string VerdictCell(const RunView& view) {
  const VerdictWords verdict = VerdictOf(view.record);
  std::string html = fmt::format("<span class=\"pill {}\">{}{}</span>", Name(verdict.tone),
                                 Icon(Name(verdict.tone)), Escape(verdict.word));
  if (!verdict.addition.empty()) html += fmt::format("<small>{}</small>", Escape(verdict.addition));
  return html;
}

std::string LabelCell(const RunView& view) {
  const std::string html = LabelLine(LabelsOf(view.record));
  return html.empty() ? std::string(kNothing) : html;
}

constexpr Column kColumns[] = {{"Run", "name", RunCell},
                               {"Result", "number", ResultCell},
                               {"Verdict", "", VerdictCell},
                               {"Latency", "number", LatencyCell},
                               {"Accuracy", "number", AccuracyCell},
                               {"Labels", "label-cell", LabelCell}};

/// The columns in which any run has something to say.
std::vector<const Column*> UsedColumns(std::span<const RunView> views) {
  std::vector<const Column*> used;
  for (const Column& column : kColumns) {
    const bool is_used = std::any_of(views.begin(), views.end(), [&](const RunView& view) {
      return column.cell(view) != kNothing;
    });
    if (is_used) used.push_back(&column);
  }
  return used;
}

std::string OverviewRow(const RunView& view, const std::vector<const Column*>& columns) {
  std::string row = fmt::format("<tr data-run=\"{}\">", view.id);
  for (const Column* column : columns) {
    const bool is_first = column == columns.front();
    row += fmt::format("<{0}{1} class=\"{2}\" data-name=\"{3}\"><div>{4}</div></{0}>",
                       is_first ? "th" : "td", is_first ? " scope=\"row\"" : "", column->class_name,
                       column->name, column->cell(view));
  }
  return row + "</tr>\n";
}

std::string OverviewTable(std::span<const RunView> views) {
  const std::vector<const Column*> columns = UsedColumns(views);
  std::string head, body;
  for (const Column* column : columns) {
    head += fmt::format("<th scope=\"col\" class=\"{}\">{}</th>", column->class_name, column->name);
  }
  for (const RunView& view : views) body += OverviewRow(view, columns);
  return fmt::format(
      "<table class=\"overview\"><caption>One row per run</caption>\n<thead><tr>{}</tr></thead>\n"
      "<tbody>\n{}</tbody></table>\n",
      head, body);
}

}  // namespace

std::string OverviewSection(std::span<const RunView> views) {
  if (views.size() < 2) return {};
  std::string html =
      "<section class=\"summary\" aria-labelledby=\"overview\">\n"
      "<h2 id=\"overview\">Overview</h2>\n" +
      OverviewTable(views);
  const std::vector<Comparison> comparisons = ComparisonsOf(views);
  const ChartForm form = comparisons.size() == 1 ? ChartForm::kFull : ChartForm::kWide;
  std::string charts;
  for (const Comparison& comparison : comparisons) {
    charts += fmt::format("<section class=\"card\" data-runs=\"{}\">\n<h3>{}</h3>\n",
                          fmt::join(comparison.runs, " "), Escape(comparison.title));
    charts += ChartFigure(BarsSvg(comparison.bars, FrameOf(comparison, form)),
                          BarsSvg(comparison.bars, FrameOf(comparison, ChartForm::kNarrow)),
                          Escape(comparison.subtitle +
                                 ". Bars begin at zero; an outlined bar is not a valid result."));
    charts += "</section>\n";
  }
  const std::string_view columns = form == ChartForm::kFull ? "cards one" : "cards";
  if (!charts.empty()) {
    html += fmt::format(
        "<div class=\"{}\">\n{}</div>\n<p class=\"left-out\" id=\"comparisons-note\" hidden>Charts "
        "that compare runs are shown while none of their runs is left out.</p>\n",
        columns, charts);
  }
  return html + "</section>\n";
}

}  // namespace assay::report
