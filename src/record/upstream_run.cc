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
#include "record/wall_time.h"

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

/// Which of upstream's conditions failed, with its own advice.
void AddReasons(const SummaryLog& summary, RunRecord& record) {
  struct Row {
    const char *key, *rule, *what;
  };
  constexpr Row kRows[] = {
      {"Performance constraints satisfied", "latency-bound", "the latency bound was not kept"},
      {"Min duration satisfied", "min-duration", "the run was shorter than its minimum"},
      {"Min queries satisfied", "min-queries", "fewer queries were issued than the minimum"},
      {"Early stopping satisfied", "early-stopping",
       "too few queries for the confidence that early stopping asks for"}};
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

/// The words for figures of rounds that measure something else than v0.7.
void NameFigure(const UpstreamFigure& figure, RunRecord& record) {
  NameHeadline(record);
  record.headline = figure.value;
  if (figure.unit == "completed queries/s") {
    record.headline_name = "Server completed queries per second";
  } else if (record.plan.scenario == Scenario::kMultiStream && figure.unit == "ns") {
    record.headline_name = "MultiStream 99th percentile latency";
    record.headline_unit = figure.unit;
  }
}

void TakeDetail(const DetailLog& detail, RunRecord& record) {
  if (const auto scenario = UpstreamScenario(detail.effective.Text("Scenario"))) {
    record.plan.scenario = *scenario;
  }
  if (detail.effective.Text("Test mode").starts_with("Accuracy")) {
    record.plan.mode = Mode::kAccuracy;
  }
  if (!detail.effective.empty()) ReadSettings(detail.effective, record.plan);
  // Offline has none: what v0.7 prints there was never set.
  if (record.plan.scenario != Scenario::kOffline) {
    record.plan.percentile =
        detail.effective.Number("target_latency_percentile").value_or(record.plan.percentile);
  }
  record.started = detail.date;
  if (record.plan.mode == Mode::kPerformance) {
    record.timed = TimedPartOf(detail, ZoneOf(detail.date));
  }
  record.provenance.loadgen = "upstream " + detail.version;
  record.provenance.dataset_name = detail.qsl_name;
  if (record.provenance.backend_name.empty()) record.provenance.backend_name = detail.sut_name;
  record.over_latency = detail.results.Count("Over-latency queries").value_or(0);
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

std::optional<TimedPart> TimedPartOf(const DetailLog& detail, std::chrono::seconds zone) {
  const auto begin = ParseWallTime(detail.power_begin, zone);
  const auto end = ParseWallTime(detail.power_end, zone);
  if (!begin || !end || *end < *begin) return std::nullopt;
  return TimedPart{.begin_ns = *begin, .end_ns = *end};
}

bool HasUpstreamLogs(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / kSummaryFileName, ignored) ||
         fs::exists(folder / kDetailFileName, ignored);
}

RunRecord ReadUpstreamRun(const fs::path& folder) {
  std::optional<DetailLog> detail;
  if (fs::exists(folder / kDetailFileName)) detail = ReadDetail(folder / kDetailFileName);
  // Newer rounds say everything in the detail log, v0.7 its figures in the summary alone.
  const bool has_summary = fs::exists(folder / kSummaryFileName);
  const SummaryLog summary = !has_summary && detail && !detail->is_v07_text
                                 ? SummaryOf(*detail)
                                 : ReadSummary(folder / kSummaryFileName);
  RunRecord record;
  record.folder = folder;
  record.state = RunState::kComplete;
  record.plan.source = "the LoadGen's settings";
  record.provenance.backend_name = summary.sut_name;
  record.plan.scenario = summary.scenario.value_or(Scenario::kOffline);
  if (summary.mode.empty() || summary.mode.starts_with("Accuracy")) {
    record.plan.mode = Mode::kAccuracy;
  }
  ReadSettings(summary.values, record.plan);
  if (detail) TakeDetail(*detail, record);
  record.latency = ReadFigures(summary.values);
  record.latency.count = record.plan.scenario == Scenario::kMultiStream ? record.queries_issued
                                                                        : record.samples_issued;
  record.samples_completed = record.samples_issued;  // upstream waits for every answer
  NameHeadline(record);
  if (record.plan.mode == Mode::kAccuracy) return record;
  NameFigure(FigureOf(summary, record.plan.scenario), record);
  record.completed_per_second =
      summary.values.Number("Completed samples per second")
          .value_or(record.plan.scenario == Scenario::kOffline ? record.headline : std::nan(""));
  if (summary.is_valid) record.verdict = *summary.is_valid ? Verdict::kValid : Verdict::kInvalid;
  AddReasons(summary, record);
  return record;
}

}  // namespace assay
