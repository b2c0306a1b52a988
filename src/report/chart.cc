// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The charts of one run over percentiles and over time.
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

std::string BoundText(const Bound& bound) {
  return fmt::format("bound {}{}", ShortDuration(Nanoseconds(std::llround(bound.nanoseconds))),
                     bound.is_users ? " (user's, not the rules')" : "");
}

/// Finds a place for a label that meets no other label.
class Placer {
 public:
  explicit Placer(const Box& room) : room_(room) {}
  void Take(const Box& box) { taken_.push_back(box); }
  bool IsFree(const Box& box) const {
    const bool is_inside = box.left >= room_.left && box.right <= room_.right + 8 &&
                           box.top >= room_.top - 10 && box.bottom <= room_.bottom;
    return is_inside && std::none_of(taken_.begin(), taken_.end(), [&](const Box& other) {
             return box.left < other.right && box.right > other.left && box.top < other.bottom &&
                    box.bottom > other.top;
           });
  }

 private:
  Box room_;
  std::vector<Box> taken_;
};

Box BoxOf(Point at, std::string_view text, const TextStyle& style) {
  const double width = TextWidth(text, style.size) + 8;
  const double left = style.anchor == Anchor::kStart    ? at.x - 4
                      : style.anchor == Anchor::kMiddle ? at.x - width / 2
                                                        : at.x - width + 4;
  return {left, at.y - style.size, left + width, at.y + style.size * 0.35};
}

void DrawBound(Plot& plot, const Scale& y, const Bound& bound, Placer& placer) {
  const double at = y(bound.nanoseconds);
  const Box& box = plot.box();
  plot.drawing().Line({box.left, at}, {box.right, at}, Brush::kBound);
  const TextStyle style{.brush = Brush::kTextBound, .size = plot.text_size(), .has_plate = true};
  const bool is_near_top = at - box.top < plot.text_size() + 4;
  const Point place = {box.left + 8, is_near_top ? at + plot.text_size() + 6 : at - 8};
  plot.drawing().Text(place, BoundText(bound), style);
  placer.Take(BoxOf(place, BoundText(bound), style));
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
    const Box box = BoxOf(place, text, *style);
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

namespace {

/// Line samples with their names, right-aligned above the plot.
void DrawLegend(Plot& plot, const std::vector<std::pair<Brush, std::string>>& rows) {
  double right = plot.box().right;
  const double y = plot.box().top - 13;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    plot.drawing().Text({right, y}, row->second,
                        {.size = plot.text_size(), .anchor = Anchor::kEnd});
    right -= TextWidth(row->second, plot.text_size()) + 6;
    const double middle = y - plot.text_size() * 0.35;
    plot.drawing().Line({right - 20, middle}, {right, middle}, row->first);
    right -= 34;
  }
}

/// One band with its two lines; stretches without queries are gaps.
void DrawStretch(Plot& plot, std::span<const Point> high, std::span<const Point> median) {
  std::vector<Point> band(high.begin(), high.end());
  band.insert(band.end(), median.rbegin(), median.rend());
  plot.drawing().Polygon(band, Brush::kBand);
  plot.drawing().Polyline(median, Brush::kMedian);
  plot.drawing().Polyline(high, Brush::kCurve);
}

void DrawIntervals(Plot& plot, const LatencyTimeline& timeline, const Scale& x, const Scale& y) {
  std::vector<Point> high, median;
  const auto flush = [&] {
    DrawStretch(plot, high, median);
    high.clear();
    median.clear();
  };
  for (const LatencyTimeline::Interval& interval : timeline.intervals) {
    if (interval.count == 0) {
      flush();
      continue;
    }
    const double at = x(interval.begin + timeline.interval_seconds / 2);
    high.push_back({at, y(interval.high)});
    median.push_back({at, y(interval.median)});
  }
  flush();
}

void DrawDots(Plot& plot, const LatencyTimeline& timeline, const Scale& x, const Scale& y) {
  std::vector<Point> within, beyond;
  for (const QueryTime& query : timeline.dots) {
    const bool is_beyond = timeline.bound && query.latency > timeline.bound->nanoseconds;
    (is_beyond ? beyond : within).push_back({x(query.scheduled / 1e9), y(query.latency)});
  }
  plot.drawing().Scatter(within, Brush::kScatter);
  plot.drawing().Scatter(beyond, Brush::kScatterBound);
}

DurationRange RangeOf(const LatencyTimeline& timeline) {
  std::vector<double> highs, lows;
  for (const QueryTime& query : timeline.dots) highs.push_back(query.latency);
  lows = highs;
  for (const LatencyTimeline::Interval& interval : timeline.intervals) {
    if (interval.count == 0) continue;
    highs.push_back(interval.high);
    lows.push_back(interval.median);
  }
  const double bound = timeline.bound ? timeline.bound->nanoseconds : 0;
  std::sort(highs.begin(), highs.end());
  return {.least = *std::min_element(lows.begin(), lows.end()),
          .most = std::max(highs.back(), bound),
          .reference = std::max(bound, highs[highs.size() / 2])};
}

}  // namespace

std::string LatencyTimelineSvg(const LatencyTimeline& timeline, const ChartFrame& frame) {
  Plot plot(frame);
  if (timeline.dots.empty() && timeline.intervals.empty()) {
    plot.Note("No query has completed");
    return plot.Finish("No query has completed.");
  }
  const DurationRange range = RangeOf(timeline);
  const DurationAxis y = MakeDurationAxis(range, plot.box());
  const TimeAxis x = MakeTimeAxis(timeline.duration_seconds, plot.layout());
  plot.ValueAxis(y.scale, y.ticks, y.name);
  plot.BaseAxis(x.scale, x.ticks, x.name);
  Placer placer(plot.box());
  if (timeline.dots.empty()) {
    DrawIntervals(plot, timeline, x.scale, y.scale);
    DrawLegend(plot, {{Brush::kCurve, timeline.high_name}, {Brush::kMedian, "median"}});
  } else {
    DrawDots(plot, timeline, x.scale, y.scale);
  }
  if (timeline.bound) DrawBound(plot, y.scale, *timeline.bound, placer);
  const std::string kind = timeline.dots.empty()
                               ? fmt::format("median and {} of each {:.3g} s", timeline.high_name,
                                             timeline.interval_seconds)
                               : fmt::format("{} queries as dots", timeline.dots.size());
  return plot.Finish(fmt::format("Latency over {:.4g} s: {}; highest value shown {}{}.",
                                 timeline.duration_seconds, kind, DurationText(range.most),
                                 timeline.bound ? "; " + BoundText(*timeline.bound) : ""));
}

std::string RateTimelineSvg(const RateTimeline& timeline, const ChartFrame& frame) {
  Plot plot(frame);
  if (timeline.rates.empty()) {
    plot.Note("No sample has completed");
    return plot.Finish("No sample has completed.");
  }
  const double most = *std::max_element(timeline.rates.begin(), timeline.rates.end());
  std::vector<AxisTick> ticks;
  for (const double value : LinearTicks(most * 1.08, 6)) ticks.push_back({value, TickText(value)});
  const Box& box = plot.box();
  const Scale y(Scale::Kind::kLinear, {0, ticks.back().value}, {box.bottom, box.top});
  const TimeAxis x = MakeTimeAxis(timeline.duration_seconds, plot.layout());
  plot.ValueAxis(y, ticks, "Completed samples per second");
  const double step = box.width() / static_cast<double>(timeline.rates.size());
  const double gap = std::min(2.0, step * 0.15);
  for (std::size_t i = 0; i < timeline.rates.size(); ++i) {
    const double left = box.left + step * static_cast<double>(i);
    const double top = y(timeline.rates[i]);
    plot.drawing().Rectangle({left + gap / 2, top, left + step - gap / 2, box.bottom}, Brush::kBar);
  }
  plot.BaseAxis(x.scale, x.ticks, x.name);
  const double mean = y(timeline.mean_rate);
  const std::string text = fmt::format("mean {} samples/s", FormatRate(timeline.mean_rate));
  plot.drawing().Line({box.left, mean}, {box.right, mean}, Brush::kMean);
  plot.drawing().Text({box.right - 6, mean - 9}, text,
                      {.brush = Brush::kTextStrong,
                       .size = plot.text_size() + 1,
                       .anchor = Anchor::kEnd,
                       .has_plate = true});
  return plot.Finish(
      fmt::format("Completed samples per second over {:.4g} s in {} intervals: {}, "
                  "highest {}.",
                  timeline.duration_seconds, timeline.rates.size(), text, FormatRate(most)));
}

}  // namespace assay::report
