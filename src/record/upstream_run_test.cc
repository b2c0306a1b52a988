// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of records made from upstream's logs alone.
#include "record/upstream_run.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "base/error.h"
#include "base/test_folder.h"
#include "record/accuracy_log.h"
#include "record/run_json.h"
#include "record/upstream_logs.h"
#include "record/verdict.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// The reference LoadGen's own logs; empty (and said) when they are not at hand.
fs::path GoldenLogs(const std::string& name) {
  const char* shared = std::getenv("ASSAY_SHARED");
  const fs::path root = shared != nullptr
                            ? fs::path(shared)
                            : fs::path(std::getenv("ASSAY_SOURCE_DIR")) / ".." / "shared";
  const fs::path folder = root / "golden/logs" / name;
  if (fs::exists(folder)) return folder;
  MESSAGE("skipped: no " << folder.string());
  return {};
}

TEST_CASE("the reference's Server logs give settings, figures and verdict") {
  const fs::path folder = GoldenLogs("v0.7-server");
  if (folder.empty()) return;
  const RunRecord run = ReadRun(folder);
  CHECK(run.state == RunState::kComplete);
  CHECK(run.plan.scenario == Scenario::kServer);
  CHECK(run.plan.mode == Mode::kPerformance);
  CHECK(run.plan.target_qps == 1000);
  CHECK(run.plan.latency_bound == 1s);
  CHECK(run.plan.percentile == 0.99);
  CHECK(run.plan.min_queries == 500);
  CHECK(run.plan.seeds.schedule == 7);
  CHECK(run.plan.performance_samples == 64);
  CHECK(run.headline == 965.55);
  CHECK(run.headline_name == "Server scheduled queries per second");
  CHECK(run.completed_per_second == 965.41);
  CHECK(run.queries_issued == 500);
  CHECK(run.samples_completed == 500);
  CHECK(run.latency.p99 == 207298);
  CHECK(run.latency.mean == 88030);
  CHECK(run.verdict == Verdict::kValid);
  CHECK(run.provenance.backend_name == "NullSut");
  CHECK(run.provenance.loadgen == "upstream .5a1 @ NA");
  CHECK(RunJsonText(ParseRunJson(RunJsonText(run), "x")).size() > 1000);
}

TEST_CASE("the reference's other scenarios have their own figures") {
  const fs::path offline = GoldenLogs("v0.7-offline");
  if (offline.empty()) return;
  CHECK(ReadRun(offline).headline == 7.79423e+08);
  CHECK(ReadRun(offline).samples_issued == 2000);
  CHECK(ReadRun(offline).plan.percentile == 0);
  const RunRecord single = ReadRun(GoldenLogs("v0.7-ss"));
  CHECK(single.headline == 180);
  CHECK(single.plan.percentile == 0.9);
  const RunRecord multi = ReadRun(GoldenLogs("v0.7-ms"));
  CHECK(multi.headline == 8);
  CHECK(multi.plan.samples_per_query == 8);
  CHECK(multi.samples_issued == 800);
  CHECK(multi.latency.count == 100);
  CHECK(multi.latency.p50 == 111950);
}

TEST_CASE("the reference's accuracy logs are streamed whole") {
  for (const auto& [name, count] :
       {std::pair{"v0.7-server", 500}, {"v0.7-offline", 2000}, {"v0.7-ms", 800}}) {
    const fs::path folder = GoldenLogs(name);
    if (folder.empty()) return;
    AccuracyLog log(folder / kAccuracyFileName);
    AccuracyRecord record;
    int records = 0;
    while (log.Next(record)) {
      CHECK(record.qsl_idx < 64);
      ++records;
    }
    CHECK(records == count);
  }
}

TEST_CASE("logs of a newer round: Server's figure is the completed rate") {
  const fs::path folder = GoldenLogs("v6-server");
  if (folder.empty()) return;
  const RunRecord run = ReadRun(folder);
  CHECK(run.plan.scenario == Scenario::kServer);
  CHECK(run.verdict == Verdict::kValid);
  CHECK(run.findings.empty());
  CHECK(run.headline == 965.18);
  CHECK(run.headline_name == "Server completed queries per second");
  CHECK(run.plan.target_qps == 1000);
  CHECK(run.plan.latency_bound == 1s);
  CHECK(run.plan.percentile == 0.99);
  CHECK(run.plan.seeds.qsl == 7);
  CHECK(run.queries_issued == 500);
  CHECK(run.provenance.loadgen == "upstream 6.0.17 @ NA");
  CHECK(run.provenance.dataset_name == "NullQsl");
}

TEST_CASE("logs of a newer round: MultiStream's figure is a latency, early stopping a reason") {
  const fs::path folder = GoldenLogs("v6-ms");
  if (folder.empty()) return;
  const RunRecord run = ReadRun(folder);
  CHECK(run.headline == 1582);
  CHECK(run.headline_unit == "ns");
  CHECK(run.plan.samples_per_query == 8);
  CHECK(run.samples_issued == 800);
  CHECK(run.verdict == Verdict::kInvalid);
  REQUIRE(run.findings.size() == 1);
  CHECK(run.findings[0].rule == "early-stopping");
  CHECK(run.findings[0].remedy ==
        "Only processed 100 queries. Need to process at least 662 queries for early stopping.");
}

TEST_CASE("a newer round's detail log alone says what the summary would have said") {
  for (const char* name : {"v6-server", "v6-offline", "v6-ss", "v6-ms"}) {
    const fs::path logs = GoldenLogs(name);
    if (logs.empty()) return;
    CAPTURE(name);
    const TestFolder folder;
    fs::copy_file(logs / kDetailFileName, folder / kDetailFileName);
    const RunRecord whole = ReadRun(logs), alone = ReadRun(folder.path());
    CHECK(alone.headline == doctest::Approx(whole.headline).epsilon(1e-5));
    CHECK(alone.headline_name == whole.headline_name);
    CHECK(alone.verdict == whole.verdict);
    CHECK(alone.latency.p99 == whole.latency.p99);
    CHECK(alone.latency.mean == whole.latency.mean);
    CHECK(alone.plan.target_qps == whole.plan.target_qps);
    CHECK(alone.provenance.backend_name == "NullSut");
  }
}

TEST_CASE("a detail log of v0.7 alone has no figures: the missing summary is named") {
  const fs::path logs = GoldenLogs("v0.7-server");
  if (logs.empty()) return;
  const TestFolder folder;
  fs::copy_file(logs / kDetailFileName, folder / kDetailFileName);
  CHECK_THROWS_WITH_AS(ReadRun(folder.path()), doctest::Contains(kSummaryFileName), Error);
}

TEST_CASE("an INVALID summary names the condition that failed and upstream's advice") {
  const TestFolder folder;
  folder.Write(kSummaryFileName,
               "SUT name : Mine\nScenario : Server\nMode     : Performance\n"
               "Scheduled samples per second : 9.50\nResult is : INVALID\n"
               "  Performance constraints satisfied : NO\n  Min duration satisfied : Yes\n"
               "Recommendations:\n * Reduce target QPS to improve latency.\n\n"
               "min_duration (ms): 60000\n");
  const RunRecord run = ReadRun(folder.path());
  CHECK(run.plan.min_duration == 60s);
  CHECK(run.findings.size() == 1);
  CHECK(VerdictLine(run) ==
        "INVALID: the latency bound was not kept; Reduce target QPS to improve latency.");
}

TEST_CASE("an accuracy run's summary has neither figure nor verdict") {
  const TestFolder folder;
  folder.Write(kSummaryFileName,
               "\nNo warnings encountered during test.\n\nNo errors encountered during test.\n");
  const RunRecord run = ReadRun(folder.path());
  CHECK(run.plan.mode == Mode::kAccuracy);
  CHECK(run.verdict == Verdict::kNone);
  CHECK(VerdictLine(run) == "no verdict");
}

TEST_CASE("an empty summary says that the run did not end") {
  const TestFolder folder;
  folder.Write(kSummaryFileName, "");
  CHECK_THROWS_WITH_AS(ReadRun(folder.path()), doctest::Contains("the run did not end"), Error);
}

}  // namespace
}  // namespace assay
