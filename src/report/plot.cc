// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The plane under every chart: margins, axes with units, the slide's title and labels.
#include "report/plot.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "report/html.h"
#include "report/words.h"

namespace assay::report {
namespace {

constexpr double kSlideFooter = 30, kLabelLine = 18;

constexpr TextStyle kLabelStyle{.brush = Brush::kTextWarning, .size = 13.5};
// One value this many times the others would press them onto the base line.
constexpr double kLogarithmicFrom = 12;

std::vector<std::string> SlideLabels(const ChartFrame& frame) {
  return LabelLines(frame.labels, 720 - 2 * kSlideMargin, kLabelStyle);
}

Layout SlideLayout(const ChartFrame& frame, const PlotSize& size) {
  Layout layout;
  const double labels = kLabelLine * static_cast<double>(SlideLabels(frame).size());
  const double height = std::max(405.0, kSlideHeader + size.slide_content + labels + kSlideFooter);
  layout.canvas = {0, 0, 720, height};
  layout.text_size = 15;
  layout.plot = {74, kSlideHeader + 34, 692, height - kSlideFooter - labels - 46};
  return layout;
}

Layout LayoutOf(const ChartFrame& frame, const PlotSize& size) {
  if (frame.form == ChartForm::kSlide) return SlideLayout(frame, size);
  Layout layout;
  layout.is_narrow = frame.form == ChartForm::kNarrow;
  const double width = layout.is_narrow ? 350 : frame.form == ChartForm::kFull ? 1240 : 620;
  const double height = layout.is_narrow ? size.narrow_height : size.wide_height;
  layout.canvas = {0, 0, width, height};
  layout.text_size = layout.is_narrow ? 12.5 : 14.5;
  const double left = layout.is_narrow ? std::min(size.left_margin, 46.0) : size.left_margin;
  const double top = layout.is_narrow && size.has_legend ? 48 : 28;
  layout.plot = {left, top, width - 12, height - (layout.is_narrow ? 42 : 46)};
  return layout;
}

std::size_t CharactersIn(double width, double size) {
  return static_cast<std::size_t>(std::max(width / (size * 0.58), 8.0));
}

}  // namespace

Plot::Plot(const ChartFrame& frame, const PlotSize& size)
    : frame_(frame), layout_(LayoutOf(frame, size)), drawing_(frame.form, layout_.canvas) {
  if (frame.form == ChartForm::kSlide) DrawSlideFrame(SlideLabels(frame));
}

void Plot::DrawSlideFrame(const std::vector<std::string>& label_lines) {
  const Box& canvas = layout_.canvas;
  const double left = kSlideMargin, width = canvas.width() - 2 * left;
  TextStyle title{.brush = Brush::kTextStrong, .size = 23};
  title.size = std::clamp(23 * width / TextWidth(frame_.title, title), 14.0, 23.0);
  drawing_.Text({left, 38}, Shorten(frame_.title, CharactersIn(width, title.size)), title);
  drawing_.Text({left, 61}, Shorten(frame_.subtitle, CharactersIn(width, 14)), {.size = 14});
  double y =
      canvas.bottom - kSlideFooter - kLabelLine * (static_cast<double>(label_lines.size()) - 1);
  for (const std::string& line : label_lines) {
    drawing_.Text({left, y - 2}, line, kLabelStyle);
    y += kLabelLine;
  }
  drawing_.Text({left, canvas.bottom - 12}, Shorten(frame_.footnote, CharactersIn(width, 11.5)),
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
  drawing_.Text({layout_.canvas.left + (frame_.form == ChartForm::kSlide ? kSlideMargin : 2),
                 layout_.is_narrow ? 15 : plot.top - 13},
                name, {.size = text_size()});
}

void Plot::BaseAxis(const Scale& scale, const std::vector<AxisTick>& ticks, std::string_view name) {
  const Box& plot = box();
  drawing_.Line({plot.left, plot.bottom}, {plot.right, plot.bottom}, Brush::kAxis);
  std::vector<Scale::Ends> taken;
  for (const AxisTick& tick : ticks) {
    const double x = scale(tick.value);
    const double half = TextWidth(tick.text, {.size = text_size()}) / 2 + 3;
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

void Plot::Legend(const std::vector<std::pair<Brush, std::string>>& rows) {
  double right = box().right;
  const TextStyle style{.size = text_size(), .anchor = Anchor::kEnd};
  const double y = box().top - 13;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    drawing_.Text({right, y}, row->second, style);
    right -= TextWidth(row->second, style) + 6;
    const double middle = y - text_size() * 0.35;
    drawing_.Line({right - 22, middle}, {right, middle}, row->first);
    right -= layout_.is_narrow ? 32 : 42;
  }
}

void Plot::Note(std::string_view message) {
  drawing_.Text({(box().left + box().right) / 2, (box().top + box().bottom) / 2}, message,
                {.size = text_size() + 1, .anchor = Anchor::kMiddle});
}

std::string Plot::Finish(std::string_view description) {
  return drawing_.Finish({frame_.id, frame_.title, std::string(description)});
}

std::vector<std::string> LabelLines(const std::vector<std::string>& labels, double width,
                                    const TextStyle& style) {
  std::vector<std::string> lines;
  for (const std::string& label : labels) {
    const std::string text = Shorten(label, 70);  // the plan's own are shorter
    const std::string longer = lines.empty() ? text : lines.back() + " · " + text;
    if (!lines.empty() && TextWidth(longer, style) <= width) {
      lines.back() = longer;
    } else {
      lines.push_back(text);
    }
  }
  return lines;
}

bool Placer::IsFree(const Box& box) const {
  const bool is_inside = box.left >= room_.left && box.right <= room_.right + 8 &&
                         box.top >= room_.top - 10 && box.bottom <= room_.bottom;
  return is_inside && std::none_of(taken_.begin(), taken_.end(), [&](const Box& other) {
           return box.left < other.right && box.right > other.left && box.top < other.bottom &&
                  box.bottom > other.top;
         });
}

std::string BoundText(const Bound& bound) {
  return fmt::format("{}bound {}", bound.is_users ? "user's " : "",
                     ShortDuration(Nanoseconds(std::llround(bound.nanoseconds))));
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
