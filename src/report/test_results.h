// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Published results made up in memory, for tests. Nothing was measured.
#pragma once

#include <memory>
#include <string>

#include "record/results_tree.h"

namespace assay::report {

struct ExampleResult {
  std::string system = "R1_T4x4";
  std::string name = "Example R1 (4x T4)";
  int accelerators = 4;
  std::string accelerator = "NVIDIA T4";
  std::string label = "resnet50";
  Scenario scenario = Scenario::kOffline;
  double figure = 1000;
  std::string submitter = "Example";
  std::string division = "closed";
};

inline PublishedResult Make(const ExampleResult& example) {
  auto system = std::make_shared<SystemDescription>();
  system->system = example.system;
  system->name = example.name;
  system->nodes = 1;
  system->accelerators_per_node = example.accelerators;
  system->accelerator = example.accelerators > 0 ? example.accelerator : "";
  system->status = "available";
  PublishedResult result;
  result.division = example.division;
  result.submitter = example.submitter;
  result.system = example.system;
  result.description = system;
  result.model = result.label = result.benchmark = example.label;
  result.scenario = example.scenario;
  result.scenario_folder = Name(example.scenario);
  result.verdict = Verdict::kValid;
  result.figure = {std::to_string(example.figure), example.figure};
  result.unit = example.scenario == Scenario::kServer ? "scheduled queries/s" : "samples/s";
  result.runs.push_back(
      {.name = "run_1", .verdict = Verdict::kValid, .figure = result.figure, .unit = result.unit});
  return result;
}

/// Sorted as ReadTree does it when the examples are.
inline ResultsTree MakeTree(std::initializer_list<ExampleResult> examples) {
  ResultsTree tree;
  for (const ExampleResult& example : examples) {
    tree.results.push_back(Make(example));
    if (tree.systems.empty() || tree.systems.back()->system != example.system) {
      tree.systems.push_back(tree.results.back().description);
    }
  }
  return tree;
}

}  // namespace assay::report
