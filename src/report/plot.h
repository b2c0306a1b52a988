// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The plane under every chart: margins, axes with units, the slide's title and labels.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/chart.h"
#include "report/scale.h"

namespace assay::report {

/// Sizes by form; text is at least 12 units of a canvas that is shown about 1:1.
struct Layout {
  Box canvas;
  Box plot;  // inside the axes
  double text_size = 13;
  bool is_narrow = false;
};

struct AxisTick {
  double value = 0;
  std::string text;
  bool is_strong = false;
};

inline constexpr double kSlideHeader = 74, kSlideMargin = 26;

/// What a chart asks of its canvas.
struct PlotSize {
  double wide_height = 340, narrow_height = 300;
  double left_margin = 62;
  double slide_content = 0;  // a slide grows beyond 16:9 rather than drop what it has to show
  bool has_legend = false;   // phones give it a line of its own
};

/// Canvas, frame and axes of one chart; the caller draws the content into drawing().
class Plot {
 public:
  explicit Plot(const ChartFrame& frame, const PlotSize& size = {});
  Drawing& drawing() { return drawing_; }
  const Layout& layout() const { return layout_; }
  const Box& box() const { return layout_.plot; }
  double text_size() const { return layout_.text_size; }

  /// Grid lines, tick labels left of the plot, and the axis' name above it.
  void ValueAxis(const Scale& scale, const std::vector<AxisTick>& ticks, std::string_view name);
  /// Tick labels below the plot and the axis' name under them. Labels that would touch are left
  /// out: ticks come by falling importance.
  void BaseAxis(const Scale& scale, const std::vector<AxisTick>& ticks, std::string_view name);
  /// Line samples with their names above the plot.
  void Legend(const std::vector<std::pair<Brush, std::string>>& rows);
  /// A message in the middle of a plot that has nothing to show.
  void Note(std::string_view message);
  std::string Finish(std::string_view description);

 private:
  void DrawSlideFrame(const std::vector<std::string>& label_lines);

  ChartFrame frame_;
  Layout layout_;
  Drawing drawing_;
};

/// Finds places for labels so that none meets another.
class Placer {
 public:
  explicit Placer(const Box& room) : room_(room) {}
  void Take(const Box& box) { taken_.push_back(box); }
  bool IsFree(const Box& box) const;

 private:
  Box room_;
  std::vector<Box> taken_;
};

/// Labels in as many lines as the width asks for: none may be cut off.
std::vector<std::string> LabelLines(const std::vector<std::string>& labels, double width,
                                    const TextStyle& style);

/// "bound 15 ms", "user's bound 12 ms".
std::string BoundText(const Bound& bound);

/// An axis for durations up to `most` nanoseconds: its scale in nanoseconds, ticks and unit.
/// Logarithmic when one value dwarfs everything that matters (`reference`), and then its name says
/// so.
struct DurationAxis {
  Scale scale;
  std::vector<AxisTick> ticks;
  std::string name;  // "Latency (ms)"
};
struct DurationRange {
  double least = 0, most = 0, reference = 0;  // nanoseconds
};
DurationAxis MakeDurationAxis(const DurationRange& range, const Box& plot);

/// Seconds since the start, in minutes when there are many.
struct TimeAxis {
  Scale scale;
  std::vector<AxisTick> ticks;
  std::string name;
};
TimeAxis MakeTimeAxis(double seconds, const Layout& layout);

}  // namespace assay::report
