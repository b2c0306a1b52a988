// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Two sides of repeated runs against each other: what changed, by how much, and whether it may be
// said at all.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "record/run_record.h"
#include "report/compare_stats.h"

namespace assay {

struct CompareOptions {
  double level = 0.98;
  double threshold = 0.01;          // a smaller change is no change
  bool is_paired = false;           // the runs of both sides alternated: A1 B1 A2 B2 ...
  std::set<std::string> allowed{};  // traits that may differ: "precision", "machine", ...
};

/// One figure of both sides, a value for each run.
struct ComparedFigure {
  std::string name{}, unit{};  // "p99 latency", "ms"
  std::vector<double> a{}, b{};
  bool is_higher_better = true;
  double threshold = 0;
  ChangeEstimate estimate{};
};

/// A trait in which the sides differ.
struct TraitDifference {
  std::string trait{}, a{}, b{};  // "precision", "f32", "bf16"
};

/// Runs of the same benchmark, scenario and mode.
struct ComparedGroup {
  std::string name{};  // "resnet50 · Offline"
  std::size_t runs_a = 0, runs_b = 0;
  std::vector<TraitDifference> barriers{};     // make the sides not comparable
  std::vector<TraitDifference> differences{};  // what else differs: perhaps what is compared
  std::vector<std::string> notes{};            // runs left out, runs that are not valid
  std::vector<ComparedFigure> figures{};

  bool IsComparable() const { return barriers.empty(); }
};

struct RunComparison {
  std::vector<ComparedGroup> groups{};
  std::vector<std::string> notes{};  // runs that the other side does not have
  CompareOptions options{};

  bool HasAny(CompareVerdict verdict) const;  // of comparable groups
  bool IsComparable() const;                  // there is a group, and all are comparable
};

/// Names of the traits whose difference makes runs not comparable, for options and help.
std::vector<std::string> ComparedTraits();

/// Never throws an Error. Runs that did not end count for nothing, which is noted.
RunComparison CompareRuns(std::span<const RunRecord> a, std::span<const RunRecord> b,
                          const CompareOptions& options = {});

}  // namespace assay
