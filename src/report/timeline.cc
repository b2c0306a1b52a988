// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The charts over time: latency, and throughput.
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
  Plot plot(frame, {.has_legend = true});
  if (timeline.dots.empty() && timeline.intervals.empty()) {
    plot.Note("No query has completed");
    return plot.Finish("No query has completed.");
  }
  const DurationRange range = RangeOf(timeline);
  const DurationAxis y = MakeDurationAxis(range, plot.box());
  const TimeAxis x = MakeTimeAxis(timeline.duration_seconds, plot.layout());
  plot.ValueAxis(y.scale, y.ticks, y.name);
  plot.BaseAxis(x.scale, x.ticks, x.name);
  std::vector<std::pair<Brush, std::string>> legend;
  if (timeline.dots.empty()) {
    DrawIntervals(plot, timeline, x.scale, y.scale);
    legend = {{Brush::kCurve, timeline.high_name}, {Brush::kMedian, "median"}};
  } else {
    DrawDots(plot, timeline, x.scale, y.scale);
  }
  if (timeline.bound) {
    const double at = y.scale(timeline.bound->nanoseconds);
    plot.drawing().Line({plot.box().left, at}, {plot.box().right, at}, Brush::kBound);
    legend.emplace_back(Brush::kBound, BoundText(*timeline.bound));
  }
  plot.Legend(legend);
  const std::string kind = timeline.dots.empty()
                               ? fmt::format("median and {} of each {:.3g} s", timeline.high_name,
                                             timeline.interval_seconds)
                               : fmt::format("{} queries as dots", timeline.dots.size());
  return plot.Finish(fmt::format("Latency over {:.4g} s: {}; highest value shown {}{}.",
                                 timeline.duration_seconds, kind, DurationText(range.most),
                                 timeline.bound ? "; " + BoundText(*timeline.bound) : ""));
}

std::string RateTimelineSvg(const RateTimeline& timeline, const ChartFrame& frame) {
  Plot plot(frame, {.has_legend = true});
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
  plot.ValueAxis(y, ticks, "Samples per second");
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
  plot.Legend({{Brush::kMean, text}});
  return plot.Finish(
      fmt::format("Completed samples per second over {:.4g} s in {} intervals: {}, "
                  "highest {}.",
                  timeline.duration_seconds, timeline.rates.size(), text, FormatRate(most)));
}

}  // namespace assay::report
