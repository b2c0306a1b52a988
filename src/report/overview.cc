// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Several runs at a glance: one row each, and bars for those that may be compared.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/html.h"
#include "report/section.h"
#include "report/words.h"

namespace assay::report {
namespace {

struct Column {
  std::string_view name;
  std::string_view class_name;
  std::string (*cell)(const RunView&);  // HTML
};

std::string RunCell(const RunView& view) {
  return fmt::format("<a href=\"#{}\">{}</a><small>{}</small>", view.id, Escape(view.name),
                     Escape(SubjectOf(view.record)));
}

std::string ResultCell(const RunView& view) {
  const Headline headline = HeadlineOf(view.record);
  return fmt::format("<b>{}</b> {}<small>{}</small>", Escape(headline.number),
                     Escape(headline.unit), Escape(headline.name));
}

std::string LatencyCell(const RunView& view) {
  const RunRecord& run = view.record;
  const auto judged = JudgedLatencyOf(run);
  if (!judged || run.plan.mode == Mode::kAccuracy || run.plan.scenario == Scenario::kOffline)
    return "–";
  std::string html = fmt::format("{} {}", judged->name, FormatDuration(judged->latency));
  if (run.plan.latency_bound) {
    html += fmt::format("<small>bound {}{}</small>", ShortDuration(*run.plan.latency_bound),
                        run.plan.latency_bound_is_users ? ", user&#39;s" : "");
  }
  return html;
}

std::string AccuracyCell(const RunView& view) {
  if (!view.record.accuracy) return "–";
  const AccuracyFigures& score = *view.record.accuracy;
  const std::string target = score.target
                                 ? fmt::format("target {:.2f} {}", *score.target, score.unit)
                                 : std::string("no target");
  return fmt::format("{:.2f} {}<small>{}</small>", score.value, Escape(score.unit), Escape(target));
}

std::string VerdictCell(const RunView& view) {
  const VerdictWords verdict = VerdictOf(view.record);
  std::string html = fmt::format("<span class=\"pill {}\">{}{}</span>", Name(verdict.tone),
                                 Icon(Name(verdict.tone)), Escape(verdict.word));
  if (!verdict.addition.empty()) html += fmt::format("<small>{}</small>", Escape(verdict.addition));
  return html;
}

std::string LabelCell(const RunView& view) {
  std::string html;
  for (const std::string& label : LabelsOf(view.record)) {
    html += fmt::format("<span class=\"tag\">{}</span> ", Escape(label));
  }
  return html.empty() ? "–" : html;
}

constexpr Column kColumns[] = {{"Run", "name", RunCell},
                               {"Result", "number", ResultCell},
                               {"Verdict", "", VerdictCell},
                               {"Latency", "number", LatencyCell},
                               {"Accuracy", "number", AccuracyCell},
                               {"Labels", "", LabelCell}};

std::string OverviewTable(std::span<const RunView> views) {
  std::string head, body;
  for (const Column& column : kColumns) {
    head += fmt::format("<th scope=\"col\" class=\"{}\">{}</th>", column.class_name, column.name);
  }
  for (const RunView& view : views) {
    body += "<tr>";
    for (const Column& column : kColumns) {
      const bool is_first = &column == kColumns;
      body += fmt::format("<{0}{1} class=\"{2}\" data-name=\"{3}\">{4}</{0}>",
                          is_first ? "th" : "td", is_first ? " scope=\"row\"" : "",
                          column.class_name, column.name, column.cell(view));
    }
    body += "</tr>\n";
  }
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
  std::string charts;
  for (const Comparison& comparison : ComparisonsOf(views)) {
    charts += fmt::format("<section class=\"card\">\n<h3>{}</h3>\n", Escape(comparison.title));
    charts += ChartFigure(BarsSvg(comparison.bars, FrameOf(comparison, ChartForm::kWide)),
                          BarsSvg(comparison.bars, FrameOf(comparison, ChartForm::kNarrow)),
                          Escape(comparison.subtitle +
                                 ". Bars begin at zero; an outlined bar is not a valid result."));
    charts += "</section>\n";
  }
  if (!charts.empty()) html += "<div class=\"cards\">\n" + charts + "</div>\n";
  return html + "</section>\n";
}

}  // namespace assay::report
