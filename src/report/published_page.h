// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The page of a published results tree: one self-contained HTML file, and its charts as files.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "record/results_tree.h"
#include "report/costs.h"
#include "rules/rule_set.h"

namespace assay {

struct PublishedPageOptions {
  std::string title{};             // empty: made from the tree
  const RuleSet* rules = nullptr;  // null: no models' names, no latency limits
  std::string version{};           // of Assay
  const Costs* costs = nullptr;    // null: nothing per watt or per price
  std::optional<double> max_watts_per_card{};
};

/// The whole page. Every chart and table is in it as written; its own small script filters, sorts
/// and normalises. Loads nothing.
std::string MakePublishedPage(const ResultsTree& tree, const PublishedPageOptions& options = {});

/// Writes every chart as an SVG file of its own, fit for a slide, and returns the files.
/// Throws Error{kUnwritable}.
std::vector<std::filesystem::path> WritePublishedCharts(const ResultsTree& tree,
                                                        const PublishedPageOptions& options,
                                                        const std::filesystem::path& folder);

}  // namespace assay
