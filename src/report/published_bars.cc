// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The bars of published charts: which results of which systems, and what their axis says.
#include "report/published_bars.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/result_words.h"

namespace assay::report {
namespace {

double FirstOf(const BarGroup& group) {
  for (const auto& bar : group.bars) {
    if (bar && std::isfinite(bar->value)) return bar->value;
  }
  return -1;
}

}  // namespace

std::optional<double> WholeFigure(const PublishedResult& result) {
  return std::isfinite(result.figure.value) ? std::optional(result.figure.value) : std::nullopt;
}

void SortByFirstBar(GroupedBars& bars) {
  std::stable_sort(bars.groups.begin(), bars.groups.end(),
                   [](const BarGroup& a, const BarGroup& b) { return FirstOf(a) > FirstOf(b); });
}

GroupedBars BarsOf(const PublishedView& view, const std::vector<ChartSeries>& series,
                   Amount amount) {
  GroupedBars bars;
  for (const ChartSeries& one : series) bars.series.push_back(one.name);
  for (std::size_t i = 0; i < view.systems.size(); ++i) {
    const SystemFacts& system = view.systems[i];
    BarGroup group{system.title, system.detail, system.hover, i, {}};
    for (const ChartSeries& one : series) {
      const PublishedResult* result = view.table.systems[i].Find(one.label, one.scenario);
      const auto value = result != nullptr ? amount(*result) : std::nullopt;
      group.bars.push_back(
          value ? std::optional(GroupBar{*value, FigureText(*value), result->IsValid()})
                : std::nullopt);
    }
    const bool has_any = std::any_of(group.bars.begin(), group.bars.end(),
                                     [](const auto& bar) { return bar.has_value(); });
    if (has_any) bars.groups.push_back(std::move(group));
  }
  SortByFirstBar(bars);
  return bars;
}

bool HasResult(const PublishedView& view, const std::string& label, Scenario scenario) {
  return std::any_of(view.table.systems.begin(), view.table.systems.end(),
                     [&](const auto& row) { return row.Find(label, scenario) != nullptr; });
}

std::string UnitOf(const PublishedView& view, const ChartSeries& series) {
  for (const SystemRow& row : view.table.systems) {
    const PublishedResult* result = row.Find(series.label, series.scenario);
    if (result != nullptr && !result->unit.empty()) return result->unit;
  }
  return "";
}

std::string AxisOf(const PublishedView& view, const std::vector<ChartSeries>& series,
                   std::string_view per) {
  const std::string first = UnitOf(view, series.front());
  const std::string last = UnitOf(view, series.back());
  if (first == last) return fmt::format("{}{}", per, first);
  return fmt::format("{}{}: {} · {}: {}", per, series.front().name, first, series.back().name,
                     last);
}

std::vector<ChartSeries> ThroughputSeries(const PublishedView& view, const std::string& label) {
  std::vector<ChartSeries> series;
  for (const Scenario scenario : {Scenario::kOffline, Scenario::kServer}) {
    if (HasResult(view, label, scenario)) {
      series.push_back({std::string(Name(scenario)), label, scenario});
    }
  }
  return series;
}

std::string NamesOf(const std::vector<ChartSeries>& series) {
  return series.size() > 1 ? "Offline and Server" : series.front().name;
}

}  // namespace assay::report
