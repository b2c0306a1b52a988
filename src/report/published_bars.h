// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The bars of published charts: which results of which systems, and what their axis says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/published_view.h"

namespace assay::report {

/// What a figure is divided by, or turned into, on its way to the chart.
using Amount = std::optional<double> (*)(const PublishedResult&);

/// The figure itself, where it is a number.
std::optional<double> WholeFigure(const PublishedResult& result);

/// One group for each system with any of the results, the largest first.
GroupedBars BarsOf(const PublishedView& view, const std::vector<ChartSeries>& series,
                   Amount amount);
/// By the first bar of each group, the largest first.
void SortByFirstBar(GroupedBars& bars);

/// Whether any system has a result of the benchmark in the scenario.
bool HasResult(const PublishedView& view, const std::string& label, Scenario scenario);

/// The unit of a series' results: "samples/s".
std::string UnitOf(const PublishedView& view, const ChartSeries& series);
/// The units of the first and last series behind `per` ("per accelerator: ").
std::string AxisOf(const PublishedView& view, const std::vector<ChartSeries>& series,
                   std::string_view per);

/// Offline and Server of a benchmark, as far as there are results.
std::vector<ChartSeries> ThroughputSeries(const PublishedView& view, const std::string& label);
/// "Offline and Server", or the one that there is.
std::string NamesOf(const std::vector<ChartSeries>& series);

/// The percentiles of the latency that the logs hold, where a scenario judges one.
void AddLatencies(const PublishedView& view, std::vector<PublishedChart>& charts);

/// Figures per watt and per price, from the user's file; nothing without one.
void AddCosts(const PublishedView& view, std::vector<PublishedChart>& charts);

}  // namespace assay::report
