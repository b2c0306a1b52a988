// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The chart of published results: one group of bars per system, from zero, values beside them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/chart.h"

namespace assay::report {

struct GroupBar {
  double value = 0;
  std::string text;      // "149,124"; what stands beside the bar
  bool is_valid = true;  // else drawn as an outline
  /// With marks: a band from the first to the last and a dot on each, `value` the one that counts.
  std::vector<double> marks{};
};

/// All names are others' and escaped where they are drawn.
struct BarGroup {
  std::string name;                           // "R7525_A100x3_TRT"
  std::string detail;                         // "3 × NVIDIA A100-PCIe-40GB"
  std::string hover;                          // the names as written
  std::size_t system = 0;                     // of the page's list
  std::vector<std::optional<GroupBar>> bars;  // one per series; absent: there is no result
};

struct GroupedBars {
  std::vector<std::string> series;  // {"Offline", "Server"}: one or two
  std::string axis;                 // "Samples per second"
  std::vector<BarGroup> groups;
  std::optional<double> reference;  // a line across the plot
  std::string reference_name;       // "linear"
};

/// Three to six digits with separators: "149,124", "835.4", "44.43", "0.915".
std::string FigureText(double value);

/// Draws all groups; the canvas grows with them. A slide is 16:9 as long as they fit.
std::string GroupedBarsSvg(const GroupedBars& chart, const ChartFrame& frame);

}  // namespace assay::report
