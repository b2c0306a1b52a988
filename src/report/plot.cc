// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The plane under every chart: margins, axes with units, the slide's title and labels.
#include "report/plot.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "report/html.h"

namespace assay::report {
namespace {

constexpr double kSlideHeader = 74, kSlideFooter = 50;
// One value this many times the others would press them onto the base line.
constexpr double kLogarithmicFrom = 12;

Layout LayoutOf(const ChartFrame& frame, const PlotSize& size) {
  Layout layout;
  layout.is_narrow = frame.form == ChartForm::kNarrow;
  const bool is_slide = frame.form == ChartForm::kSlide;
  const double width = layout.is_narrow ? 350 : is_slide ? 720 : 620;
  const double height = layout.is_narrow ? size.narrow_height : is_slide ? 405 : size.wide_height;
  layout.canvas = {0, 0, width, height};
  layout.text_size = is_slide ? 15 : layout.is_narrow ? 12.5 : 14.5;
  const double left = layout.is_narrow ? std::min(size.left_margin, 46.0) : size.left_margin;
  layout.plot = {is_slide ? std::max(left, 70.0) : left, is_slide ? kSlideHeader + 34 : 28,
                 width - (is_slide ? 28 : 12), height - (is_slide ? kSlideFooter + 44 : 44)};
  return layout;
}

std::size_t CharactersIn(double width, double size) {
  return static_cast<std::size_t>(std::max(width / (size * 0.54), 8.0));
}

}  // namespace

Plot::Plot(const ChartFrame& frame, const PlotSize& size)
    : frame_(frame), layout_(LayoutOf(frame, size)), drawing_(frame.form, layout_.canvas) {
  if (frame.form == ChartForm::kSlide) DrawSlideFrame();
}

void Plot::DrawSlideFrame() {
  const Box& canvas = layout_.canvas;
  const double left = 26, width = canvas.width() - 2 * left;
  drawing_.Text({left, 38}, Shorten(frame_.title, CharactersIn(width, 23)),
                {.brush = Brush::kTextStrong, .size = 23});
  drawing_.Text({left, 61}, Shorten(frame_.subtitle, CharactersIn(width, 14)), {.size = 14});
  const std::string labels = fmt::format("{}", fmt::join(frame_.labels, " · "));
  drawing_.Text({left, canvas.bottom - 34}, Shorten(labels, CharactersIn(width, 13.5)),
                {.brush = Brush::kTextWarning, .size = 13.5});
  drawing_.Text({left, canvas.bottom - 14}, Shorten(frame_.footnote, CharactersIn(width, 11.5)),
                {.size = 11.5});
}

void Plot::ValueAxis(const Scale& scale, const std::vector<AxisTick>& ticks,
                     std::string_view name) {
  const Box& plot = box();
  for (const AxisTick& tick : ticks) {
    const double y = scale(tick.value);
    drawing_.Line({plot.left, y}, {plot.right, y}, Brush::kGrid);
    drawing_.Text({plot.left - 8, y + text_size() * 0.35}, tick.text,
                  {.size = text_size(), .anchor = Anchor::kEnd});
  }
  drawing_.Text({layout_.canvas.left + (frame_.form == ChartForm::kSlide ? 26 : 2), plot.top - 13},
                name, {.size = text_size()});
}

void Plot::BaseAxis(const Scale& scale, const std::vector<AxisTick>& ticks, std::string_view name) {
  const Box& plot = box();
  drawing_.Line({plot.left, plot.bottom}, {plot.right, plot.bottom}, Brush::kAxis);
  std::vector<Scale::Ends> taken;
  for (const AxisTick& tick : ticks) {
    const double x = scale(tick.value);
    const double half = TextWidth(tick.text, text_size()) / 2 + 4;
    const double centre = std::clamp(x, plot.left - 6 + half - 4, layout_.canvas.right - half + 3);
    const bool is_free = std::none_of(taken.begin(), taken.end(), [&](const Scale::Ends& other) {
      return centre - half < other.hi && centre + half > other.lo;
    });
    drawing_.Line({x, plot.bottom}, {x, plot.bottom + (is_free ? 5 : 3)}, Brush::kAxis);
    if (!is_free) continue;
    taken.push_back({centre - half, centre + half});
    drawing_.Text({centre, plot.bottom + text_size() + 6}, tick.text,
                  {.brush = tick.is_strong ? Brush::kTextStrong : Brush::kText,
                   .size = text_size(),
                   .anchor = Anchor::kMiddle});
  }
  drawing_.Text({plot.right, plot.bottom + 2 * text_size() + 11}, name,
                {.size = text_size(), .anchor = Anchor::kEnd});
}

void Plot::Note(std::string_view message) {
  drawing_.Text({(box().left + box().right) / 2, (box().top + box().bottom) / 2}, message,
                {.size = text_size() + 1, .anchor = Anchor::kMiddle});
}

std::string Plot::Finish(std::string_view description) {
  return drawing_.Finish({frame_.id, frame_.title, std::string(description)});
}

DurationAxis MakeDurationAxis(const DurationRange& range, const Box& plot) {
  const bool is_log = range.least > 0 && range.most > kLogarithmicFrom * range.reference;
  const DurationUnit unit = UnitFor(is_log ? range.reference : range.most);
  const double most = range.most / unit.nanoseconds;
  const auto values = is_log ? LogarithmicTicks({range.least / unit.nanoseconds, most}, 8)
                             : LinearTicks(most * 1.04, 6);
  std::vector<AxisTick> ticks;
  for (const double value : values) ticks.push_back({value * unit.nanoseconds, TickText(value)});
  return {Scale(is_log ? Scale::Kind::kLogarithmic : Scale::Kind::kLinear,
                {ticks.front().value, ticks.back().value}, {plot.bottom, plot.top}),
          ticks, fmt::format("Latency ({}{})", unit.name, is_log ? ", logarithmic scale" : "")};
}

TimeAxis MakeTimeAxis(double seconds, const Layout& layout) {
  const bool is_minutes = seconds > 600;
  const bool is_milliseconds = seconds < 1;
  const double unit = is_minutes ? 60 : is_milliseconds ? 1e-3 : 1;
  std::vector<AxisTick> ticks;
  for (const double value : LinearTicks(seconds / unit, layout.is_narrow ? 4 : 7)) {
    if (value * unit <= seconds * 1.001) ticks.push_back({value * unit, TickText(value)});
  }
  const double end = seconds > 0 ? seconds : 1;
  return {Scale(Scale::Kind::kLinear, {0, end}, {layout.plot.left, layout.plot.right}), ticks,
          fmt::format("Time since the start ({})", is_minutes        ? "min"
                                                   : is_milliseconds ? "ms"
                                                                     : "s")};
}

}  // namespace assay::report
