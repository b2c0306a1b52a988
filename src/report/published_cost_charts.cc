// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Charts of published results per watt and per price.
#include <fmt/format.h>

#include <algorithm>

#include "report/html.h"
#include "report/published_bars.h"
#include "report/result_words.h"
#include "report/words.h"

namespace assay::report {
namespace {

/// Divides every bar by a fact of its system; systems without it are left out.
void DivideBy(const PublishedView& view, std::optional<double> SystemFacts::*part,
              GroupedBars& bars) {
  std::erase_if(bars.groups,
                [&](const BarGroup& group) { return !(view.systems[group.system].*part); });
  for (BarGroup& group : bars.groups) {
    for (auto& bar : group.bars) {
      if (!bar) continue;
      bar->value /= *(view.systems[group.system].*part);
      bar->text = FigureText(bar->value);
    }
  }
  SortByFirstBar(bars);
}

void LimitWatts(const PublishedView& view, GroupedBars& bars) {
  if (!view.max_watts_per_card) return;
  std::erase_if(bars.groups, [&](const BarGroup& group) {
    const auto watts = view.systems[group.system].card_watts;
    return !watts || *watts > *view.max_watts_per_card;
  });
}

struct CostRow {
  ChartSection section;
  std::string_view id;
  std::optional<double> SystemFacts::*part;
  std::string per;     // "per watt"
  std::string source;  // where the figures come from
};

PublishedChart CostChart(const PublishedView& view, const std::string& label,
                         const std::vector<ChartSeries>& series, const CostRow& row) {
  PublishedChart chart;
  chart.section = row.section;
  chart.id = fmt::format("{}-{}", row.id, Slug(label));
  const std::string limit = view.max_watts_per_card
                                ? fmt::format(", cards of at most {:g} W", *view.max_watts_per_card)
                                : "";
  chart.title =
      fmt::format("{}, {} {}{}", ModelTitle(view, label), NamesOf(series), row.per, limit);
  chart.subtitle = "From the user's file. " + row.source;
  chart.caption = "The system's figure " + row.per +
                  ". From the user's file, not from the tree: " + row.source +
                  ". Systems that the file says nothing of are left out.";
  chart.bars = BarsOf(view, series, WholeFigure);
  LimitWatts(view, chart.bars);
  DivideBy(view, row.part, chart.bars);
  chart.bars.axis = AxisOf(view, series, row.per + ": ");
  chart.series = series;
  return chart;
}

}  // namespace

void AddCosts(const PublishedView& view, std::vector<PublishedChart>& charts) {
  const CostRow rows[] = {
      {ChartSection::kPerWatt, "per-watt", &SystemFacts::watts, "per watt", view.watts_sources},
      {ChartSection::kPerPrice, "per-price", &SystemFacts::price, "per " + view.currency,
       view.price_sources}};
  for (const CostRow& row : rows) {
    if (row.source.empty()) continue;
    for (const std::string& label : view.table.labels) {
      const std::vector<ChartSeries> series = ThroughputSeries(view, label);
      if (series.empty()) continue;
      PublishedChart chart = CostChart(view, label, series, row);
      if (!chart.bars.groups.empty()) charts.push_back(std::move(chart));
    }
  }
}

}  // namespace assay::report
