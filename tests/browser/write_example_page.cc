// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// write_example_page FOLDER: example run folders, one page of each kind, and their charts. What the
// browser test opens, and what a person looks at.
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "example_runs.h"
#include "report/page.h"
#include "report/published_page.h"
#include "report/test_results.h"

namespace assay::examples {
namespace {

/// Published results as a submitter might have them; nothing was measured.
ResultsTree ExampleTree() {
  struct System {
    const char* name;
    int accelerators;
    const char* accelerator;
    double speed;  // of all its accelerators, 1 = one T4
  };
  constexpr System kSystems[] = {{"R1_T4x4", 4, "NVIDIA T4", 4.1},
                                 {"R1_T4x8", 8, "NVIDIA T4", 8.0},
                                 {"R2_A100x2", 2, "NVIDIA A100-PCIe-40GB", 10.4},
                                 {"R2_A100x3", 3, "NVIDIA A100-PCIe-40GB", 15.5},
                                 {"R3_cpu", 0, "", 0.4}};
  ResultsTree tree;
  for (const System& system : kSystems) {
    for (const auto& [label, rate] :
         {std::pair{"resnet50", 6100.0}, std::pair{"ssd-resnet34", 140.0},
          std::pair{"bert-99", 440.0}, std::pair{"bert-99.9", 200.0}}) {
      for (const Scenario scenario : {Scenario::kOffline, Scenario::kServer}) {
        const double share = scenario == Scenario::kOffline ? 1 : 0.9;
        tree.results.push_back(report::Make({.system = system.name,
                                             .name = "Example server",
                                             .accelerators = system.accelerators,
                                             .accelerator = system.accelerator,
                                             .label = label,
                                             .scenario = scenario,
                                             .figure = rate * system.speed * share}));
      }
    }
    tree.systems.push_back(tree.results.back().description);
  }
  return tree;
}

/// Names that try to become markup, and figures that are none.
ResultsTree HostileTree() {
  const std::string name =
      "</script><script>window.broken=1</script><img src=x onerror=alert(1)>\"'&\x01\xFF<!--";
  ResultsTree tree = ExampleTree();
  for (std::size_t i = 0; i < 4; ++i) {
    PublishedResult& result = tree.results[i];
    auto system = std::make_shared<SystemDescription>(*result.description);
    system->system = system->name = system->accelerator = system->status = name;
    result.description = system;
    result.system = result.unit = name;
    result.notes.push_back({.rule = name, .where = name, .what = name});
  }
  tree.results[0].figure = {"nan", std::numeric_limits<double>::quiet_NaN()};
  tree.results[1].figure = {"inf", std::numeric_limits<double>::infinity()};
  tree.results[8].label = tree.results[8].model = name;
  return tree;
}

void WriteAll(const std::filesystem::path& folder) {
  std::vector<RunRecord> records;
  int number = 0;
  for (const ExampleRun& run : AllRuns()) {
    records.push_back(WriteRunFolder(run, folder / "runs", std::to_string(++number)));
    const RunRecord* one = &records.back();
    WriteFile(folder / ("run" + std::to_string(number) + ".html"), MakePage({one, 1}));
  }
  WriteFile(folder / "all.html", MakePage(records));
  const RunRecord hostile = WriteRunFolder(HostileRun(), folder / "runs", "hostile");
  WriteFile(folder / "hostile.html", MakePage({&hostile, 1}));
  WriteCharts(records, folder / "charts");
  WriteFile(folder / "results.html", MakePublishedPage(ExampleTree()));
  WriteFile(folder / "hostile-results.html", MakePublishedPage(HostileTree()));
  WritePublishedCharts(ExampleTree(), {}, folder / "published-charts");
}

}  // namespace
}  // namespace assay::examples

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::fputs("usage: write_example_page FOLDER\n", stderr);
    return 2;
  }
  try {
    assay::examples::WriteAll(arguments[1]);
  } catch (const assay::Error& error) {
    std::fprintf(stderr, "write_example_page: %s\n", error.what());
    return assay::ExitCode(error.code());
  }
  return 0;
}
