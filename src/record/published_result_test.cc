// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of reading one published result, whole and broken.
#include "record/published_result.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "example_tree.h"
#include "record/results_tree.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using examples::ExampleTree;
using examples::Put;
using examples::SummaryText;
using examples::TreeResult;

const RuleSet& Rules() {
  static const RuleSet rules =
      RuleSet::Load(fs::path(std::getenv("ASSAY_SOURCE_DIR")) / "rules/v0.7.json");
  return rules;
}

PublishedResult Read(const ExampleTree& tree) {
  const ResultsTree read = ReadTree(tree.root(), {.rules = &Rules()});
  REQUIRE(read.results.size() == 1);
  return read.results[0];
}

/// Whether some note of this rule holds these words.
bool HasNote(const PublishedResult& result, const std::string& rule, const std::string& words) {
  return std::any_of(result.notes.begin(), result.notes.end(), [&](const Finding& note) {
    return note.rule == rule && (note.what + note.where).find(words) != std::string::npos;
  });
}

TEST_CASE("a whole result: figure of the last run as printed, per accelerator, accuracy, target") {
  const ExampleTree tree;
  tree.AddSystem({});
  tree.AddResult({.scenario = "Server", .figures = {"1000.50", "1000.60"}});
  const PublishedResult result = Read(tree);
  CHECK(result.figure.text == "1000.60");
  CHECK(result.unit == "scheduled queries/s");
  CHECK(result.FigurePerAccelerator() == doctest::Approx(250.15));  // 1000.60 / 4
  CHECK(result.runs.size() == 2);
  CHECK(result.runs[0].completed_per_second == "990.25");
  CHECK(result.runs[1].p99_ns == "9000000");
  REQUIRE_FALSE(result.runs[1].percentiles.empty());
  CHECK(result.runs[1].percentiles.back().nanoseconds >= 9'000'000);
  CHECK(result.runs[1].target_qps == "1000");
  CHECK(result.accuracy.score.text == "76.064");
  CHECK(result.accuracy.target == 75.6954);
  CHECK(result.accuracy.hash == "0123abcd");
  CHECK(result.measurement.weight_data_types == "int8");
  CHECK(result.IsValid());
  REQUIRE(result.notes.size() == 1);  // the runs differ
  CHECK(result.notes[0].severity == Severity::kNote);
}

TEST_CASE("runs are read by number: run_10 comes behind run_9") {
  const ExampleTree tree;
  tree.AddSystem({});
  tree.AddResult({.figures = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}});
  CHECK(Read(tree).figure.text == "10");
}

TEST_CASE("one INVALID run among several makes the result not valid") {
  const ExampleTree tree;
  const TreeResult server{.scenario = "Server", .figures = {"9", "9", "9"}};
  tree.AddSystem({});
  tree.AddResult(server);
  Put(tree.ResultFolder(server) / "performance/run_2/mlperf_log_summary.txt",
      SummaryText("Server", "9", "INVALID"));
  const PublishedResult result = Read(tree);
  CHECK(result.verdict == Verdict::kInvalid);
  CHECK_FALSE(result.IsValid());
}

TEST_CASE("an accuracy below its target is a note and not valid; the target itself passes") {
  const ExampleTree tree;
  tree.AddSystem({});
  tree.AddResult({.accuracy = "accuracy=75.6953%, good=1, total=2"});
  const PublishedResult below = Read(tree);
  CHECK(HasNote(below, "quality", "75.6953"));
  CHECK_FALSE(below.IsValid());
  tree.AddResult({.accuracy = "accuracy=75.6954%, good=1, total=2"});
  CHECK(Read(tree).IsValid());
}

TEST_CASE("the Open division has no target") {
  const ExampleTree tree("open");
  tree.AddSystem({});
  tree.AddResult({.accuracy = "accuracy=10.0%, good=1, total=2"});
  CHECK(Read(tree).IsValid());
  CHECK_FALSE(Read(tree).accuracy.target.has_value());
}

TEST_CASE("an Offline folder with a SingleStream log gives the inferred rate, and says so") {
  const ExampleTree tree;
  const TreeResult offline{};
  tree.AddSystem({});
  tree.AddResult(offline);
  Put(tree.ResultFolder(offline) / "performance/run_1/mlperf_log_summary.txt",
      SummaryText("Single Stream", "5", "VALID"));
  const PublishedResult result = Read(tree);
  CHECK(result.figure.text == "812.25");
  CHECK(result.unit == "samples/s");
  CHECK(HasNote(result, "inferred", "SingleStream"));
}

TEST_CASE("a folder of one scenario with the log of another has no figure") {
  const ExampleTree tree;
  const TreeResult offline{};
  tree.AddSystem({});
  tree.AddResult(offline);
  Put(tree.ResultFolder(offline) / "performance/run_1/mlperf_log_summary.txt",
      SummaryText("Server", "5", "VALID"));
  const PublishedResult result = Read(tree);
  CHECK(std::isnan(result.figure.value));
  CHECK(HasNote(result, "scenario", "Server run"));
  CHECK_FALSE(result.FigurePerAccelerator().has_value());
}

TEST_CASE("figures that are no finite number are notes") {
  for (const char* figure : {"nan", "inf", "-5", "many", ""}) {
    CAPTURE(figure);
    const ExampleTree tree;
    tree.AddSystem({});
    tree.AddResult({.figures = {figure}});
    const PublishedResult result = Read(tree);
    CHECK(std::isnan(result.figure.value));
    CHECK(result.figure.text.empty());
    CHECK(HasNote(result, "figure", "mlperf_log_summary.txt"));
  }
}

TEST_CASE("a latency is not divided by accelerators") {
  const ExampleTree tree;
  tree.AddSystem({});
  tree.AddResult({.scenario = "singlestream", .figures = {"123456"}});
  const PublishedResult result = Read(tree);
  CHECK(result.scenario == Scenario::kSingleStream);
  CHECK(result.unit == "ns");
  CHECK_FALSE(result.FigurePerAccelerator().has_value());
}

TEST_CASE("whatever is missing or broken is a note with its file, and the result stays") {
  struct Damage {
    const char *file, *content, *rule, *words;  // content null: removed
  };
  const Damage damages[] = {
      {"performance/run_1/mlperf_log_summary.txt", nullptr, "summary-log", "cannot read summary"},
      {"performance/run_1/mlperf_log_summary.txt", "", "summary-log", ":1: the summary is empty"},
      {"performance/run_1/mlperf_log_detail.txt", nullptr, "detail-log", "missing or empty"},
      {"accuracy/accuracy.txt", nullptr, "accuracy-file", "cannot read accuracy file"},
      {"accuracy/accuracy.txt", "\naccuracy=oops\n", "accuracy-file", ":2: 'accuracy='"},
      {"accuracy/accuracy.txt", "mAP=20.1%\nhash=1\n", "accuracy-file", "no top1 in it, only mAP"},
      {"accuracy/accuracy.txt", "accuracy=76.0%\n", "accuracy-file", "no hash"},
      {"accuracy/mlperf_log_accuracy.json", nullptr, "accuracy-log", "missing"},
      {"accuracy/mlperf_log_accuracy.json", "[\n]\n", "accuracy-log", "no record"},
      {"accuracy/mlperf_log_accuracy.json", "[\n{", "accuracy-log", "damaged"},
      {"../../../../measurements/R1_T4x4/resnet50/Offline/R1_T4x4_Offline.json", nullptr,
       "measurement-file", "no description"},
      {"../../../../measurements/R1_T4x4/resnet50/Offline/R1_T4x4_Offline.json", "{\"a\": \n,}",
       "measurement-file", "line 2"},
      {"../../../../systems/R1_T4x4.json", nullptr, "system-file", "no R1_T4x4.json"},
      {"../../../../systems/R1_T4x4.json", "{\n\"status\": \"available\",\n}", "system-file",
       "line 3"},
      {"../../../../systems/R1_T4x4.json", "[]", "system-file", "no object"}};
  for (const Damage& damage : damages) {
    CAPTURE(damage.words);
    const ExampleTree tree;
    tree.AddSystem({});
    tree.AddResult({});
    const fs::path file = (tree.ResultFolder({}) / damage.file).lexically_normal();
    damage.content == nullptr ? static_cast<void>(fs::remove(file)) : Put(file, damage.content);
    const PublishedResult result = Read(tree);
    CHECK(HasNote(result, damage.rule, damage.words));
    CHECK(result.system == "R1_T4x4");
  }
}

TEST_CASE("a result without performance or accuracy folder stays, with notes") {
  const ExampleTree tree;
  tree.AddSystem({});
  fs::create_directories(tree.ResultFolder({}));
  const PublishedResult result = Read(tree);
  CHECK(result.verdict == Verdict::kNone);
  CHECK(HasNote(result, "layout", "no performance run"));
  CHECK(HasNote(result, "accuracy-file", "no accuracy run"));
  CHECK_FALSE(result.IsValid());
}

TEST_CASE("errors that the LoadGen counted are told with their line") {
  const ExampleTree tree;
  const fs::path run = tree.ResultFolder({}) / "performance/run_1";
  tree.AddSystem({});
  tree.AddResult({});
  std::string summary = SummaryText("Offline", "5", "VALID");
  summary.replace(summary.find("No errors"), 9, "1 ERROR");
  Put(run / "mlperf_log_summary.txt", summary);
  Put(run / "mlperf_log_detail.txt",
      "\"pid\": 1, \"tid\": 1, \"ts\": 1ns : version : .5a1\n"
      "\"pid\": 1, \"tid\": 1, \"ts\": 1ns : ERROR : out of luck\n");
  CHECK(HasNote(Read(tree), "loadgen-error", "the first at line 2: out of luck"));
}

TEST_CASE("logs of a newer round: the detail log stands in for a missing summary, no v0.7 target") {
  const ExampleTree tree;
  const fs::path run = tree.ResultFolder({}) / "performance/run_1";
  tree.AddSystem({});
  tree.AddResult({});
  fs::remove(run / "mlperf_log_summary.txt");
  Put(run / "mlperf_log_detail.txt",
      ":::MLLOG {\"key\": \"effective_scenario\", \"value\": \"Offline\"}\n"
      ":::MLLOG {\"key\": \"result_validity\", \"value\": \"VALID\"}\n"
      ":::MLLOG {\"key\": \"result_samples_per_second\", \"value\": 4164.06}\n");
  const PublishedResult result = Read(tree);
  CHECK(result.figure.text == "4164.06");
  CHECK(result.verdict == Verdict::kValid);
  CHECK_FALSE(result.accuracy.target.has_value());
  CHECK(result.notes.empty());
}

}  // namespace
}  // namespace assay
