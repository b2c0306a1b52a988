// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "report/compare.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "report/compare_text.h"

namespace assay {
namespace {

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

RunRecord Run(double rate) {
  RunRecord run;
  run.folder = "runs/x";
  run.state = RunState::kComplete;
  run.verdict = Verdict::kValid;
  run.plan.benchmark = "resnet50";
  run.plan.round = "v0.7";
  run.headline_name = "Offline samples per second";
  run.headline_unit = "samples/s";
  run.headline = rate;
  run.samples_completed = 1000;
  run.provenance.model_name = "ResNet50";
  run.provenance.model_sha256 = "0123456789abcdef";
  run.provenance.precision_used = "f32";
  run.environment = {{"cpu", "Example CPU"}, {"cores", "2 cores"}};
  return run;
}

std::vector<RunRecord> Runs(std::initializer_list<double> rates) {
  std::vector<RunRecord> runs;
  for (const double rate : rates) runs.push_back(Run(rate));
  return runs;
}

}  // namespace

TEST_CASE("repeats on both sides: a change beyond the noise is better, and worse the other way") {
  const auto slow = Runs({100, 101, 99, 100}), fast = Runs({110, 111, 109, 110});
  const RunComparison up = CompareRuns(slow, fast), down = CompareRuns(fast, slow);
  REQUIRE(up.groups.size() == 1);
  REQUIRE(up.groups[0].figures.size() == 1);
  CHECK(up.groups[0].figures[0].estimate.verdict == CompareVerdict::kBetter);
  CHECK(up.groups[0].figures[0].estimate.change == doctest::Approx(0.1).epsilon(0.01));
  CHECK(down.HasAny(CompareVerdict::kWorse));
  CHECK(Has(CompareText(up), "better"));
}

TEST_CASE("latencies: lower is better, and every percentile has a verdict of its own") {
  const auto runs = [](double factor) {
    std::vector<RunRecord> made = Runs({100, 100, 100});
    for (std::size_t i = 0; i < made.size(); ++i) {
      made[i].plan.scenario = Scenario::kServer;
      const double spread = 1 + 0.001 * static_cast<double>(i);
      made[i].latency = {.count = 1000,
                         .p50 = std::llround(4e6 * spread),
                         .p90 = std::llround(8e6 * spread * factor),
                         .p99 = std::llround(12e6 * spread * factor)};
    }
    return made;
  };
  const RunComparison comparison = CompareRuns(runs(1), runs(0.8));
  REQUIRE(comparison.groups[0].figures.size() == 4);
  CHECK(comparison.groups[0].figures[1].name == "p50 latency");
  CHECK(comparison.groups[0].figures[1].estimate.verdict == CompareVerdict::kSame);
  CHECK(comparison.groups[0].figures[3].name == "p99 latency");
  CHECK(comparison.groups[0].figures[3].estimate.verdict == CompareVerdict::kBetter);
}

TEST_CASE("one run a side cannot tell, and says what it takes") {
  const RunComparison comparison = CompareRuns(Runs({100}), Runs({150}));
  CHECK(comparison.HasAny(CompareVerdict::kCannotTell));
  CHECK(Has(CompareText(comparison), "cannot tell: needs at least two runs a side"));
}

TEST_CASE("cannot tell states the smallest change that would have been found") {
  const auto comparison = CompareRuns(Runs({100, 104, 96}), Runs({101, 105, 97}));
  CHECK(
      Has(CompareText(comparison), "cannot tell: the smallest change that these runs would have"));
}

TEST_CASE("another model, precision or machine is not comparable, and which it is gets said") {
  struct Row {
    const char* trait;
    void (*change)(RunRecord&);
  };
  for (const Row& row :
       {Row{"model", [](RunRecord& r) { r.provenance.model_sha256 = "fedcba98"; }},
        Row{"data", [](RunRecord& r) { r.provenance.dataset_name = "other"; }},
        Row{"precision", [](RunRecord& r) { r.provenance.precision_used = "bf16"; }},
        Row{"machine", [](RunRecord& r) { r.environment[0].second = "Other CPU"; }},
        Row{"profile", [](RunRecord& r) { r.plan.round = "v6"; }},
        Row{"bound", [](RunRecord& r) { r.plan.latency_bound = Nanoseconds(5'000'000); }}}) {
    CAPTURE(row.trait);
    auto b = Runs({110, 111});
    for (RunRecord& run : b) row.change(run);
    const RunComparison comparison = CompareRuns(Runs({100, 101}), b);
    REQUIRE(comparison.groups[0].barriers.size() == 1);
    CHECK(comparison.groups[0].barriers[0].trait == row.trait);
    CHECK_FALSE(comparison.IsComparable());
    CHECK_FALSE(comparison.HasAny(CompareVerdict::kBetter));
    CHECK(Has(CompareText(comparison), "NOT COMPARABLE: "));
    CHECK(CompareRuns(Runs({100, 101}), b, {.allowed = {row.trait}}).IsComparable());
  }
}

TEST_CASE("a side that is mixed in itself is not comparable") {
  auto mixed = Runs({100, 101});
  mixed[1].provenance.precision_used = "bf16";
  CHECK_FALSE(CompareRuns(mixed, mixed).IsComparable());
}

TEST_CASE("another engine is a difference, not a barrier; what did not end is left out") {
  auto b = Runs({100, 101, 102});
  for (RunRecord& run : b) run.provenance.backend_name = "onnxruntime";
  b[2].state = RunState::kInterrupted;
  b[0].verdict = Verdict::kInvalid;
  const RunComparison comparison = CompareRuns(Runs({100, 101}), b);
  CHECK(comparison.IsComparable());
  CHECK(comparison.groups[0].runs_b == 2);
  CHECK(comparison.groups[0].differences[0].trait == "engine");
  CHECK(comparison.groups[0].notes == std::vector<std::string>{"1 of 2 runs of B is INVALID"});
  CHECK(comparison.notes.size() == 1);
}

TEST_CASE("no common benchmark is nothing to compare") {
  auto b = Runs({1});
  b[0].plan.benchmark = "bert-99";
  const RunComparison comparison = CompareRuns(Runs({1}), b);
  CHECK_FALSE(comparison.IsComparable());
  CHECK(comparison.notes.size() == 2);
  CHECK(Has(CompareText(comparison), "nothing to compare"));
}

TEST_CASE("JSON holds every value, and the page every interval as text") {
  const RunComparison comparison = CompareRuns(Runs({100, 101, 99}), Runs({110, 111, 109}));
  const Json json = Json::parse(CompareJson(comparison));
  CHECK(json["groups"][0]["figures"][0]["verdict"] == "better");
  CHECK(json["groups"][0]["figures"][0]["a"].size() == 3);
  const std::string page = MakeComparePage(comparison, {.name_a = "<i>a</i>", .name_b = "b"});
  CHECK(Has(page, "&lt;i&gt;a"));
  CHECK_FALSE(Has(page, "<i>a"));
  CHECK(Has(page, "class=\"pill good\""));
  for (const char* word : {"\"nan", "\"inf"}) CHECK_FALSE(Has(page, word));
}

TEST_CASE("hostile names do not steer the terminal") {
  auto runs = Runs({100, 101});
  for (RunRecord& run : runs) run.plan.benchmark = "a\x1b[2Jb";
  CHECK_FALSE(Has(CompareText(CompareRuns(runs, runs)), "\x1b"));
}

}  // namespace assay
