// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Grouped bars. web/results.js draws the same shape when the reader filters or normalises.
#include "report/grouped_bars.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/html.h"
#include "report/scale.h"

namespace assay::report {
namespace {

double Finite(double value) { return std::isfinite(value) ? std::max(value, 0.0) : 0; }

/// Where everything lies: names left of the bars, on phones above them.
struct Layout {
  double width = 620, label_width = 0, value_width = 0;
  double top = 0;                       // of the first group
  double pitch = 0, bar = 0, name = 0;  // heights: a group, one bar, the name line above bars
  double text = 13.5, small = 12, value = 13.5;  // sizes: names, details and ticks, figures
  double margin = 1;
  double foot = 44, bottom = 0;  // under the plot: axis; the canvas' end
  bool is_narrow = false, is_slide = false, has_reference = false;

  double left() const { return margin + label_width; }
  double right() const { return width - margin - value_width; }
};

constexpr double kSlideWidth = 1280, kSlideHead = 92, kSlideFoot = 30, kLegend = 26;

double LongestValue(const GroupedBars& chart, double size) {
  double longest = 0, air = 8;
  for (const BarGroup& group : chart.groups) {
    for (const auto& bar : group.bars) {
      if (!bar) continue;
      if (!bar->marks.empty()) air = 16;  // a dot reaches beyond its value
      const TextStyle style{.brush = Brush::kTextStrong, .size = size};
      longest = std::max(longest, TextWidth(bar->text, style));
    }
  }
  return longest + air;
}

void LayOutSlide(const GroupedBars& chart, Layout& layout) {
  const auto groups = static_cast<double>(std::max<std::size_t>(chart.groups.size(), 1));
  layout.is_slide = true;
  layout.width = kSlideWidth;
  layout.margin = 40;
  layout.label_width = 370;
  layout.top = kSlideHead + kLegend + 4;
  layout.foot = 52 + kSlideFoot;
  const double room = kSlideWidth * 9 / 16 - layout.top - layout.foot;
  layout.pitch = std::clamp(room / groups, 31.0, 62.0);
  layout.text = std::clamp(layout.pitch * 0.48, 14.5, 18.0);
  layout.small = std::clamp(layout.pitch * 0.39, 12.0, 14.0);
  layout.bar = (layout.pitch - 5) / static_cast<double>(chart.series.size());
  layout.value = std::clamp(layout.bar * 1.05, 13.0, 19.0);
}

Layout LayOut(const GroupedBars& chart, ChartForm form) {
  Layout layout;
  const bool has_two = chart.series.size() > 1;
  if (form == ChartForm::kSlide) {
    LayOutSlide(chart, layout);
  } else if (form == ChartForm::kNarrow) {
    layout.is_narrow = true;
    layout.width = 350;
    layout.text = 13;
    layout.value = 13;
    layout.name = 36;
    layout.bar = has_two ? 16 : 18;
    layout.pitch = layout.name + layout.bar * static_cast<double>(chart.series.size()) + 9;
    layout.top = kLegend;
  } else {
    layout.width = form == ChartForm::kFull ? 1240 : 620;
    layout.label_width = 250;
    layout.text = 12.5;
    layout.small = 11.5;
    layout.bar = has_two ? 15.5 : 22;
    layout.pitch = has_two ? 38 : 36;
    layout.top = kLegend;
  }
  layout.has_reference = chart.reference.has_value();
  layout.value_width = LongestValue(chart, layout.value);
  layout.bottom =
      layout.top + layout.pitch * static_cast<double>(chart.groups.size()) + layout.foot;
  if (layout.is_slide) layout.bottom = std::max(layout.bottom, kSlideWidth * 9 / 16);
  return layout;
}

std::string Fit(const std::string& text, double width, const TextStyle& style) {
  const double all = TextWidth(text, style);
  if (all <= width) return text;
  const double characters = static_cast<double>(CharacterCount(text)) * width / all;
  return Shorten(text, static_cast<std::size_t>(std::max(characters, 4.0)));
}

Brush BrushOf(std::size_t series, bool is_valid) {
  if (series == 0) return is_valid ? Brush::kBar : Brush::kBarUnproved;
  return is_valid ? Brush::kBarSecond : Brush::kBarSecondUnproved;
}

/// A swatch and a name for each series.
void DrawLegend(Drawing& drawing, const GroupedBars& chart, const Layout& layout) {
  if (chart.series.size() < 2) return;
  double x = layout.is_narrow ? layout.margin : layout.left();
  const double y = layout.top - 10, size = layout.text * 0.8;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    drawing.Rectangle({x, y - size, x + size, y}, BrushOf(i, true));
    const TextStyle style{.brush = Brush::kTextStrong, .size = layout.text};
    drawing.Text({x + size + 6, y - 1}, chart.series[i], style);
    x += size + TextWidth(chart.series[i], style) + 24;
  }
}

void DrawAxis(Drawing& drawing, const GroupedBars& chart, const Layout& layout, const Scale& x) {
  const double end = layout.bottom - layout.foot;
  const int wanted = layout.is_narrow ? 3 : layout.is_slide ? 6 : 4;
  for (const double tick : LinearTicks(x.values().hi, wanted)) {
    if (tick > x.values().hi * 1.0001) continue;
    drawing.Line({x(tick), layout.top - 2}, {x(tick), end},
                 tick == 0 ? Brush::kAxis : Brush::kGrid);
    drawing.Text({x(tick), end + layout.small + 5}, TickText(tick),
                 {.size = layout.small, .anchor = tick == 0 ? Anchor::kStart : Anchor::kMiddle});
  }
  drawing.Text(
      {layout.left(), end + 2 * layout.small + 12},
      Fit(chart.axis, layout.width - layout.left() - layout.margin, {.size = layout.small}),
      {.size = layout.small});
}

void DrawReference(Drawing& drawing, const GroupedBars& chart, const Layout& layout,
                   const Scale& x) {
  if (!chart.reference) return;
  const double at = x(*chart.reference);
  drawing.Line({at, layout.top - 6}, {at, layout.bottom - layout.foot}, Brush::kBound);
  TextStyle style{.brush = Brush::kTextBound, .size = layout.small, .anchor = Anchor::kEnd};
  const bool has_room = at + 4 - TextWidth(chart.reference_name, style) > layout.margin;
  if (!has_room) style.anchor = Anchor::kStart;
  drawing.Text({has_room ? at + 4 : layout.margin, layout.top - 11}, chart.reference_name, style);
}

/// The bar, or the band with its dots. Returns where it ends.
double DrawBar(Drawing& drawing, const GroupBar& bar, Brush brush, const Box& row, const Scale& x) {
  if (bar.marks.empty()) {
    const double end = x(Finite(bar.value));
    drawing.Rectangle({row.left, row.top, end, row.bottom}, brush);
    return end;
  }
  const double middle = (row.top + row.bottom) / 2, half = row.height() / 4;
  const double begin = x(Finite(bar.marks.front())), end = x(Finite(bar.marks.back()));
  drawing.Rectangle({begin, middle - half, end, middle + half}, Brush::kBand);
  std::vector<Point> dots;
  for (const double mark : bar.marks) dots.push_back({x(Finite(mark)), middle});
  drawing.Scatter(dots, bar.is_valid ? Brush::kScatter : Brush::kScatterBound);
  drawing.Dot({x(Finite(bar.value)), middle}, half + 1.5,
              bar.is_valid ? Brush::kDot : Brush::kDotBound);
  return end + half;
}

void DrawGroup(Drawing& drawing, const BarGroup& group, const Layout& layout, const Scale& x,
               double y) {
  const TextStyle name{.brush = Brush::kTextName, .size = layout.text};
  const TextStyle detail{.size = layout.small};
  const double room = layout.is_narrow ? layout.width - 2 : layout.label_width - 14;
  const double block = static_cast<double>(group.bars.size()) * layout.bar;
  const double middle = layout.is_narrow ? y + layout.name / 2 : y + block / 2;
  drawing.BeginHover(group.hover);
  drawing.Text({layout.margin, middle - 2.5}, Fit(group.name, room, name), name);
  drawing.Text({layout.margin, middle + layout.small - 0.5}, Fit(group.detail, room, detail),
               detail);
  drawing.EndHover();
  double top = y + layout.name;
  for (std::size_t i = 0; i < group.bars.size(); ++i, top += layout.bar) {
    const double baseline = top + layout.bar / 2 + layout.value * 0.35;
    if (!group.bars[i]) {
      drawing.Text({layout.left() + 6, baseline}, "no result", detail);
      continue;
    }
    const GroupBar& bar = *group.bars[i];
    const double end = DrawBar(drawing, bar, BrushOf(i, bar.is_valid),
                               {layout.left(), top + 0.5, layout.left(), top + layout.bar - 0.5},
                               x);
    const std::string text = bar.is_valid ? bar.text : bar.text + " not valid";
    drawing.Text(
        {end + 5, baseline}, text,
        {.brush = Brush::kTextStrong, .size = layout.value, .has_plate = layout.has_reference});
  }
}

void DrawSlideFrame(Drawing& drawing, const ChartFrame& frame, const Layout& layout) {
  const double room = layout.width - 2 * layout.margin;
  const TextStyle title{.brush = Brush::kTextStrong, .size = 31}, under{.size = 18},
      foot{.size = 13};
  drawing.Text({layout.margin, 50}, Fit(frame.title, room, title), title);
  drawing.Text({layout.margin, 80}, Fit(frame.subtitle, room, under), under);
  drawing.Text({layout.margin, layout.bottom - 14}, Fit(frame.footnote, room, foot), foot);
}

std::string DescriptionOf(const GroupedBars& chart) {
  std::string text = chart.axis + ". ";
  for (const BarGroup& group : chart.groups) {
    text += group.name + ": ";
    for (std::size_t i = 0; i < group.bars.size(); ++i) {
      if (i > 0) text += ", ";
      if (chart.series.size() > 1) text += chart.series[i] + " ";
      text += group.bars[i] ? group.bars[i]->text : "no result";
      if (group.bars[i] && !group.bars[i]->is_valid) text += " not valid";
    }
    text += ". ";
  }
  return text;
}

double MostOf(const GroupedBars& chart) {
  double most = Finite(chart.reference.value_or(0));
  for (const BarGroup& group : chart.groups) {
    for (const auto& bar : group.bars) {
      if (!bar) continue;
      most = std::max(most, Finite(bar->value));
      if (!bar->marks.empty()) most = std::max(most, Finite(bar->marks.back()));
    }
  }
  return most;
}

}  // namespace

std::string FigureText(double value) {
  if (!std::isfinite(value)) return "–";
  const double size = std::abs(value);
  if (size >= 1e15) return fmt::format("{:.3g}", value);
  if (size >= 999.95) {
    return (value < 0 ? "-" : "") + FormatCount(static_cast<std::uint64_t>(std::llround(size)));
  }
  return fmt::format("{:.{}f}", value,
                     size >= 99.995                ? 1
                     : size >= 0.9995 || size == 0 ? 2
                     : size >= 0.01                ? 3
                                                   : 5);
}

std::string GroupedBarsSvg(const GroupedBars& chart, const ChartFrame& frame) {
  const Layout layout = LayOut(chart, frame.form);
  Drawing drawing(frame.form, {0, 0, layout.width, layout.bottom});
  const double most = MostOf(chart);
  const Scale x(Scale::Kind::kLinear, {0, most > 0 ? most : 1}, {layout.left(), layout.right()});
  if (layout.is_slide) DrawSlideFrame(drawing, frame, layout);
  DrawLegend(drawing, chart, layout);
  DrawAxis(drawing, chart, layout, x);
  DrawReference(drawing, chart, layout, x);
  double y = layout.top;
  for (const BarGroup& group : chart.groups) {
    DrawGroup(drawing, group, layout, x, y);
    y += layout.pitch;
  }
  return drawing.Finish({frame.id, frame.title, DescriptionOf(chart)});
}

}  // namespace assay::report
