// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Published results as a table of systems and benchmarks, and what can be read off it: scaling with
// the number of accelerators, Server against Offline.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "record/results_tree.h"

namespace assay::report {

/// One system of one submitter with its results.
struct SystemRow {
  std::string division, submitter, system;
  const SystemDescription* description = nullptr;
  std::optional<int> accelerators;  // of all nodes
  /// By label ("bert-99.9") and scenario; of several models of one label the last one.
  std::map<std::pair<std::string, Scenario>, const PublishedResult*> results;

  /// Null when there is none.
  const PublishedResult* Find(const std::string& label, Scenario scenario) const;
};

/// Refers to the tree's results.
struct SystemTable {
  std::vector<SystemRow> systems;   // those with results, in the tree's order
  std::vector<std::string> labels;  // in the order of the rules' table, others behind by name
};
SystemTable MakeSystemTable(const ResultsTree& tree);

/// The system's name; behind its submitter and division where the table has several of them.
std::string TitleOf(const SystemRow& row, const SystemTable& table);

/// The figure per accelerator of `to` over that of `from`: 1 = linear. Absent without both.
struct ScalingCell {
  const SystemRow *from, *to;
  std::string label;
  Scenario scenario;
};
std::optional<double> ScalingEfficiency(const ScalingCell& cell);

/// Two systems of one submitter and division with different numbers of the same accelerator.
struct ScalingPair {
  const SystemRow *from, *to;  // `to` has more
  bool is_same_server;         // by the names of the systems
};
/// For each system and each smaller number of its accelerators: the same server where there is one,
/// else every server with that number. Pairs of the same server come first.
std::vector<ScalingPair> ScalingPairs(const SystemTable& table);

/// Server figure over Offline figure of one benchmark, over the systems that have both.
struct RatioRow {
  std::string label;
  std::size_t systems = 0;
  double min = 0, median = 0, max = 0;
  /// Without systems that have no accelerator; not a number where there is no other.
  double accelerated_min = 0, accelerated_median = 0;
};
std::vector<RatioRow> ServerOfflineRatios(const SystemTable& table);

/// Absent without both figures, or when Offline's is 0.
std::optional<double> ServerOfflineRatio(const SystemRow& system, const std::string& label);

}  // namespace assay::report
