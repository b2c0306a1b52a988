// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the verdict in words.
#include "record/verdict.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace assay {
namespace {

using namespace std::chrono_literals;

/// 1,000 Server samples at 100/s within 15 ms: VALID, with 9 late ones allowed, since the judged
/// sample is the 991st of 1,000 in sorted order.
RunRecord ServerRun() {
  RunRecord r;
  r.state = RunState::kComplete;
  r.plan.scenario = Scenario::kServer;
  r.plan.target_qps = 100;
  r.plan.latency_bound = 15ms;
  r.plan.percentile = 0.99;
  r.plan.min_queries = 1000;
  r.plan.min_duration = 9s;
  r.plan.max_lag = 750us;
  r.plan.source = "the rules";
  r.queries_issued = r.samples_issued = r.samples_completed = 1000;
  r.completed_per_second = 99.5;
  r.duration = 10s;
  r.latency.count = 1000;
  r.latency.min = 5'000'000;
  r.latency.p99 = 14'000'000;
  return r;
}

/// 20,000 samples at 1,000/s for 20 s of a budget of 20 s.
RunRecord OfflineBudgetRun() {
  RunRecord r;
  r.state = RunState::kComplete;
  r.plan.scenario = Scenario::kOffline;
  r.plan.budget = 20s;
  r.queries_issued = 1;
  r.samples_issued = r.samples_completed = 20000;
  r.completed_per_second = 1000;
  r.duration = 20s;
  return r;
}

RunRecord AccuracyRun(double value) {
  RunRecord r;
  r.state = RunState::kComplete;
  r.plan.mode = Mode::kAccuracy;
  r.samples_issued = r.samples_completed = 500;
  r.accuracy = AccuracyFigures{.metric = "top1", .value = value, .unit = "%"};
  return r;
}

const Finding* Find(const RunRecord& r, const std::string& rule) {
  const auto found = std::find_if(r.findings.begin(), r.findings.end(),
                                  [&](const Finding& f) { return f.rule == rule; });
  return found == r.findings.end() ? nullptr : &*found;
}

/// Judges, and returns the finding of `rule`; an empty one when there is none.
Finding Judged(RunRecord& r, const std::string& rule) {
  Judge(r);
  const Finding* finding = Find(r, rule);
  return finding == nullptr ? Finding{} : *finding;
}

TEST_CASE("nine late of a thousand are VALID, ten are not") {
  RunRecord r = ServerRun();
  r.over_latency = 9;
  Judge(r);
  CHECK(r.verdict == Verdict::kValid);
  CHECK(r.findings.empty());
  CHECK(VerdictLine(r) == "VALID");
  r.over_latency = 10;
  r.latency.p99 = 16'000'000;
  const Finding finding = Judged(r, "latency-bound");
  CHECK(r.verdict == Verdict::kInvalid);
  CHECK(finding.what == "10 of 1,000 samples (1 %) took longer than 15 ms, 1 % may");
  CHECK(finding.expected == "p99 ≤ 15 ms");
  CHECK(finding.found == "p99 = 16.00 ms");
  CHECK(finding.source == "the rules");
}

TEST_CASE("a latency equal to the bound is within it") {
  RunRecord r = ServerRun();
  r.latency.p99 = 15'000'000;
  Judge(r);
  CHECK(r.verdict == Verdict::kValid);
}

TEST_CASE("the rate to try next is the lower the farther the latency lies above the bound") {
  RunRecord r = ServerRun();
  r.over_latency = 50;
  r.latency.p99 = 18'000'000;  // less than 1.25 times the bound
  CHECK(Judged(r, "latency-bound").remedy == "lower --target-qps to about 95.00");
  r.latency.p99 = 60'000'000;
  CHECK(Judged(r, "latency-bound").remedy == "lower --target-qps to about 75.00");
}

TEST_CASE("a system that fell far behind is told the rate that it did complete") {
  RunRecord r = ServerRun();
  r.plan.target_qps = 40;
  r.over_latency = 900;
  r.completed_per_second = 21.3;
  CHECK(Judged(r, "latency-bound").remedy ==
        "lower --target-qps below 21.30: the system completed 21.30/s of 40.00/s asked");
}

TEST_CASE("when one sample alone is too slow, no lower rate is recommended") {
  RunRecord r = ServerRun();
  r.over_latency = 1000;
  r.single_sample_time = 40ms;
  const std::string remedy = Judged(r, "latency-bound").remedy;
  CHECK(remedy.find("one sample alone takes 40.00 ms, so no rate can be VALID") !=
        std::string::npos);
  CHECK(remedy.find("--target-qps") == std::string::npos);
}

TEST_CASE("an own bound is named as the user's") {
  RunRecord r = ServerRun();
  r.plan.latency_bound_is_users = true;
  r.latency.p99 = 16'000'000;
  CHECK(Judged(r, "latency-bound").source == "user");
}

TEST_CASE("a late generator makes the run INVALID with its own reason") {
  RunRecord r = ServerRun();
  r.lag.p99 = 750'000;
  Judge(r);
  CHECK(r.verdict == Verdict::kValid);
  r.lag.p99 = 750'001;
  const Finding finding = Judged(r, "issue-lag");
  CHECK(r.verdict == Verdict::kInvalid);
  CHECK(finding.expected == "p99 of the issue lag ≤ 0.75 ms");
  CHECK(finding.remedy.find("a core of its own") != std::string::npos);
}

TEST_CASE("lag and latency together give one hint, not two opposite ones") {
  RunRecord r = ServerRun();
  r.lag.p99 = 5'000'000;
  r.over_latency = 100;
  Judge(r);
  CHECK(Find(r, "latency-bound")->remedy ==
        "mend the issue lag first: it is part of every latency");
  r.completed_per_second = 50;  // overloaded: the lag may come from that, one lower rate mends both
  Judge(r);
  CHECK(Find(r, "latency-bound")->remedy == Find(r, "issue-lag")->remedy);
}

TEST_CASE("too short and too few are told apart, and a budget replaces both") {
  RunRecord r = ServerRun();
  r.duration = 5s;
  r.queries_issued = 500;
  Judge(r);
  CHECK(Find(r, "min-duration")->what == "ran 5.000 s, needs 9 s");
  CHECK(Find(r, "min-queries")->what == "issued 500 queries, needs 1,000");
  r.plan.budget = 10s;
  Judge(r);
  CHECK(VerdictLine(r) == "VALID for 10 s – not submission length");
}

TEST_CASE("a test that used less than half of its budget is VALID for its own time only") {
  RunRecord r = ServerRun();
  r.plan.budget = 30s;
  r.duration = 2'700'123us;
  Judge(r);
  CHECK(VerdictLine(r) == "VALID for 2.7 s – not submission length");
  r.duration = 29'412ms;
  CHECK(VerdictLine(r) == "VALID for 30 s – not submission length");
}

TEST_CASE("Offline that was over too soon is told the rate to ask for") {
  RunRecord r = OfflineBudgetRun();
  r.plan.budget.reset();
  r.plan.min_duration = 60s;
  r.plan.min_samples = 24576;
  CHECK(Judged(r, "min-duration").remedy.find("give --target-qps 1,000,") == 0);
  CHECK(Find(r, "min-queries")->what == "issued 20,000 samples, needs 24,576");
}

TEST_CASE("a MultiStream query is judged by its percentile, and N is what to lower") {
  RunRecord r = ServerRun();
  r.plan.scenario = Scenario::kMultiStream;
  r.plan.samples_per_query = 8;
  r.latency.p99 = 16'000'000;
  const Finding finding = Judged(r, "latency-bound");
  CHECK(finding.what == "p99 = 16.00 ms exceeds the bound of 15 ms");
  CHECK(finding.remedy == "lower --samples-per-query below 8");
}

TEST_CASE("an unanswered sample is an error, named once") {
  RunRecord r = ServerRun();
  r.samples_completed = 999;
  r.findings = {{.rule = "unanswered", .what = "from the load generator"}};
  Judge(r);
  CHECK(r.verdict == Verdict::kInvalid);
  CHECK(r.findings.size() == 1);
  CHECK(VerdictLine(r) ==
        "INVALID: 1 of 1,000 samples were never answered; find out why the system under test kept "
        "them");
}

TEST_CASE("a run without any answer is INVALID whatever its scenario") {
  for (const Scenario scenario : AllScenarios()) {
    RunRecord r = ServerRun();
    r.plan.scenario = scenario;
    r.plan.budget = 15s;
    r.samples_completed = 0;
    r.latency = {};
    CHECK(Judged(r, "unanswered").what == "no sample was answered");
    CHECK(r.verdict == Verdict::kInvalid);
  }
}

TEST_CASE("a budget too short for a sample is the budget's fault, a silent system its own") {
  RunRecord r = OfflineBudgetRun();
  r.plan.budget = 1s;
  r.samples_completed = 0;
  r.single_sample_time = 600ms;
  const Finding finding = Judged(r, "unanswered");
  CHECK(finding.what == "no sample was answered within 1 s, where one alone took 600.0 ms before");
  CHECK(finding.remedy == "give a longer --budget");
  CHECK(r.verdict == Verdict::kInvalid);
  r.single_sample_time = 10ms;
  r.findings.clear();
  CHECK(Judged(r, "unanswered").what == "no sample was answered");
}

TEST_CASE("Offline with a budget counts what was answered; a system that fell silent is not it") {
  RunRecord r = OfflineBudgetRun();
  r.samples_completed = 18000;
  r.findings = {{.rule = "unanswered", .what = "from the load generator"}};
  Judge(r);
  CHECK(r.verdict == Verdict::kValid);
  CHECK(Find(r, "unanswered")->severity == Severity::kNote);
  CHECK(Find(r, "unanswered")->what ==
        "18,000 of 20,000 samples were answered within 20 s; the figures count those");
  r.duration = 4s;
  Judge(r);
  CHECK(r.verdict == Verdict::kInvalid);
}

TEST_CASE("samples that an overloaded Server still held at the end of its budget count as late") {
  RunRecord r = ServerRun();
  r.plan.budget = 10s;
  r.samples_completed = 700;
  r.completed_per_second = 70;
  r.over_latency = 600;
  Judge(r);
  CHECK(Find(r, "unanswered")->severity == Severity::kWarning);
  CHECK(VerdictLine(r).find("INVALID: 600 of 1,000 samples (60 %) took longer than 15 ms") == 0);
}

TEST_CASE("an error that the run found itself makes it INVALID") {
  RunRecord r = ServerRun();
  r.findings = {{.rule = "duplicate-answer", .what = "sample 3 was answered twice"},
                {.rule = "fell-behind", .severity = Severity::kWarning, .what = "late"}};
  Judge(r);
  CHECK(r.verdict == Verdict::kInvalid);
  CHECK(VerdictLine(r) == "INVALID: sample 3 was answered twice");
}

TEST_CASE("judging twice finds the same once") {
  RunRecord r = ServerRun();
  r.duration = 5s;
  r.latency.p99 = 16'000'000;
  Judge(r);
  CHECK(r.findings.size() == 2);
  CHECK(VerdictLine(r).find("(and 1 more reason)") != std::string::npos);
  Judge(r);
  CHECK(r.findings.size() == 2);
}

TEST_CASE("accuracy without a target has a figure and no verdict") {
  RunRecord r = AccuracyRun(88);
  Judge(r);
  CHECK(r.verdict == Verdict::kNone);
  CHECK(r.headline == 88);
  CHECK(r.headline_name == "top1");
  CHECK(VerdictLine(r) == "top1 88.000 % (no target)");
}

TEST_CASE("accuracy equal to the target passes, below it fails by name and distance") {
  RunRecord r = AccuracyRun(88);
  r.plan.quality = QualityTarget{.metric = "top1", .value = 88, .unit = "%", .source = "user"};
  Judge(r);
  CHECK(r.verdict == Verdict::kValid);
  CHECK(*r.accuracy->passed);
  CHECK(VerdictLine(r) == "VALID: top1 88.000 %, target 88 %");
  r.plan.quality->value = 88.2;
  const Finding finding = Judged(r, "quality");
  CHECK(r.verdict == Verdict::kInvalid);
  CHECK_FALSE(*r.accuracy->passed);
  CHECK(finding.what == "top1 is 88.000 %, 0.2 below the target of 88.2 %");
  CHECK(finding.source == "user");
}

TEST_CASE("accuracy over a part of the samples is no accuracy") {
  RunRecord r = AccuracyRun(88);
  r.samples_completed = 499;
  Judge(r);
  CHECK(r.verdict == Verdict::kInvalid);
}

TEST_CASE("a run that did not end has no verdict, and its line says how it ended") {
  RunRecord r = ServerRun();
  r.state = RunState::kInterrupted;
  Judge(r);
  CHECK(r.verdict == Verdict::kNone);
  CHECK(VerdictLine(r) == "INTERRUPTED after 10.00 s: no verdict");
  r.state = RunState::kRunning;
  CHECK(VerdictLine(r) == "INCOMPLETE: the run did not end; the figures cover the first 10.00 s");
  r.state = RunState::kFailed;
  r.failure = "the engine broke";
  CHECK(VerdictLine(r) == "FAILED: the engine broke");
}

TEST_CASE("each scenario's figure has its own name and unit") {
  RunRecord r = ServerRun();
  Judge(r);
  CHECK(r.headline_name == "Server scheduled queries per second");
  r.plan.scenario = Scenario::kSingleStream;
  Judge(r);
  CHECK(r.headline_name == "SingleStream 90th percentile latency");
  CHECK(r.headline_unit == "ns");
}

TEST_CASE("the judged latency is that of the plan's percentile") {
  RunRecord r = ServerRun();
  CHECK(JudgedLatency(r) == 14ms);
  r.plan.percentile = 0.98;  // not kept
  CHECK_FALSE(JudgedLatency(r).has_value());
}

}  // namespace
}  // namespace assay
