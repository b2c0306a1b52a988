// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The plane under every chart: margins, axes with units, the slide's title and labels.
#pragma once

#include <string>
#include <string_view>
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

/// What a chart asks of its canvas; slides have one size.
struct PlotSize {
  double wide_height = 340, narrow_height = 300;
  double left_margin = 62;
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
  /// A message in the middle of a plot that has nothing to show.
  void Note(std::string_view message);
  std::string Finish(std::string_view description);

 private:
  void DrawSlideFrame();

  ChartFrame frame_;
  Layout layout_;
  Drawing drawing_;
};

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
