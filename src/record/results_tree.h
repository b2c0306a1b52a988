// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads a published results tree: closed|open/<submitter>/{results,systems,measurements}.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "record/published_result.h"

namespace assay {

struct ResultsTree {
  std::filesystem::path root{};            // absolute
  std::vector<PublishedResult> results{};  // by division, submitter, system, model, scenario
  /// Every described system, also those without a result, by division, submitter, name.
  std::vector<std::shared_ptr<const SystemDescription>> systems{};
  std::vector<Finding> notes{};  // what belongs to no result
};

/// How far reading has come.
struct TreeProgress {
  std::size_t results = 0;
  std::string where{};  // "closed/DellEMC R7525_A100x3_TRT"
};

struct TreeOptions {
  const RuleSet* rules = nullptr;                       // null: no accuracy targets
  std::function<void(const TreeProgress&)> progress{};  // after each result; may be empty
};

/// Whether `path` is a results tree, a part of one, or a folder above one. Looks at folders only.
bool HoldsResultsTree(const std::filesystem::path& path);

/// The run folders at or up to two levels below `path`, sorted; none when there are none.
std::vector<std::filesystem::path> FindRunFolders(const std::filesystem::path& path);

/// A run folder's record as a result: what it does not say (submitter, accelerators) stays empty.
PublishedResult ResultOf(const RunRecord& run);

/// Reads all results at or below `path`: any level of a tree (a division, a submitter, a system, a
/// model, a scenario) or up to four levels above it. One result is in memory at a time besides what
/// is kept of each, a few kB. Broken files become notes.
/// Throws Error{kMissingFile} when there is no results tree at `path`.
ResultsTree ReadTree(const std::filesystem::path& path, const TreeOptions& options = {});

}  // namespace assay
