// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Published results as a table of systems and benchmarks.
#include "report/system_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>
#include <tuple>

namespace assay::report {
namespace {

// The order of the published study's figures.
constexpr std::array<std::string_view, 7> kOrder = {
    "resnet50", "ssd-mobilenet", "ssd-resnet34", "dlrm", "3d-unet", "bert", "rnnt"};

std::size_t Rank(const std::string& benchmark) {
  return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), benchmark) -
                                  kOrder.begin());
}

/// "Dell EMC PowerEdge R7525 (3x A100-PCIE)" -> "Dell EMC PowerEdge R7525".
std::string ServerOf(const SystemRow& row) {
  std::string name = row.description->name.empty() ? row.system : row.description->name;
  name = name.substr(0, name.find('('));
  while (!name.empty() && name.back() == ' ') name.pop_back();
  return name;
}

bool IsPair(const SystemRow& from, const SystemRow& to) {
  const bool is_same_submitter =
      std::tie(from.division, from.submitter) == std::tie(to.division, to.submitter);
  return is_same_submitter && !from.description->accelerator.empty() &&
         from.description->accelerator == to.description->accelerator &&
         from.accelerators.value_or(0) > 0 && *from.accelerators < to.accelerators.value_or(0);
}

/// The middle one; of an even number the mean of both. Sorts.
double Median(std::vector<double>& values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// Pairs that end at `to`.
void AddPairs(const SystemTable& table, const SystemRow& to, std::vector<ScalingPair>& pairs) {
  std::vector<ScalingPair> same, other;
  std::set<int> same_counts;
  for (const SystemRow& from : table.systems) {
    if (!IsPair(from, to)) continue;
    const bool is_same = ServerOf(from) == ServerOf(to);
    (is_same ? same : other).push_back({&from, &to, is_same});
    if (is_same) same_counts.insert(*from.accelerators);
  }
  std::erase_if(other, [&](const ScalingPair& pair) {
    return same_counts.contains(*pair.from->accelerators);
  });
  pairs.insert(pairs.end(), same.begin(), same.end());
  pairs.insert(pairs.end(), other.begin(), other.end());
}

}  // namespace

const PublishedResult* SystemRow::Find(const std::string& label, Scenario scenario) const {
  const auto found = results.find({label, scenario});
  return found == results.end() ? nullptr : found->second;
}

SystemTable MakeSystemTable(const ResultsTree& tree) {
  SystemTable table;
  std::set<std::tuple<std::size_t, std::string, std::string>> labels;
  for (const PublishedResult& result : tree.results) {
    const bool is_new = table.systems.empty() ||
                        std::tie(table.systems.back().division, table.systems.back().submitter,
                                 table.systems.back().system) !=
                            std::tie(result.division, result.submitter, result.system);
    if (is_new) {
      table.systems.push_back({result.division,
                               result.submitter,
                               result.system,
                               result.description.get(),
                               result.description->Accelerators(),
                               {}});
    }
    labels.insert({Rank(result.benchmark), result.benchmark, result.label});
    if (result.scenario) table.systems.back().results[{result.label, *result.scenario}] = &result;
  }
  for (const auto& [rank, benchmark, label] : labels) table.labels.push_back(label);
  return table;
}

std::string TitleOf(const SystemRow& row, const SystemTable& table) {
  std::string title;
  const auto add_unless_common = [&](std::string SystemRow::*part) {
    const bool is_common =
        std::all_of(table.systems.begin(), table.systems.end(),
                    [&](const SystemRow& other) { return other.*part == row.*part; });
    if (!is_common && !(row.*part).empty()) title += row.*part + " ";
  };
  add_unless_common(&SystemRow::division);
  add_unless_common(&SystemRow::submitter);
  return title + row.system;
}

std::optional<double> ScalingEfficiency(const ScalingCell& cell) {
  const PublishedResult* from = cell.from->Find(cell.label, cell.scenario);
  const PublishedResult* to = cell.to->Find(cell.label, cell.scenario);
  if (from == nullptr || to == nullptr || from->unit != to->unit) return std::nullopt;
  const auto small = from->FigurePerAccelerator(), large = to->FigurePerAccelerator();
  if (!small || !large || *small <= 0) return std::nullopt;
  return *large / *small;
}

std::vector<ScalingPair> ScalingPairs(const SystemTable& table) {
  std::vector<ScalingPair> pairs;
  for (const SystemRow& to : table.systems) AddPairs(table, to, pairs);
  std::stable_partition(pairs.begin(), pairs.end(),
                        [](const ScalingPair& pair) { return pair.is_same_server; });
  return pairs;
}

std::optional<double> ServerOfflineRatio(const SystemRow& system, const std::string& label) {
  const PublishedResult* server = system.Find(label, Scenario::kServer);
  const PublishedResult* offline = system.Find(label, Scenario::kOffline);
  if (server == nullptr || offline == nullptr) return std::nullopt;
  const double ratio = server->figure.value / offline->figure.value;
  return std::isfinite(ratio) ? std::optional(ratio) : std::nullopt;
}

std::vector<RatioRow> ServerOfflineRatios(const SystemTable& table) {
  std::vector<RatioRow> rows;
  for (const std::string& label : table.labels) {
    std::vector<double> all, accelerated;
    for (const SystemRow& system : table.systems) {
      const auto ratio = ServerOfflineRatio(system, label);
      if (!ratio) continue;
      all.push_back(*ratio);
      if (system.accelerators.value_or(0) > 0) accelerated.push_back(*ratio);
    }
    if (all.empty()) continue;
    RatioRow row{.label = label, .systems = all.size()};
    row.median = Median(all);
    row.min = all.front();
    row.max = all.back();
    row.accelerated_median = Median(accelerated);
    row.accelerated_min = accelerated.empty() ? row.accelerated_median : accelerated.front();
    rows.push_back(row);
  }
  return rows;
}

}  // namespace assay::report
