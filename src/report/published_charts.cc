// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Which charts a results tree deserves: the study's figures, per accelerator, scaling, ratios,
// accuracy.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "report/html.h"
#include "report/published_bars.h"
#include "report/result_words.h"
#include "report/words.h"

namespace assay::report {
namespace {

struct FigureRow {
  std::string_view label;
  int number;
};
/// The published study's figures; 3D-UNet's two targets share one.
constexpr std::array<FigureRow, 9> kFigures = {{{"resnet50", 1},
                                                {"ssd-resnet34", 2},
                                                {"dlrm-99", 3},
                                                {"dlrm-99.9", 4},
                                                {"3d-unet-99", 5},
                                                {"3d-unet-99.9", 5},
                                                {"bert-99", 6},
                                                {"bert-99.9", 7},
                                                {"rnnt", 8}}};
constexpr int kPerCardFigure = 9;
constexpr std::string_view kPerCardLabel = "resnet50";

std::optional<double> Milliseconds(const PublishedResult& result) {
  const auto total = WholeFigure(result);
  return total ? std::optional(*total / 1e6) : std::nullopt;
}
std::optional<double> PerAccelerator(const PublishedResult& result) {
  const auto figure = result.FigurePerAccelerator();
  return figure && std::isfinite(*figure) ? figure : std::nullopt;
}

/// "99.9" of "bert-99.9"; "" where a label names no target.
std::string TargetOf(const PublishedView& view, const std::string& label) {
  for (const PublishedResult& result : view.tree->results) {
    if (result.label == label) return result.accuracy_target;
  }
  return "";
}

int FigureNumber(const std::string& label) {
  for (const FigureRow& row : kFigures) {
    if (row.label == label) return row.number;
  }
  return 0;
}

std::string Bounds(const PublishedView& view, const std::string& label) {
  if (view.rules == nullptr) return "";
  for (const BenchmarkRules& rules : view.rules->benchmarks()) {
    const auto limits = rules.limits.find(Scenario::kServer);
    if (rules.name != label || limits == rules.limits.end()) continue;
    if (!limits->second.latency_bound) return "";
    return fmt::format(" within the latency limit of {} at the {:g}th percentile",
                       ShortDuration(*limits->second.latency_bound),
                       limits->second.percentile * 100);
  }
  return "";
}

std::string ThroughputCaption(const PublishedView& view, const std::vector<ChartSeries>& series) {
  std::string text;
  for (const ChartSeries& one : series) {
    if (one.scenario == Scenario::kServer) {
      text +=
          " Server: queries that arrive at random times, answered" + Bounds(view, one.label) + ".";
    } else if (text.empty()) {
      text += "Offline: all samples at hand from the start.";
    }
  }
  return text + " Higher is better.";
}

/// Labels that share a benchmark, have no Server result, and differ in their target alone.
std::vector<std::string> Together(const PublishedView& view, const std::string& label) {
  const std::string target = TargetOf(view, label);
  if (target.empty() || !label.ends_with("-" + target)) return {label};
  const std::string stem = label.substr(0, label.size() - target.size());
  std::vector<std::string> labels;
  for (const std::string& other : view.table.labels) {
    if (other != stem + TargetOf(view, other)) continue;
    if (HasResult(view, other, Scenario::kServer) || !HasResult(view, other, Scenario::kOffline)) {
      return {label};
    }
    labels.push_back(other);
  }
  return labels.size() == 2 ? labels : std::vector{label};
}

std::string Numbered(int number, const std::string& title) {
  return number > 0 ? fmt::format("Figure {}. {}", number, title) : title;
}

std::string IdOf(std::string_view kind, int number, const std::string& label) {
  return number > 0 ? fmt::format("figure-{}-{}", number, Slug(label))
                    : fmt::format("{}-{}", kind, Slug(label));
}

PublishedChart TwoTargets(const PublishedView& view, const std::vector<std::string>& labels) {
  std::vector<ChartSeries> series;
  for (const std::string& label : labels) {
    series.push_back({TargetOf(view, label) + "\u00A0% of FP32", label, Scenario::kOffline});
  }
  const int number = FigureNumber(labels.front());
  const std::string model = ModelTitle(view, labels.front());
  const std::string benchmark = labels.front().substr(0, labels.front().rfind('-'));
  PublishedChart chart;
  chart.id = IdOf("throughput", number, benchmark);
  chart.title = Numbered(
      number, fmt::format("{}, both accuracy targets, Offline", model.substr(0, model.find(','))));
  chart.subtitle = "Offline throughput by system; higher is better";
  chart.caption = ThroughputCaption(view, {series.front()});
  chart.bars = BarsOf(view, series, WholeFigure);
  chart.bars.axis = AxisOf(view, series, "");
  chart.series = series;
  chart.may_be_normalised = true;
  return chart;
}

PublishedChart ThroughputChart(const PublishedView& view, const std::string& label,
                               const std::vector<ChartSeries>& series) {
  const int number = FigureNumber(label);
  PublishedChart chart;
  chart.id = IdOf("throughput", number, label);
  chart.title = Numbered(number, fmt::format("{}, {}", ModelTitle(view, label), NamesOf(series)));
  chart.subtitle = fmt::format("{} throughput by system; higher is better", NamesOf(series));
  chart.caption = ThroughputCaption(view, series);
  chart.bars = BarsOf(view, series, WholeFigure);
  chart.bars.axis = AxisOf(view, series, "");
  chart.series = series;
  chart.may_be_normalised = true;
  return chart;
}

/// SingleStream and MultiStream: latencies or samples a query.
void AddStreamCharts(const PublishedView& view, const std::string& label,
                     std::vector<PublishedChart>& charts) {
  for (const Scenario scenario : {Scenario::kSingleStream, Scenario::kMultiStream}) {
    if (!HasResult(view, label, scenario)) continue;
    const ChartSeries series{std::string(Name(scenario)), label, scenario};
    const bool is_latency = UnitOf(view, series) == "ns";
    PublishedChart chart;
    chart.id = fmt::format("{}-{}", Slug(series.name), Slug(label));
    chart.title = fmt::format("{}, {}", ModelTitle(view, label), series.name);
    chart.subtitle = is_latency ? "Latency by system; lower is better"
                                : "Samples per query by system; higher is better";
    chart.caption = is_latency ? "Lower is better." : "Higher is better.";
    chart.bars = BarsOf(view, {series}, is_latency ? Milliseconds : WholeFigure);
    if (is_latency) std::reverse(chart.bars.groups.begin(), chart.bars.groups.end());
    chart.bars.axis = is_latency ? "latency (ms)" : UnitOf(view, series);
    chart.series = {series};
    chart.is_lower_better = is_latency;
    if (!chart.bars.groups.empty()) charts.push_back(std::move(chart));
  }
}

void AddFigures(const PublishedView& view, std::vector<PublishedChart>& charts) {
  for (const std::string& label : view.table.labels) {
    const std::vector<std::string> together = Together(view, label);
    const std::vector<ChartSeries> series = ThroughputSeries(view, label);
    if (together.size() == 2) {
      if (label == together.front()) charts.push_back(TwoTargets(view, together));
    } else if (!series.empty()) {
      charts.push_back(ThroughputChart(view, label, series));
    }
    AddStreamCharts(view, label, charts);
  }
  std::stable_sort(charts.begin(), charts.end(), [](const auto& a, const auto& b) {
    const auto number = [](const PublishedChart& chart) {
      return chart.id.starts_with("figure-") ? std::stoi(chart.id.substr(7)) : 99;
    };
    return number(a) < number(b);
  });
}

std::string LeftOut(const PublishedView& view) {
  const auto count = std::count_if(view.systems.begin(), view.systems.end(),
                                   [](const auto& s) { return !s.accelerators; });
  if (count == 0) return "";
  return fmt::format(" {} {} without accelerators {} left out.", count,
                     count == 1 ? "system" : "systems", count == 1 ? "is" : "are");
}

PublishedChart PerAcceleratorChart(const PublishedView& view, const std::string& label,
                                   const std::vector<ChartSeries>& series) {
  PublishedChart chart;
  chart.section = ChartSection::kPerAccelerator;
  chart.id = "per-accelerator-" + Slug(label);
  chart.title = fmt::format("{}, {} per accelerator", ModelTitle(view, label), NamesOf(series));
  chart.subtitle = "The system's figure divided by its number of accelerators; higher is better";
  chart.caption = "The system's figure divided by its number of accelerators." + LeftOut(view);
  chart.bars = BarsOf(view, series, PerAccelerator);
  chart.bars.axis = AxisOf(view, series, "per accelerator: ");
  chart.series = series;
  return chart;
}

void AddPerAccelerator(const PublishedView& view, std::vector<PublishedChart>& charts) {
  for (const std::string& label : view.table.labels) {
    std::vector<ChartSeries> series = ThroughputSeries(view, label);
    if (series.empty()) continue;
    if (label == kPerCardLabel && series.front().scenario == Scenario::kOffline) {
      PublishedChart figure = PerAcceleratorChart(view, label, {series.front()});
      figure.id = IdOf("", kPerCardFigure, "per-accelerator-" + label);
      figure.title = Numbered(kPerCardFigure, figure.title);
      if (!figure.bars.groups.empty()) charts.push_back(std::move(figure));
      series.erase(series.begin());
      if (series.empty()) continue;
    }
    PublishedChart chart = PerAcceleratorChart(view, label, series);
    if (!chart.bars.groups.empty()) charts.push_back(std::move(chart));
  }
}

PublishedChart ScalingChart(const PublishedView& view, const ScalingPair& pair) {
  PublishedChart chart;
  const std::string from = TitleOf(*pair.from, view.table), to = TitleOf(*pair.to, view.table);
  chart.section = ChartSection::kScaling;
  chart.id = fmt::format("scaling-{}-to-{}", Slug(from), Slug(to));
  chart.title = fmt::format("{} → {} × {}", *pair.from->accelerators, *pair.to->accelerators,
                            pair.to->description->accelerator);
  chart.subtitle = fmt::format("Scaling efficiency from {} to {}", from, to);
  chart.caption = fmt::format(
      "From {} to {}: figure per accelerator of the larger system over "
      "that of the smaller; 1 is linear.",
      from, to);
  chart.bars = {.series = {"Offline", "Server"},
                .axis = "scaling efficiency (1 = linear)",
                .groups = {},
                .reference = 1,
                .reference_name = "linear"};
  for (const std::string& label : view.table.labels) {
    BarGroup group{label, "", ModelTitle(view, label), 0, {}};
    for (const Scenario scenario : {Scenario::kOffline, Scenario::kServer}) {
      const auto ratio = ScalingEfficiency({pair.from, pair.to, label, scenario});
      group.bars.push_back(ratio && std::isfinite(*ratio)
                               ? std::optional(GroupBar{*ratio, fmt::format("{:.3f}", *ratio)})
                               : std::nullopt);
    }
    if (group.bars[0] || group.bars[1]) chart.bars.groups.push_back(std::move(group));
  }
  return chart;
}

void AddScaling(const PublishedView& view, std::vector<PublishedChart>& charts) {
  for (const ScalingPair& pair : ScalingPairs(view.table)) {
    if (!pair.is_same_server) continue;  // other hosts: in the table alone
    PublishedChart chart = ScalingChart(view, pair);
    if (!chart.bars.groups.empty()) charts.push_back(std::move(chart));
  }
}

void AddRatios(const PublishedView& view, std::vector<PublishedChart>& charts) {
  PublishedChart chart;
  chart.section = ChartSection::kRatio;
  chart.id = "server-to-offline";
  chart.title = "Server figure over Offline figure, median of the systems";
  chart.subtitle = "How much of the Offline throughput is left under the latency limit";
  chart.caption =
      "How much of the Offline throughput is left when queries arrive at random and have to be "
      "answered within the latency limit.";
  chart.bars = {.series = {"Server / Offline"},
                .axis = "ratio (1 = no loss)",
                .groups = {},
                .reference = 1,
                .reference_name = "no loss"};
  for (const RatioRow& row : ServerOfflineRatios(view.table)) {
    chart.bars.groups.push_back(
        {row.label,
         fmt::format("{} systems: {:.3f} to {:.3f}", row.systems, row.min, row.max),
         ModelTitle(view, row.label),
         0,
         {GroupBar{row.median, fmt::format("{:.3f}", row.median)}}});
  }
  if (!chart.bars.groups.empty()) charts.push_back(std::move(chart));
}

/// How far a score lies above its target, in percent of the target.
std::optional<double> MarginOf(const PublishedResult& result) {
  const auto& accuracy = result.accuracy;
  if (!accuracy.target || *accuracy.target <= 0 || !std::isfinite(accuracy.score.value)) {
    return std::nullopt;
  }
  return (accuracy.score.value / *accuracy.target - 1) * 100;
}

void AddAccuracy(const PublishedView& view, std::vector<PublishedChart>& charts) {
  PublishedChart chart;
  chart.section = ChartSection::kAccuracy;
  chart.id = "accuracy-margin";
  chart.title = "Accuracy above its target, the lowest score of each benchmark";
  chart.subtitle = "Score above the target in percent of the target; 0 is the target itself";
  chart.caption =
      "The lowest score of each benchmark, in percent above the target of the rules: 0 is the "
      "target itself, which passes.";
  chart.bars = {.series = {"margin"},
                .axis = "above the target (% of the target)",
                .groups = {},
                .reference = {},
                .reference_name = {}};
  for (const std::string& label : view.table.labels) {
    const PublishedResult* lowest = nullptr;
    std::size_t count = 0;
    for (const PublishedResult& result : view.tree->results) {
      const auto margin = result.label == label ? MarginOf(result) : std::nullopt;
      if (!margin) continue;
      ++count;
      if (lowest == nullptr || *margin < *MarginOf(*lowest)) lowest = &result;
    }
    if (lowest == nullptr) continue;
    const double margin = *MarginOf(*lowest);
    chart.bars.groups.push_back(
        {label,
         fmt::format("{:.6g} of {:.6g}{}, {} results", lowest->accuracy.score.value,
                     *lowest->accuracy.target,
                     lowest->accuracy.unit.empty() ? "" : " " + lowest->accuracy.unit, count),
         ModelTitle(view, label),
         0,
         {GroupBar{margin, fmt::format("{:.3f} %", margin), margin >= 0}}});
  }
  if (!chart.bars.groups.empty()) charts.push_back(std::move(chart));
}

}  // namespace

std::vector<PublishedChart> PublishedCharts(const PublishedView& view) {
  std::vector<PublishedChart> charts;
  AddFigures(view, charts);
  AddPerAccelerator(view, charts);
  AddCosts(view, charts);
  AddScaling(view, charts);
  AddRatios(view, charts);
  AddLatencies(view, charts);
  AddAccuracy(view, charts);
  std::set<std::string> ids;  // names of others may become the same slug
  for (PublishedChart& chart : charts) {
    const std::string id = chart.id;
    for (int number = 2; !ids.insert(chart.id).second; ++number) {
      chart.id = fmt::format("{}-{}", id, number);
    }
  }
  return charts;
}

}  // namespace assay::report
