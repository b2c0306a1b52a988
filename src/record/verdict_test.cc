// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the verdict in words.
#include "record/verdict.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace assay {
namespace {

using namespace std::chrono_literals;

/// 1,000 Server samples at 100/s within 15 ms: VALID, with 10 late ones allowed.
RunRecord ServerRun() {
  RunRecord r;
  r.state = RunState::kComplete;
  r.plan.scenario = Scenario::kServer;
  r.plan.target_qps = 100;
  r.plan.latency_bound = 15ms;
  r.plan.percentile = 0.99;
  r.plan.min_queries = 1000;
  r.plan.min_duration = 9s;
  r.plan.max_lag = 200us;
  r.plan.source = "the rules";
  r.queries_issued = r.samples_issued = r.samples_completed = 1000;
  r.completed_per_second = 99.5;
  r.duration = 10s;
  r.latency.p99 = 14'000'000;
  return r;
}

const Finding* Find(const RunRecord& r, const std::string& rule) {
  const auto found = std::find_if(r.findings.begin(), r.findings.end(),
                                  [&](const Finding& f) { return f.rule == rule; });
  return found == r.findings.end() ? nullptr : &*found;
}

TEST_CASE("exactly one percent late is VALID, one sample more is not") {
  RunRecord r = ServerRun();
  r.over_latency = 10;
  Judge(r);
  CHECK(r.verdict == Verdict::kValid);
  CHECK(VerdictLine(r) == "VALID");
  r = ServerRun();
  r.over_latency = 11;
  Judge(r);
  CHECK(r.verdict == Verdict::kInvalid);
  REQUIRE(Find(r, "latency-bound") != nullptr);
  CHECK(Find(r, "latency-bound")->expected == "p99 ≤ 15.00 ms");
}

TEST_CASE("a system that fell far behind is told the rate that it did complete") {
  RunRecord r = ServerRun();
  r.over_latency = 900;
  r.completed_per_second = 21.3;
  Judge(r);
  CHECK(Find(r, "latency-bound")->remedy.find("below 21.30") != std::string::npos);
}

TEST_CASE("when one sample alone is too slow, no lower rate is recommended") {
  RunRecord r = ServerRun();
  r.over_latency = 1000;
  r.single_sample_time = 40ms;
  Judge(r);
  CHECK(Find(r, "latency-bound")->remedy.find("no rate can be VALID") != std::string::npos);
  CHECK(Find(r, "latency-bound")->remedy.find("--target-qps") == std::string::npos);
}

TEST_CASE("a late generator makes the run INVALID with its own reason") {
  RunRecord r = ServerRun();
  r.lag.p99 = 300'000;
  Judge(r);
  CHECK(r.verdict == Verdict::kInvalid);
  CHECK(Find(r, "issue-lag") != nullptr);
}

TEST_CASE("too short and too few are told apart, and a budget replaces both") {
  RunRecord r = ServerRun();
  r.duration = 5s;
  r.queries_issued = 500;
  Judge(r);
  CHECK(Find(r, "min-duration")->what == "ran 5.000 s, needs 9.000 s");
  CHECK(Find(r, "min-queries") != nullptr);
  r = ServerRun();
  r.duration = 5s;
  r.queries_issued = 500;
  r.plan.budget = 5s;
  Judge(r);
  CHECK(VerdictLine(r) == "VALID for 5 s – not submission length");
}

TEST_CASE("accuracy: equal to the target passes, below fails, no target has no verdict") {
  RunRecord r;
  r.state = RunState::kComplete;
  r.plan.mode = Mode::kAccuracy;
  r.accuracy = AccuracyFigures{
      .metric = "top1", .value = 88, .unit = "%", .text = "", .target = {}, .passed = {}};
  Judge(r);
  CHECK(r.verdict == Verdict::kNone);
  CHECK(VerdictLine(r) == "top1 88 % (no target)");
  r.plan.quality = QualityTarget{.metric = "top1", .value = 88, .unit = "%", .source = "user"};
  Judge(r);
  CHECK(r.verdict == Verdict::kValid);
  CHECK(*r.accuracy->passed);
  r.plan.quality->value = 88.2;
  Judge(r);
  CHECK(r.verdict == Verdict::kInvalid);
  CHECK(VerdictLine(r) == "INVALID: 88.000 % (needs ≥ 88.2 %)");
}

TEST_CASE("a run that did not end has no verdict") {
  RunRecord r = ServerRun();
  r.state = RunState::kInterrupted;
  Judge(r);
  CHECK(r.verdict == Verdict::kNone);
  CHECK(VerdictLine(r) == "INTERRUPTED after 10.00 s: no verdict");
}

}  // namespace
}  // namespace assay
