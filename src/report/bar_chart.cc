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
  return fmt::format("{:.4g}{}{}", value, unit.empty() ? "" : " ", unit);
}

}  // namespace

std::string BarsSvg(const std::vector<Bar>& bars, const ChartFrame& frame) {
  const double step = 54;
  const double height = 10 + step * static_cast<double>(bars.size());
  Plot plot(frame, {.wide_height = height + 4, .narrow_height = height + 4, .left_margin = 2});
  const bool is_slide = frame.form == ChartForm::kSlide;
  const double top = is_slide ? plot.box().top - 20 : 4;
  const double room = is_slide ? plot.box().bottom + 30 - top : height;
  const double row =
      std::min(step, room / static_cast<double>(std::max<std::size_t>(bars.size(), 1)));
  const double left = is_slide ? 26 : 1;
  const double width = plot.layout().canvas.right - left - 2 - (is_slide ? 24 : 0);
  double most = 0;
  std::size_t longest = 0;
  for (const Bar& bar : bars) {
    most = std::max(most, Finite(bar.value));
    longest = std::max(longest, CharacterCount(bar.text) + CharacterCount(bar.note) + 3);
  }
  const double text_room = plot.text_size() * 0.58 * static_cast<double>(longest) + 10;
  const double bar_room = std::max(width - text_room, width * 0.3);
  std::string description;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Bar& bar = bars[i];
    const double y = top + row * static_cast<double>(i);
    const double length = most > 0 ? bar_room * Finite(bar.value) / most : 0;
    const auto fits = static_cast<std::size_t>(width / (plot.text_size() * 0.55));
    plot.drawing().Text({left, y + plot.text_size()}, Shorten(bar.name, fits),
                        {.size = plot.text_size()});
    const Box box = {left, y + row * 0.36, left + length, y + row * 0.82};
    plot.drawing().Rectangle(box, bar.is_valid ? Brush::kBar : Brush::kBarUnproved);
    const double baseline = (box.top + box.bottom) / 2 + plot.text_size() * 0.37;
    plot.drawing().Text({box.right + 8, baseline}, bar.text,
                        {.brush = Brush::kTextStrong, .size = plot.text_size() + 1});
    plot.drawing().Text({box.right + 18 + TextWidth(bar.text, plot.text_size() + 1), baseline},
                        bar.note, {.size = plot.text_size()});
    description +=
        fmt::format("{}: {}{}{}. ", bar.name, bar.text, bar.note.empty() ? "" : ", ", bar.note);
  }
  plot.drawing().Line({left, top + 4}, {left, top + row * static_cast<double>(bars.size())},
                      Brush::kAxis);
  return plot.Finish(description);
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
  plot.drawing().Line({x(target), middle - half - 6}, {x(target), box.bottom}, Brush::kBound);
  plot.drawing().Text(
      {std::min(x(target) + 4, box.right), middle - half - 10}, text,
      {.brush = Brush::kTextBound, .size = plot.text_size(), .anchor = Anchor::kEnd});
  return plot.Finish(fmt::format("{}, {}.", found, text));
}

}  // namespace assay::report
