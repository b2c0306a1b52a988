// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Charts of the latency percentiles that published logs hold: a row of dots per system.
#include <fmt/format.h>

#include <algorithm>

#include "report/html.h"
#include "report/published_bars.h"
#include "report/result_words.h"
#include "report/words.h"

namespace assay::report {
namespace {

constexpr double kNsPerMs = 1e6;

/// Which percentile counts where the rules do not say: MultiStream's and Server's is the 99th.
double JudgedPercent(Scenario scenario) { return scenario == Scenario::kSingleStream ? 90 : 99; }

std::optional<Nanoseconds> BoundOf(const PublishedView& view, const std::string& label,
                                   Scenario scenario) {
  if (view.rules == nullptr) return std::nullopt;
  for (const BenchmarkRules& rules : view.rules->benchmarks()) {
    const auto limits = rules.limits.find(scenario);
    if (rules.name == label && limits != rules.limits.end()) return limits->second.latency_bound;
  }
  return std::nullopt;
}

std::optional<GroupBar> RowOf(const PublishedResult* result, double judged) {
  if (result == nullptr || result->runs.empty()) return std::nullopt;
  GroupBar row;
  row.is_valid = result->IsValid();
  bool has_judged = false;
  for (const LatencyPoint& point : result->runs.back().percentiles) {
    const double ms = static_cast<double>(point.nanoseconds) / kNsPerMs;
    row.marks.push_back(row.marks.empty() ? ms : std::max(ms, row.marks.back()));
    if (point.percent != judged) continue;
    has_judged = true;
    row.value = row.marks.back();
    row.text = fmt::format("{} ms", FigureText(row.value));
  }
  return has_judged ? std::optional(row) : std::nullopt;
}

GroupedBars RowsOf(const PublishedView& view, const std::string& label, Scenario scenario) {
  GroupedBars rows;
  rows.series = {std::string(Name(scenario))};
  for (std::size_t i = 0; i < view.systems.size(); ++i) {
    const SystemFacts& system = view.systems[i];
    auto row = RowOf(view.table.systems[i].Find(label, scenario), JudgedPercent(scenario));
    if (!row) continue;
    rows.groups.push_back({system.title, system.detail, system.hover, i, {std::move(row)}});
  }
  std::stable_sort(rows.groups.begin(), rows.groups.end(), [](const auto& a, const auto& b) {
    return a.bars[0]->value < b.bars[0]->value;
  });
  return rows;
}

PublishedChart LatencyChart(const PublishedView& view, const std::string& label,
                            Scenario scenario) {
  PublishedChart chart;
  const double judged = JudgedPercent(scenario);
  chart.section = ChartSection::kLatency;
  chart.id = fmt::format("latency-{}-{}", Slug(std::string(Name(scenario))), Slug(label));
  chart.title = fmt::format("{}, {} latency", ModelTitle(view, label), Name(scenario));
  chart.subtitle =
      fmt::format("Dots: percentiles of the log, the large one the {:g}th; lower is better", judged);
  chart.caption = fmt::format(
      "Small dots: the 50th, 90th, 95th, 97th, 99th and 99.9th percentile, as far as the log holds "
      "them; the large dot and the figure: the {:g}th, at which the rules judge. Lower is better.",
      judged);
  chart.bars = RowsOf(view, label, scenario);
  chart.bars.axis = "latency (ms)";
  if (const auto bound = BoundOf(view, label, scenario)) {
    chart.bars.reference = static_cast<double>(bound->count()) / kNsPerMs;
    chart.bars.reference_name = "bound " + ShortDuration(*bound);
  }
  chart.series = {{std::string(Name(scenario)), label, scenario}};
  chart.is_lower_better = true;
  return chart;
}

}  // namespace

void AddLatencies(const PublishedView& view, std::vector<PublishedChart>& charts) {
  for (const std::string& label : view.table.labels) {
    for (const Scenario scenario :
         {Scenario::kServer, Scenario::kSingleStream, Scenario::kMultiStream}) {
      PublishedChart chart = LatencyChart(view, label, scenario);
      if (!chart.bars.groups.empty()) charts.push_back(std::move(chart));
    }
  }
}

}  // namespace assay::report
