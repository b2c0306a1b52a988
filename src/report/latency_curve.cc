// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The chart of latency by percentile.
#include "report/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "report/plot.h"
#include "report/words.h"

namespace assay::report {
namespace {

std::string DurationText(double nanoseconds) {
  return FormatDuration(Nanoseconds(std::llround(nanoseconds)));
}

/// Where the room allows it, whose bound it is.
std::string BoundLabel(const Bound& bound) {
  return BoundText(bound) + (bound.is_users ? " (not the rules')" : "");
}

void DrawBound(Plot& plot, const Scale& y, const Bound& bound, Placer& placer) {
  const double at = y(bound.nanoseconds);
  const Box& box = plot.box();
  plot.drawing().Line({box.left, at}, {box.right, at}, Brush::kBound);
  const TextStyle style{.brush = Brush::kTextBound, .size = plot.text_size(), .has_plate = true};
  const bool is_near_top = at - box.top < plot.text_size() + 4;
  const Point place = {box.left + 8, is_near_top ? at + plot.text_size() + 6 : at - 8};
  plot.drawing().Text(place, BoundLabel(bound), style);
  placer.Take(TextBox(place, BoundLabel(bound), style));
  placer.Take({box.left, at - 2, box.right, at + 2});
}

/// The label of a point on a rising curve: above and to the left, or below and to the right.
void DrawCallout(Plot& plot, Point at, const std::string& text, Placer& placer, bool is_needed) {
  const double size = plot.text_size() + (is_needed ? 1.5 : 0);
  const TextStyle left{.brush = is_needed ? Brush::kTextStrong : Brush::kText,
                       .size = size,
                       .anchor = Anchor::kEnd,
                       .has_plate = true};
  TextStyle right = left;
  right.anchor = Anchor::kStart;
  const std::pair<Point, const TextStyle*> places[] = {
      {{at.x - 11, at.y - 9}, &left},         {{at.x + 11, at.y + size + 7}, &right},
      {{at.x - 11, at.y - size - 20}, &left}, {{at.x + 11, at.y + 2 * size + 18}, &right},
      {{at.x - 11, at.y + size + 7}, &left},  {{at.x + 11, at.y - 9}, &right},
      {{at.x - 11, at.y + 3 * size}, &left}};
  for (const auto& [place, style] : places) {
    const Box box = TextBox(place, text, *style);
    if (!placer.IsFree(box)) continue;
    plot.drawing().Text(place, text, *style);
    placer.Take(box);
    return;
  }
  if (is_needed) plot.drawing().Text(places[0].first, text, left);
}

struct PercentTick {
  double percent;
  const char* text;
};
// By importance: the first ones keep their label where the room is short.
constexpr PercentTick kPercentTicks[] = {{99, "99"},       {50, "50"}, {90, "90"}, {99.9, "99.9"},
                                         {99.99, "99.99"}, {0, "0"},   {95, "95"}, {97, "97"}};

struct PercentAxis {
  Scale scale;
  std::vector<AxisTick> ticks;
};
PercentAxis MakePercentAxis(const LatencyCurve& curve, const Box& box) {
  const double last = curve.points.empty() ? 0 : PercentilePosition(curve.points.back().percent);
  double end = PercentilePosition(99.99);
  for (const double percent : {99.9, 99.0}) {
    if (last <= PercentilePosition(percent) + 1e-6) end = PercentilePosition(percent);
  }
  const Scale scale(Scale::Kind::kLinear, {0, end}, {box.left, box.right});
  std::vector<AxisTick> ticks;
  if (curve.judged_percent) {
    ticks.push_back(
        {PercentilePosition(*curve.judged_percent), TickText(*curve.judged_percent), true});
  }
  for (const PercentTick& tick : kPercentTicks) {
    const double position = PercentilePosition(tick.percent);
    const bool is_judged = !ticks.empty() && std::abs(ticks.front().value - position) < 1e-6;
    if (position <= end + 1e-6 && !is_judged) ticks.push_back({position, tick.text});
  }
  return {scale, ticks};
}

std::string DescribeCurve(const LatencyCurve& curve) {
  std::string text =
      fmt::format("Latency of {} queries by percentile:", FormatCount(curve.query_count));
  for (const double percent : {50.0, 90.0, 99.0, 99.9}) {
    text += fmt::format(" p{} {},", TickText(percent), DurationText(*curve.At(percent)));
  }
  text += fmt::format(" slowest shown {}.", DurationText(curve.points.back().nanoseconds));
  if (curve.bound) text += fmt::format(" The {}", BoundText(*curve.bound));
  if (curve.bound && curve.judged_percent) {
    text += fmt::format(" is judged at the {}th percentile", TickText(*curve.judged_percent));
  }
  return curve.bound ? text + "." : text;
}

void DrawPercentile(Plot& plot, const LatencyCurve& curve, double percent,
                    const std::pair<const Scale&, const Scale&>& axes, Placer& placer) {
  const bool is_judged = curve.judged_percent && std::abs(*curve.judged_percent - percent) < 1e-6;
  const double latency = *curve.At(percent);
  const Point at = {axes.first(PercentilePosition(percent)), axes.second(latency)};
  if (PercentilePosition(percent) > axes.first.values().hi + 1e-6) return;
  const bool is_over = is_judged && curve.bound && latency > curve.bound->nanoseconds;
  plot.drawing().Dot(at, is_judged ? 6 : 4.5, is_over ? Brush::kDotBound : Brush::kDot);
  placer.Take({at.x - 7, at.y - 7, at.x + 7, at.y + 7});
  DrawCallout(plot, at, fmt::format("p{} = {}", TickText(percent), DurationText(latency)), placer,
              is_judged || !curve.judged_percent);
}

/// Where fewer queries than the axis has room for were measured, the curve ends at the slowest.
void DrawSlowest(Plot& plot, const LatencyCurve& curve, Point end, Placer& placer) {
  if (end.x > plot.box().right - 4) return;
  DrawCallout(plot, end, "slowest " + DurationText(curve.points.back().nanoseconds), placer, false);
}

}  // namespace

std::string LatencyCurveSvg(const LatencyCurve& curve, const ChartFrame& frame) {
  Plot plot(frame);
  if (curve.points.empty()) {
    plot.Note("No query has completed");
    return plot.Finish("No query has completed.");
  }
  const double bound = curve.bound ? curve.bound->nanoseconds : 0;
  const double judged = curve.At(curve.judged_percent.value_or(99)).value_or(0);
  const DurationAxis y = MakeDurationAxis({.least = curve.points.front().nanoseconds,
                                           .most = std::max(curve.points.back().nanoseconds, bound),
                                           .reference = std::max({bound, judged, *curve.At(50)})},
                                          plot.box());
  const PercentAxis x = MakePercentAxis(curve, plot.box());
  plot.ValueAxis(y.scale, y.ticks, y.name);
  plot.BaseAxis(x.scale, x.ticks, "Percentile of queries (%)");
  if (curve.judged_percent) {
    const double at = x.scale(PercentilePosition(*curve.judged_percent));
    plot.drawing().Line({at, plot.box().top}, {at, plot.box().bottom}, Brush::kMarker);
  }
  Placer placer(plot.box());
  std::vector<Point> line;
  for (const LatencyCurve::Point& point : curve.points) {
    line.push_back({x.scale(PercentilePosition(point.percent)), y.scale(point.nanoseconds)});
  }
  plot.drawing().Polyline(line, Brush::kCurve);
  if (curve.bound) DrawBound(plot, y.scale, *curve.bound, placer);
  if (curve.judged_percent) {
    DrawPercentile(plot, curve, *curve.judged_percent, {x.scale, y.scale}, placer);
  }
  if (std::abs(curve.judged_percent.value_or(0) - 99) > 1e-6) {
    DrawPercentile(plot, curve, 99, {x.scale, y.scale}, placer);
  }
  DrawSlowest(plot, curve, line.back(), placer);
  return plot.Finish(DescribeCurve(curve));
}

}  // namespace assay::report
