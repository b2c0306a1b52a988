// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A run record from upstream's logs alone.
#include "record/upstream_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "record/upstream_logs.h"
#include "record/verdict.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

Nanoseconds Milliseconds(std::uint64_t count) {
  constexpr std::uint64_t kMost = 1'000'000'000'000;  // beyond 30 years it is damage
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::min(count, kMost)));
}

/// Settings have the same words in the summary's last part and in the detail log's first block.
void ReadSettings(const LogValues& values, RunPlan& plan) {
  plan.target_qps = values.Number("target_qps").value_or(0);
  const auto bound = values.Count("target_latency (ns)").value_or(0);
  if (bound > 0 && bound < (std::uint64_t{1} << 62)) {
    plan.latency_bound = Nanoseconds(static_cast<std::int64_t>(bound));
  }
  plan.min_duration = Milliseconds(values.Count("min_duration (ms)").value_or(0));
  plan.min_queries = values.Count("min_query_count").value_or(0);
  plan.seeds = {.qsl = values.Count("qsl_rng_seed").value_or(0),
                .sample_index = values.Count("sample_index_rng_seed").value_or(0),
                .schedule = values.Count("schedule_rng_seed").value_or(0)};
  plan.performance_samples = values.Count("performance_sample_count").value_or(0);
  const auto samples_per_query = values.Count("samples_per_query").value_or(1);
  if (plan.scenario == Scenario::kOffline) {
    plan.min_samples = samples_per_query;
  } else if (samples_per_query >= 1 && samples_per_query < 1'000'000'000) {
    plan.samples_per_query = static_cast<int>(samples_per_query);
  }
}

LatencyFigures ReadFigures(const LogValues& values) {
  constexpr std::uint64_t kPositive = ~std::uint64_t{0} >> 1;
  const auto at = [&](const std::string& key) {
    return static_cast<std::int64_t>(values.Count(key + " (ns)").value_or(0) & kPositive);
  };
  LatencyFigures f;
  f.min = at("Min latency");
  f.max = at("Max latency");
  f.mean = at("Mean latency");
  f.p50 = at("50.00 percentile latency");
  f.p90 = at("90.00 percentile latency");
  f.p95 = at("95.00 percentile latency");
  f.p97 = at("97.00 percentile latency");
  f.p99 = at("99.00 percentile latency");
  f.p999 = at("99.90 percentile latency");
  return f;
}

/// The scenario's own figure, in the words of v0.7 and of newer rounds.
double ReadHeadline(const LogValues& values, Scenario scenario) {
  struct Row {
    Scenario scenario;
    const char* key;
  };
  constexpr Row kRows[] = {{Scenario::kOffline, "Samples per second"},
                           {Scenario::kServer, "Scheduled samples per second"},
                           {Scenario::kSingleStream, "90th percentile latency (ns)"},
                           {Scenario::kSingleStream, "90.00 percentile latency (ns)"},
                           {Scenario::kMultiStream, "Samples per query"}};
  for (const Row& row : kRows) {
    if (row.scenario != scenario) continue;
    if (const auto value = values.Number(row.key)) return *value;
  }
  return std::nan("");
}

/// Which of upstream's conditions failed, with its own advice.
void AddReasons(const SummaryLog& summary, RunRecord& record) {
  struct Row {
    const char *key, *rule, *what;
  };
  constexpr Row kRows[] = {
      {"Performance constraints satisfied", "latency-bound", "the latency bound was not kept"},
      {"Min duration satisfied", "min-duration", "the run was shorter than its minimum"},
      {"Min queries satisfied", "min-queries", "fewer queries were issued than the minimum"}};
  std::string advice;
  for (const std::string& line : summary.recommendations) {
    advice += (advice.empty() ? "" : " ") + line.substr(line.rfind("* ", 0) == 0 ? 2 : 0);
  }
  for (const Row& row : kRows) {
    const std::string answer = summary.values.Text(row.key);
    if (answer.empty() || answer == "Yes") continue;
    record.findings.push_back({.rule = row.rule,
                               .where = kSummaryFileName,
                               .what = row.what,
                               .remedy = advice,
                               .source = "the LoadGen's own verdict"});
  }
}

void ReadDetailInto(const fs::path& file, RunRecord& record) {
  const DetailLog detail = ReadDetail(file);
  if (!detail.is_v07_text) {
    record.findings.push_back({.rule = "detail-log",
                               .severity = Severity::kNote,
                               .where = kDetailFileName,
                               .what = "the detail log is of a newer round and was not read",
                               .source = "Assay's own rule"});
    return;
  }
  if (const auto scenario = UpstreamScenario(detail.effective.Text("Scenario"))) {
    record.plan.scenario = *scenario;
  }
  if (detail.effective.Text("Test mode") == "Accuracy") record.plan.mode = Mode::kAccuracy;
  if (!detail.effective.empty()) ReadSettings(detail.effective, record.plan);
  // Offline has none: what v0.7 prints there was never set.
  if (record.plan.scenario != Scenario::kOffline) {
    record.plan.percentile =
        detail.effective.Number("target_latency_percentile").value_or(record.plan.percentile);
  }
  record.started = detail.date;
  record.provenance.loadgen = "upstream " + detail.version;
  record.provenance.dataset_name = detail.qsl_name;
  if (record.provenance.backend_name.empty()) record.provenance.backend_name = detail.sut_name;
  record.queries_issued = detail.queries.value_or(0);
  record.samples_issued = record.queries_issued * detail.samples_per_query.value_or(1);
  for (const std::string& error : detail.errors) {
    record.findings.push_back({.rule = "loadgen-error",
                               .severity = Severity::kWarning,
                               .where = kDetailFileName,
                               .what = error,
                               .source = "the LoadGen"});
  }
}

}  // namespace

bool HasUpstreamLogs(const fs::path& folder) { return fs::exists(folder / kSummaryFileName); }

RunRecord ReadUpstreamRun(const fs::path& folder) {
  const SummaryLog summary = ReadSummary(folder / kSummaryFileName);
  RunRecord record;
  record.folder = folder;
  record.state = RunState::kComplete;
  record.plan.source = "the LoadGen's settings";
  record.provenance.backend_name = summary.sut_name;
  record.plan.scenario = summary.scenario.value_or(Scenario::kOffline);
  if (summary.mode.empty() || summary.mode.rfind("Accuracy", 0) == 0)
    record.plan.mode = Mode::kAccuracy;
  ReadSettings(summary.values, record.plan);
  if (fs::exists(folder / kDetailFileName)) ReadDetailInto(folder / kDetailFileName, record);
  record.latency = ReadFigures(summary.values);
  record.latency.count = record.plan.scenario == Scenario::kMultiStream ? record.queries_issued
                                                                        : record.samples_issued;
  record.samples_completed = record.samples_issued;  // upstream waits for every answer
  NameHeadline(record);
  if (record.plan.mode == Mode::kAccuracy) return record;
  record.headline = ReadHeadline(summary.values, record.plan.scenario);
  record.completed_per_second =
      summary.values.Number("Completed samples per second")
          .value_or(record.plan.scenario == Scenario::kOffline ? record.headline : std::nan(""));
  if (summary.is_valid) record.verdict = *summary.is_valid ? Verdict::kValid : Verdict::kInvalid;
  AddReasons(summary, record);
  return record;
}

}  // namespace assay
