// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Published results as the page and its charts see them: systems with names for people and with
// what a figure can be divided by.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/results_tree.h"
#include "report/costs.h"
#include "report/grouped_bars.h"
#include "report/system_table.h"
#include "rules/rule_set.h"

namespace assay::report {

/// What stands for a system in charts, and what its figures can be divided by.
struct SystemFacts {
  std::string title;   // "R7525_A100x3_TRT"
  std::string detail;  // "3 × NVIDIA A100-PCIe-40GB"; processors where there is no accelerator
  std::string hover;   // the names as written
  std::string family;  // the accelerator's normalised name, or "no accelerator"
  std::optional<double> accelerators, cores, watts, price;  // of the whole system; never 0
  std::optional<double> card_watts;  // of one accelerator, where the user's file says so
};

/// What the user adds to a tree.
struct ViewOptions {
  const RuleSet* rules = nullptr;              // null: labels stand for models' names
  const Costs* costs = nullptr;                // null: no watts, no prices
  std::optional<double> max_watts_per_card{};  // what draws more, or nobody knows, is left out
};

struct PublishedView {
  const ResultsTree* tree = nullptr;
  const RuleSet* rules = nullptr;
  std::optional<double> max_watts_per_card;
  std::string watts_sources, price_sources, currency;  // each source once; "" without such figures
  SystemTable table;
  std::vector<SystemFacts> systems;  // as table.systems
};
PublishedView MakePublishedView(const ResultsTree& tree, const ViewOptions& options = {});

/// Where a chart stands on the page.
enum class ChartSection {
  kFigures,
  kPerAccelerator,
  kPerWatt,
  kPerPrice,
  kScaling,
  kRatio,
  kLatency,
  kAccuracy
};

/// What one bar of each group is.
struct ChartSeries {
  std::string name, label;  // "Offline", "bert-99"
  Scenario scenario;
};

struct PublishedChart {
  std::string id;  // "figure-1-resnet50": unique; the name of its file
  ChartSection section = ChartSection::kFigures;
  std::string title;     // "Figure 1. ResNet50-v1.5, 99 % of FP32"
  std::string subtitle;  // "Offline and Server throughput by system; higher is better"
  std::string caption;   // what is drawn, what is left out
  GroupedBars bars;
  std::vector<ChartSeries> series;  // as bars.series; empty where no filter applies
  bool may_be_normalised = false;   // bars are whole systems' throughput
  bool is_lower_better = false;
};
/// Every chart, in the page's order. Figures 1 to 9 are numbered as in the published study of round
/// v0.7; other benchmarks have no number.
std::vector<PublishedChart> PublishedCharts(const PublishedView& view);

/// "ResNet50-v1.5", "BERT, 99.9 % of FP32": the rules' name of a label's model.
std::string ModelTitle(const PublishedView& view, const std::string& label);

/// The findings in sentences, each computed: equal figures per accelerator, the order of
/// accelerators, scaling, accuracy targets, Server to Offline, validity.
std::vector<std::string> ClaimsOf(const PublishedView& view);

}  // namespace assay::report
