// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The bar charts: comparisons between runs, and a score against its target.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/chart.h"
#include "report/html.h"
#include "report/plot.h"

namespace assay::report {
namespace {

double Finite(double value) { return std::isfinite(value) ? std::max(value, 0.0) : 0; }

std::string ScoreText(double value, const std::string& unit) {
  return fmt::format("{:.2f}{}{}", value, unit.empty() ? "" : " ", unit);
}

}  // namespace

namespace {

constexpr double kBarHeight = 24;

/// What a bar chart's rows may take of the canvas.
struct Rows {
  double left = 0, width = 0, most = 0, bar_width = 0;
  double text_size = 14;
  TextStyle label_style;
};

Rows RowsOf(const std::vector<Bar>& bars, ChartForm form) {
  const bool is_slide = form == ChartForm::kSlide;
  const double canvas = form == ChartForm::kNarrow ? 350
                        : form == ChartForm::kFull ? 1240
                        : is_slide                 ? 720
                                                   : 620;
  Rows rows;
  rows.left = is_slide ? kSlideMargin : 1;
  rows.width = canvas - 2 * rows.left;
  rows.text_size = form == ChartForm::kNarrow ? 12.5 : 14.5;
  rows.label_style = {.brush = Brush::kTextWarning, .size = rows.text_size - 1};
  double longest = 0;
  for (const Bar& bar : bars) {
    rows.most = std::max(rows.most, Finite(bar.value));
    const TextStyle style{.brush = Brush::kTextStrong, .size = rows.text_size + 1};
    longest = std::max(longest, TextWidth(bar.text, style));
  }
  rows.bar_width = std::max(rows.width - longest - 14, rows.width * 0.3);
  return rows;
}

std::string Fit(const std::string& text, double width, const TextStyle& style) {
  const double all = TextWidth(text, style);
  if (all <= width) return text;
  const double characters = static_cast<double>(CharacterCount(text)) * width / all;
  return Shorten(text, static_cast<std::size_t>(characters));
}

/// Draws one bar from y downwards and returns where the next one begins.
double DrawBar(Drawing& drawing, const Bar& bar, const Rows& rows, double y) {
  const double size = rows.text_size;
  const TextStyle name{.size = size};
  drawing.Text({rows.left, y + size}, Fit(bar.name, rows.width, name), name);
  const double length = rows.most > 0 ? rows.bar_width * Finite(bar.value) / rows.most : 0;
  const double top = y + size + 7;
  drawing.Rectangle({rows.left, top, rows.left + length, top + kBarHeight},
                    bar.is_valid ? Brush::kBar : Brush::kBarUnproved);
  drawing.Text({rows.left + length + 8, top + kBarHeight / 2 + size * 0.37}, bar.text,
               {.brush = Brush::kTextStrong, .size = size + 1});
  double baseline = top + kBarHeight + size + 2;
  for (const std::string& line : LabelLines(bar.labels, rows.width, rows.label_style)) {
    drawing.Text({rows.left, baseline}, line, rows.label_style);
    baseline += size + 2;
  }
  return baseline - size + 10;
}

double HeightOf(const std::vector<Bar>& bars, const Rows& rows) {
  Drawing nowhere(ChartForm::kWide, {});
  double y = 2;
  for (const Bar& bar : bars) y = DrawBar(nowhere, bar, rows, y);
  return y;
}

}  // namespace

std::string BarsSvg(const std::vector<Bar>& bars, const ChartFrame& frame) {
  const Rows rows = RowsOf(bars, frame.form);
  const double height = HeightOf(bars, rows);
  Plot plot(frame, {.wide_height = height, .narrow_height = height, .slide_content = height});
  std::string description;
  double y = frame.form == ChartForm::kSlide ? kSlideHeader + 8 : 2;
  for (const Bar& bar : bars) {
    y = DrawBar(plot.drawing(), bar, rows, y);
    description += fmt::format("{}: {}", bar.name, bar.text);
    for (const std::string& label : bar.labels) description += ", " + label;
    description += ". ";
  }
  return plot.Finish(bars.empty() ? "No bar." : description);
}

std::string AccuracySvg(const AccuracyFigures& accuracy, const ChartFrame& frame) {
  Plot plot(frame, {.wide_height = 132, .narrow_height = 132, .left_margin = 6});
  const Box& box = plot.box();
  const double value = Finite(accuracy.value);
  const double target = Finite(accuracy.target.value_or(0));
  const double end =
      accuracy.unit == "%" ? 100 : LinearTicks(std::max(value, target) * 1.05, 5).back();
  const Scale x(Scale::Kind::kLinear, {0, end}, {box.left, box.right});
  const double middle = (box.top + box.bottom) / 2;
  const double half = frame.form == ChartForm::kSlide ? 34 : 18;
  const bool is_valid = accuracy.passed.value_or(true);
  plot.drawing().Rectangle({box.left, middle - half, x(value), middle + half},
                           is_valid ? Brush::kBar : Brush::kBarUnproved);
  std::vector<AxisTick> ticks;
  for (const double tick : LinearTicks(end, plot.layout().is_narrow ? 4 : 5)) {
    ticks.push_back({tick, TickText(tick)});
  }
  plot.BaseAxis(x, ticks,
                fmt::format("{}{}", accuracy.metric,
                            accuracy.unit.empty() ? "" : " (" + accuracy.unit + ")"));
  const std::string found = fmt::format("{} {}", accuracy.metric, ScoreText(value, accuracy.unit));
  plot.drawing().Text({box.left, middle - half - 10}, found,
                      {.brush = Brush::kTextStrong, .size = plot.text_size() + 1});
  if (!accuracy.target) return plot.Finish(found + ", no target.");
  const std::string text = fmt::format("target {}", ScoreText(target, accuracy.unit));
  const Point above = {x(target), middle - half - 6}, below = {x(target), box.bottom};
  plot.drawing().Line(above, below, Brush::kCasing);
  plot.drawing().Line(above, below, Brush::kBound);
  plot.drawing().Text(
      {std::min(x(target) + 4, box.right), middle - half - 10}, text,
      {.brush = Brush::kTextBound, .size = plot.text_size(), .anchor = Anchor::kEnd});
  return plot.Finish(fmt::format("{}, {}.", found, text));
}

}  // namespace assay::report
