// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of what is read off published results together.
#include "report/system_table.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "report/test_results.h"

namespace assay::report {
namespace {

TEST_CASE("scaling efficiency is the figure per accelerator of the larger over the smaller") {
  const ResultsTree tree =
      MakeTree({{.system = "A", .accelerators = 4, .figure = 1000},
                {.system = "B", .name = "Example R1 (8x T4)", .accelerators = 8, .figure = 1800}});
  const SystemTable table = MakeSystemTable(tree);
  const auto pairs = ScalingPairs(table);
  REQUIRE(pairs.size() == 1);
  CHECK(pairs[0].from->system == "A");
  CHECK(pairs[0].is_same_server);
  const auto efficiency =
      ScalingEfficiency({pairs[0].from, pairs[0].to, "resnet50", Scenario::kOffline});
  CHECK(efficiency == doctest::Approx(0.9));  // (1800 / 8) / (1000 / 4)
  CHECK_FALSE(ScalingEfficiency({pairs[0].from, pairs[0].to, "resnet50", Scenario::kServer}));
}

TEST_CASE("only systems of one submitter with the same accelerator and other numbers are paired") {
  const ResultsTree tree = MakeTree({{.system = "A", .accelerators = 4},
                                     {.system = "B", .accelerators = 4},
                                     {.system = "C", .accelerators = 8, .accelerator = "X"},
                                     {.system = "D", .accelerators = 0},
                                     {.system = "E", .accelerators = 8, .submitter = "Other"}});
  CHECK(ScalingPairs(MakeSystemTable(tree)).empty());
}

TEST_CASE("a smaller number of the same server stands for that number, pairs of it come first") {
  const ResultsTree tree =
      MakeTree({{.system = "A", .name = "Other R2 (4x T4)", .accelerators = 4},
                {.system = "B", .name = "Example R1 (4x T4)", .accelerators = 4},
                {.system = "C", .name = "Other R3 (6x T4)", .accelerators = 6},
                {.system = "D", .name = "Example R1 (8x T4)", .accelerators = 8}});
  std::string found;
  const SystemTable table = MakeSystemTable(tree);
  for (const ScalingPair& pair : ScalingPairs(table)) {
    found += pair.from->system + pair.to->system + (pair.is_same_server ? "! " : " ");
  }
  CHECK(found == "BD! AC BC CD ");  // A with 4 is left out for D: B is the same server
}

TEST_CASE("Server to Offline: least, median and most, with and without accelerators") {
  std::initializer_list<ExampleResult> examples = {
      {.system = "A", .accelerators = 0, .figure = 100},
      {.system = "A", .accelerators = 0, .scenario = Scenario::kServer, .figure = 30},
      {.system = "B", .figure = 100},
      {.system = "B", .scenario = Scenario::kServer, .figure = 80},
      {.system = "C", .figure = 100},
      {.system = "C", .scenario = Scenario::kServer, .figure = 90},
      {.system = "D", .figure = 100}};  // no Server result: does not count
  const ResultsTree tree = MakeTree(examples);
  const auto rows = ServerOfflineRatios(MakeSystemTable(tree));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].systems == 3);
  CHECK(rows[0].min == doctest::Approx(0.3));
  CHECK(rows[0].median == doctest::Approx(0.8));
  CHECK(rows[0].max == doctest::Approx(0.9));
  CHECK(rows[0].accelerated_min == doctest::Approx(0.8));
  CHECK(rows[0].accelerated_median == doctest::Approx(0.85));  // mean of 0.8 and 0.9
}

TEST_CASE("figures that are absent or zero give no ratio") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const auto& [offline, server] : {std::pair{none, 5.0}, {5.0, none}, {0.0, 5.0}}) {
    const ResultsTree tree =
        MakeTree({{.figure = offline}, {.scenario = Scenario::kServer, .figure = server}});
    const SystemTable table = MakeSystemTable(tree);
    CHECK(ServerOfflineRatios(table).empty());
    CHECK_FALSE(ServerOfflineRatio(table.systems[0], "resnet50").has_value());
  }
}

TEST_CASE("benchmarks stand in the order of the study's figures, unknown ones behind") {
  const ResultsTree tree =
      MakeTree({{.label = "aaa"}, {.label = "bert"}, {.label = "dlrm"}, {.label = "resnet50"}});
  CHECK(MakeSystemTable(tree).labels ==
        std::vector<std::string>{"resnet50", "dlrm", "bert", "aaa"});
}

TEST_CASE("a system's title names its submitter only among several") {
  const ResultsTree one = MakeTree({{.system = "A"}, {.system = "B"}});
  const ResultsTree two = MakeTree({{.system = "A"}, {.system = "A", .submitter = "Other"}});
  const SystemTable alone = MakeSystemTable(one), together = MakeSystemTable(two);
  CHECK(TitleOf(alone.systems[0], alone) == "A");
  REQUIRE(together.systems.size() == 2);
  CHECK(TitleOf(together.systems[1], together) == "Other A");
}

}  // namespace
}  // namespace assay::report
