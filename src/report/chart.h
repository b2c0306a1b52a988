// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The charts: static SVG, the same drawing for the page (wide, phone) and as a file for a slide.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/run_record.h"
#include "report/drawing.h"
#include "report/series.h"

namespace assay::report {

/// What stands around a chart. Title, subtitle and footnote are drawn on slides only (the page has
/// them beside the chart); all of it is data of others and escaped here.
struct ChartFrame {
  ChartForm form = ChartForm::kWide;
  std::string id = "chart";         // unique on the page, a slug
  std::string title;                // "Latency by percentile"
  std::string subtitle;             // "resnet50 Server · ResNet50-v1.5 · openvino, f32"
  std::vector<std::string> labels;  // "synthetic weights": what must not be overlooked
  std::string footnote;             // "Measured by the rules of ..."
};

/// Latency over -log10(1 - p), the bound as a line, the judged percentile marked.
std::string LatencyCurveSvg(const LatencyCurve& curve, const ChartFrame& frame);

/// Latency over time: dots, or the band from the median to the slowest hundredth.
std::string LatencyTimelineSvg(const LatencyTimeline& timeline, const ChartFrame& frame);

/// Completed samples per second over time, as bars from zero with the mean.
std::string RateTimelineSvg(const RateTimeline& timeline, const ChartFrame& frame);

/// The score as a bar from zero with its target.
std::string AccuracySvg(const AccuracyFigures& accuracy, const ChartFrame& frame);

/// One bar of a comparison. `value` in the unit that the chart names.
struct Bar {
  std::string name;  // "resnet50 · Server · 2: EfficientNet-Lite0 · openvino · f32"
  std::vector<std::string> labels;  // "synthetic weights": under the bar
  double value = 0;
  std::string text;      // "24.5 samples/s"
  bool is_valid = true;  // else drawn as an outline
};
/// Horizontal bars from zero, values beside them.
std::string BarsSvg(const std::vector<Bar>& bars, const ChartFrame& frame);

}  // namespace assay::report
