// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "report/words.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

namespace assay::report {
namespace {

RunRecord Complete(Scenario scenario) {
  RunRecord run;
  run.state = RunState::kComplete;
  run.verdict = Verdict::kValid;
  run.plan.round = "v0.7";
  run.plan.benchmark = "resnet50";
  run.plan.scenario = scenario;
  run.provenance.dataset_is_official = true;
  run.samples_completed = run.queries_issued = 3000;
  run.headline = 149'124.3;
  run.headline_unit = "samples/s";
  run.duration = Nanoseconds(15'000'000'000);
  return run;
}

}  // namespace

TEST_CASE("a limit reads without trailing zeros, a measurement keeps its digits") {
  CHECK(ShortDuration(Nanoseconds(15'000'000)) == "15 ms");
  CHECK(ShortDuration(Nanoseconds(1'500'000'000)) == "1.5 s");
  CHECK(ShortDuration(Nanoseconds(100'000'000)) == "100 ms");
  CHECK(ShortDuration(Nanoseconds(605'000'000'000)) == "10 min 5 s");
  CHECK(ShortDuration(Nanoseconds(0)) == "0 ns");
}

TEST_CASE("the headline has number and unit apart; nanoseconds become what people read") {
  RunRecord run = Complete(Scenario::kOffline);
  CHECK(HeadlineOf(run).number == "149,124");
  CHECK(HeadlineOf(run).unit == "samples/s");
  run.headline = 6'147'000;
  run.headline_unit = "ns";
  CHECK(HeadlineOf(run).number == "6.147");
  CHECK(HeadlineOf(run).unit == "ms");
  run.headline = 50;
  run.headline_unit = "queries/s";
  CHECK(HeadlineOf(run).number == "50");
}

TEST_CASE("what is not a figure is not shown as one") {
  RunRecord run = Complete(Scenario::kOffline);
  for (const double value : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()}) {
    run.headline = value;
    CHECK(HeadlineOf(run).number == "–");
    CHECK(HeadlineOf(run).unit.empty());
    CHECK_FALSE(HeadlineOf(run).is_known);
  }
  run.headline = 5;
  run.samples_completed = 0;  // a scheduled rate of which nothing came back
  CHECK_FALSE(HeadlineOf(run).is_known);
}

TEST_CASE("an accuracy run's headline is its score") {
  RunRecord run = Complete(Scenario::kOffline);
  run.plan.mode = Mode::kAccuracy;
  CHECK(HeadlineOf(run).number == "–");
  run.accuracy = AccuracyFigures{
      .metric = "top1", .value = 88, .unit = "%", .text = "", .target = {}, .passed = {}};
  CHECK(HeadlineOf(run).number == "88.00");
  CHECK(HeadlineOf(run).name == "Accuracy (top1)");
}

TEST_CASE("the verdict's word says what the record says") {
  RunRecord run = Complete(Scenario::kServer);
  CHECK(VerdictOf(run).word == "VALID");
  CHECK(VerdictOf(run).addition.empty());
  run.plan.budget = Nanoseconds(15'000'000'000);
  CHECK(VerdictOf(run).addition == "for 15 s – not submission length");
  run.plan.budget = Nanoseconds(60'000'000'000);
  CHECK(VerdictOf(run).addition == "for 15 s – not submission length");
  run.verdict = Verdict::kInvalid;
  run.findings = {{.rule = "n", .severity = Severity::kNote, .where = "", .what = "a note"},
                  {.rule = "e", .severity = Severity::kError, .where = "", .what = "the reason"}};
  CHECK(VerdictOf(run).word == "INVALID");
  CHECK(VerdictOf(run).addition.empty());
  CHECK(VerdictOf(run).reason == "the reason");
  run.verdict = Verdict::kNone;
  CHECK(VerdictOf(run).word == "NOT JUDGED");
  run.plan.mode = Mode::kAccuracy;
  CHECK(VerdictOf(run).word == "NO TARGET");
}

TEST_CASE("a run that did not end is incomplete whatever else it holds") {
  RunRecord run = Complete(Scenario::kServer);  // verdict VALID
  run.state = RunState::kRunning;
  CHECK(VerdictOf(run).word == "INCOMPLETE");
  CHECK(LabelsOf(run).front() == "incomplete run");
  run.state = RunState::kInterrupted;
  CHECK(VerdictOf(run).word == "INCOMPLETE");
  run.state = RunState::kFailed;
  run.failure = "out of memory";
  CHECK(VerdictOf(run).word == "FAILED");
  CHECK(VerdictOf(run).reason == "out of memory");
}

TEST_CASE("labels come from the plan and from the facts, none twice, none forgotten") {
  RunRecord run = Complete(Scenario::kServer);
  CHECK(LabelsOf(run).empty());
  run.plan.labels = {"Synthetic weights", "15 s budget – not submission length"};
  run.plan.budget = Nanoseconds(15'000'000'000);
  run.provenance.model_is_synthetic = true;
  CHECK(LabelsOf(run) == run.plan.labels);
  run.plan.labels.clear();
  run.provenance.dataset_is_synthetic = true;
  run.provenance.dataset_is_official = false;
  run.plan.latency_bound_is_users = true;
  CHECK(LabelsOf(run) == std::vector<std::string>{
                             "synthetic weights", "synthetic data", "not the benchmark's data set",
                             "latency bound: not the rules' bound", "not submission length"});
}

TEST_CASE("the judged point is the plan's percentile against its bound") {
  RunRecord run = Complete(Scenario::kServer);
  CHECK_FALSE(JudgedPointOf(run));
  run.latency = {.count = 100, .p90 = 10, .p99 = 20};
  CHECK(JudgedPointOf(run)->name == "p99");
  run.plan.percentile = 0.9;
  run.plan.latency_bound = Nanoseconds(9);
  CHECK(JudgedPointOf(run)->name == "p90");
  CHECK(JudgedPointOf(run)->latency == Nanoseconds(10));
  CHECK_FALSE(JudgedPointOf(run)->is_within_bound);
}

TEST_CASE("the command can be pasted into a shell") {
  RunRecord run;
  run.command_line = {"assay", "run", "--data", "my photos", "it's", "", "$(x)", "--budget=60s"};
  CHECK(CommandOf(run) == "assay run --data 'my photos' 'it'\\''s' '' '$(x)' --budget=60s");
}

TEST_CASE("nothing is called an MLPerf result") {
  CHECK(RulesLine(Complete(Scenario::kServer)) ==
        "Measured by the rules of MLPerf Inference v0.7; not an MLPerf result.");
}

}  // namespace assay::report
