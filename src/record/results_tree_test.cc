// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of finding and walking a results tree.
#include "record/results_tree.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "example_tree.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using examples::ExampleTree;
using examples::Put;
using examples::TreeResult;

ExampleTree& TwoSystems() {
  static ExampleTree tree;
  static bool is_written = false;
  if (is_written) return tree;
  is_written = true;
  tree.AddSystem({.system = "R1_T4x4"});
  tree.AddSystem({.system = "R1_T4x8", .name = "Example R1 (8x T4)", .accelerators = "8"});
  tree.AddResult({.system = "R1_T4x4"});
  tree.AddResult({.system = "R1_T4x4", .scenario = "Server", .figures = {"900", "900"}});
  tree.AddResult({.system = "R1_T4x8", .model = "bert-99.9", .accuracy = "{\"f1\": 90.9}"});
  return tree;
}

std::size_t ResultsAt(const fs::path& path) { return ReadTree(path).results.size(); }

TEST_CASE("a tree is found from every level above, at and inside of it") {
  const ExampleTree& tree = TwoSystems();
  const fs::path results = tree.submission() / "results";
  CHECK(ResultsAt(tree.root()) == 3);
  CHECK(ResultsAt(tree.root() / "closed") == 3);
  CHECK(ResultsAt(tree.submission()) == 3);
  CHECK(ResultsAt(tree.submission() / "systems") == 3);
  CHECK(ResultsAt(results) == 3);
  CHECK(ResultsAt(results / "R1_T4x4") == 2);
  CHECK(ResultsAt(results / "R1_T4x4" / "resnet50" / "Server") == 1);
  CHECK(ResultsAt(results / "R1_T4x4" / "resnet50" / "Server" / "performance") == 1);
  CHECK(ResultsAt(tree.submission() / "measurements" / "R1_T4x8") == 1);
}

TEST_CASE("a submission outside of closed and open takes its division from its systems") {
  const ExampleTree tree("downloads", "Example");
  tree.AddSystem({});
  Put(tree.submission() / "systems/R1_T4x4.json",
      "{\"division\": \"open\", \"status\": \"rdi\", \"number_of_nodes\": 2,"
      " \"accelerators_per_node\": 4, \"accelerator_model_name\": \"Tesla T4\"}");
  tree.AddResult({});
  const ResultsTree read = ReadTree(tree.submission());
  REQUIRE(read.results.size() == 1);
  CHECK(read.results[0].division == "open");
  CHECK(read.results[0].submitter == "Example");
  CHECK(read.results[0].description->Accelerators() == 8);  // two nodes
}

TEST_CASE("a folder without a tree is refused, and so is a file") {
  const ExampleTree tree;
  CHECK_FALSE(HoldsResultsTree(tree.root() / "nowhere"));
  Put(tree.root() / "alone/file.txt", "");
  CHECK_FALSE(HoldsResultsTree(tree.root() / "alone"));
  CHECK_FALSE(HoldsResultsTree(tree.root() / "alone/file.txt"));
  CHECK_THROWS_WITH_AS(ReadTree(tree.root() / "alone"),
                       doctest::Contains("closed/<submitter>/results"), Error);
}

TEST_CASE("results come by system, model and scenario, systems without results are kept") {
  const ExampleTree tree;
  tree.AddSystem({.system = "B"});
  tree.AddSystem({.system = "A"});
  tree.AddSystem({.system = "C"});
  for (const char* system : {"B", "A"}) {
    tree.AddResult({.system = system, .scenario = "server"});
    tree.AddResult({.system = system, .scenario = "Offline"});
  }
  const ResultsTree read = ReadTree(tree.root());
  std::string order;
  for (const PublishedResult& r : read.results) {
    order += r.system + std::string(Name(*r.scenario)) + " ";
  }
  CHECK(order == "AOffline AServer BOffline BServer ");
  CHECK(read.systems.size() == 3);
}

TEST_CASE("empty folders are notes of the tree, stray files are not minded") {
  const ExampleTree& tree = TwoSystems();
  const ExampleTree empty;
  fs::create_directories(empty.submission() / "results/S/resnet50");
  fs::create_directories(empty.submission() / "results/T");
  fs::create_directories(empty.submission() / "results/U/resnet50/logs");
  Put(empty.submission() / "results/submission_checker_log.txt", "INFO");
  const ResultsTree read = ReadTree(empty.root());
  CHECK(read.results.empty());
  REQUIRE(read.notes.size() == 3);
  CHECK(read.notes[0].what == "no folder of a scenario here");
  CHECK(read.notes[1].what == "no folder of a model here");
  CHECK(read.notes[2].what.find("neither the name of a scenario") != std::string::npos);
  CHECK(ReadTree(tree.root()).notes.empty());
}

TEST_CASE("progress is told after each result") {
  std::vector<std::string> told;
  ReadTree(TwoSystems().root(), {.progress = [&](const TreeProgress& progress) {
             told.push_back(std::to_string(progress.results) + " " + progress.where);
           }});
  CHECK(told == std::vector<std::string>{"1 closed/Example R1_T4x4", "2 closed/Example R1_T4x4",
                                         "3 closed/Example R1_T4x8"});
}

TEST_CASE("run folders are found below a folder, whether of ours or of upstream's logs alone") {
  const ExampleTree tree;
  Put(tree.root() / "runs/a/run.json", "{}");
  Put(tree.root() / "runs/campaign/b/mlperf_log_summary.txt", "");
  Put(tree.root() / "runs/notes.txt", "");
  const fs::path runs = tree.root() / "runs";
  CHECK(FindRunFolders(runs) == std::vector<fs::path>{runs / "a", runs / "campaign/b"});
  CHECK(FindRunFolders(runs / "a") == std::vector<fs::path>{runs / "a"});
  CHECK(FindRunFolders(runs / "nothing").empty());
}

}  // namespace
}  // namespace assay
