// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A comparison as a page: for each benchmark the intervals as a chart, the figures, what differs.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/compare_text.h"
#include "report/grouped_bars.h"
#include "report/html.h"
#include "report/page_shell.h"
#include "report/plot.h"
#include "report/section.h"
#include "report/web.h"
#include "report/words.h"

namespace assay {
namespace {

using report::Box;
using report::Brush;
using report::ChartForm;
using report::Drawing;
using report::Escape;
using report::Scale;

constexpr double kRow = 58, kTop = 30, kFoot = 46;

/// The largest change or end of an interval, as a share; at least 1 %.
double ReachOf(const ComparedGroup& group) {
  double reach = 0.01;
  for (const ComparedFigure& figure : group.figures) {
    for (const auto& end :
         {figure.estimate.lo, figure.estimate.hi, std::optional(figure.estimate.change)}) {
      if (end && std::isfinite(*end)) reach = std::max(reach, std::abs(*end));
    }
  }
  return std::min(reach, 4.0);
}

/// Zero in the middle, a tick on both sides for each round percentage.
void DrawPercentAxis(Drawing& drawing, const Scale& x, const Box& plot) {
  const double reach = x.values().hi * 100;
  for (const double tick : report::LinearTicks(reach, plot.width() < 400 ? 2 : 4)) {
    if (tick > reach) continue;
    for (const double signed_tick : {tick, -tick}) {
      const double at = x(signed_tick / 100);
      drawing.Line({at, plot.top}, {at, plot.bottom}, tick == 0 ? Brush::kAxis : Brush::kGrid);
      const std::string text = (signed_tick > 0 ? "+" : "") + report::TickText(signed_tick) + " %";
      drawing.Text({at, plot.bottom + 17}, tick == 0 ? "0" : text,
                   {.size = 12.5, .anchor = report::Anchor::kMiddle});
      if (tick == 0) break;
    }
  }
  drawing.Text({(plot.left + plot.right) / 2, plot.bottom + 37}, "change from A to B",
               {.size = 12.5, .anchor = report::Anchor::kMiddle});
}

void DrawInterval(Drawing& drawing, const ChangeEstimate& estimate, const Scale& x, double y) {
  const auto at = [&](double change) {
    return x(std::clamp(change, x.values().lo, x.values().hi));
  };
  if (estimate.lo) {
    const double lo = at(*estimate.lo), hi = at(*estimate.hi);
    drawing.Line({lo, y}, {hi, y}, Brush::kCurve);
    drawing.Line({lo, y - 6}, {lo, y + 6}, Brush::kCurve);
    drawing.Line({hi, y - 6}, {hi, y + 6}, Brush::kCurve);
  }
  drawing.Dot({at(estimate.change), y}, 6, Brush::kDot);
}

std::string IntervalsSvg(const ComparedGroup& group, const CompareOptions& options,
                         const std::string& id, ChartForm form) {
  const bool is_narrow = form == ChartForm::kNarrow;
  const double width = is_narrow ? 350 : 1240, rows = static_cast<double>(group.figures.size());
  const Box plot{is_narrow ? 24.0 : 40.0, kTop - 16, width - (is_narrow ? 24 : 40),
                 kTop + kRow * rows};
  Drawing drawing(form, {0, 0, width, plot.bottom + kFoot});
  const double reach = ReachOf(group) * 1.08;
  const Scale x(Scale::Kind::kLinear, {-reach, reach}, {plot.left, plot.right});
  DrawPercentAxis(drawing, x, plot);
  std::string description;
  double y = kTop;
  for (const ComparedFigure& figure : group.figures) {
    const std::string text = fmt::format("{}: {}", figure.name, ChangeText(figure, options));
    const std::string verdict = group.IsComparable() ? VerdictText(figure) : "not comparable";
    drawing.Text({is_narrow ? 1.0 : plot.left, y + 2},
                 report::Shorten(is_narrow ? figure.name : text, is_narrow ? 44 : 130),
                 {.brush = Brush::kTextStrong, .size = 14, .has_plate = true});
    DrawInterval(drawing, figure.estimate, x, y + 24);
    description += fmt::format("{}; {}. ", text, verdict);
    y += kRow;
  }
  return drawing.Finish({id, "Change from A to B with its interval, " + group.name, description});
}

std::string_view ToneOf(const ComparedGroup& group, const ComparedFigure& figure) {
  if (!group.IsComparable()) return "neutral";
  switch (figure.estimate.verdict) {
    case CompareVerdict::kBetter:
      return "good";
    case CompareVerdict::kWorse:
      return "bad";
    case CompareVerdict::kSame:
    case CompareVerdict::kCannotTell:
      break;
  }
  return "neutral";
}

std::string Values(const std::vector<double>& values) {
  std::string text;
  for (const double value : values) {
    text += (text.empty() ? "" : ", ") + report::FigureText(value);
  }
  return text;
}

std::string FigureTable(const ComparedGroup& group, const CompareOptions& options) {
  std::string rows;
  for (const ComparedFigure& figure : group.figures) {
    const std::string_view tone = ToneOf(group, figure);
    const std::string_view word =
        group.IsComparable() ? Name(figure.estimate.verdict) : "not comparable";
    rows += fmt::format(
        "<tr><th scope=\"row\">{}<small>{}; {} is better</small></th><td>{}</td><td>{}</td>"
        "<td>{}</td><td><span class=\"pill {}\">{}{}</span><small>{}</small></td></tr>\n",
        Escape(figure.name), Escape(figure.unit), figure.is_higher_better ? "higher" : "lower",
        Escape(Values(figure.a)), Escape(Values(figure.b)), Escape(ChangeText(figure, options)),
        tone, report::Icon(tone), word, group.IsComparable() ? Escape(VerdictReason(figure)) : "");
  }
  return fmt::format(
      "<table class=\"overview\"><caption>Every run's figure, the change of their means and what "
      "may be said of "
      "it</caption>\n<thead><tr><th scope=\"col\">Figure</th><th scope=\"col\">A</th><th "
      "scope=\"col\">B</th><th scope=\"col\">Change</th><th "
      "scope=\"col\">Verdict</th></tr></thead>\n"
      "<tbody>\n{}</tbody></table>\n",
      rows);
}

std::string TraitItems(const std::vector<TraitDifference>& traits, std::string_view tone,
                       std::string_view word) {
  std::string items;
  for (const TraitDifference& trait : traits) {
    items += fmt::format(
        "<li class=\"finding {}\"><p class=\"what\">{}<b>{}:</b> {} is {} in A and {} in "
        "B</p></li>\n",
        tone, report::Icon(tone), word, Escape(trait.trait), Escape(trait.a), Escape(trait.b));
  }
  return items;
}

std::string GroupSection(const ComparedGroup& group, const CompareOptions& options,
                         const std::string& id) {
  std::string items = TraitItems(group.barriers, "bad", "Not comparable") +
                      TraitItems(group.differences, "neutral", "Differs");
  for (const std::string& note : group.notes) {
    items +=
        fmt::format("<li class=\"finding warning\"><p class=\"what\">{}<b>Note:</b> {}</p></li>\n",
                    report::Icon("warning"), Escape(note));
  }
  std::string html = fmt::format(
      "<section class=\"summary\" aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n"
      "<p class=\"rules\">{2} runs of A, {3} of B</p>\n",
      id, Escape(group.name), group.runs_a, group.runs_b);
  if (!items.empty()) {
    html += fmt::format(
        "<section class=\"findings\"><h3>What differs</h3>\n<ul>\n{}</ul></section>\n", items);
  }
  if (!group.figures.empty()) {
    html += fmt::format(
        "<section class=\"card\"><h3>Change with its {:g}&nbsp;% interval</h3>\n{}</section>\n{}",
        options.level * 100,
        report::ChartFigure(IntervalsSvg(group, options, id + "-c", ChartForm::kFull),
                            IntervalsSvg(group, options, id + "-n", ChartForm::kNarrow),
                            "A change is claimed only where the whole interval lies on one side "
                            "of zero."),
        FigureTable(group, options));
  }
  return html + "</section>\n";
}

}  // namespace

std::string MakeComparePage(const RunComparison& comparison, const ComparePageOptions& options) {
  const std::string title =
      Escape(options.title.empty() ? fmt::format("{} against {}", options.name_b, options.name_a)
                                   : options.title);
  std::string body;
  int number = 0;
  for (const ComparedGroup& group : comparison.groups) {
    body += GroupSection(group, comparison.options, fmt::format("group-{}", ++number));
  }
  for (const std::string& note : comparison.notes) {
    body += fmt::format("<p class=\"note\">{}</p>\n", Escape(note));
  }
  if (comparison.groups.empty()) {
    body += "<p class=\"note\">No benchmark and scenario is on both sides.</p>\n";
  }
  const std::string rules = fmt::format(
      "A is {}, B is {}. Measured by the rules of MLPerf Inference; not an MLPerf result.",
      Escape(options.name_a), Escape(options.name_b));
  return report::WholePage({.title = title,
                            .summary = rules,
                            .navigation = "",
                            .controls = report::ControlsBar("Theme and print", ""),
                            .body = body,
                            .foot = report::RunsFoot(rules),
                            .version = Escape(options.version),
                            .script_more = report::RunsScript()});
}

}  // namespace assay
