// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The verdict in words.
#include "record/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace assay {
namespace {

std::string Time(Nanoseconds t) { return FormatDuration(t); }
std::string Time(std::int64_t ns) { return FormatDuration(Nanoseconds(ns)); }

/// Completed below this share of the scheduled rate: the system did not keep up at all.
constexpr double kKeptUp = 0.95;

bool HasSchedule(Scenario s) { return s == Scenario::kServer || s == Scenario::kMultiStream; }

bool HasError(const RunRecord& r) {
  return std::any_of(r.findings.begin(), r.findings.end(),
                     [](const Finding& f) { return f.severity == Severity::kError; });
}

std::int64_t AtPercentile(const RunRecord& r) {
  const double p = r.plan.percentile;
  const LatencyFigures& l = r.latency;
  if (p >= 0.9985) return l.p999;
  if (p >= 0.985) return l.p99;
  if (p >= 0.965) return l.p97;
  if (p >= 0.945) return l.p95;
  return p >= 0.85 ? l.p90 : l.p50;
}

std::string LatencyRemedy(const RunRecord& r) {
  if (r.plan.scenario == Scenario::kMultiStream) {
    return "lower --samples-per-query";
  }
  if (r.single_sample_time && *r.single_sample_time > *r.plan.latency_bound) {
    return fmt::format(
        "a faster engine, model or machine: one sample alone takes {}, so no rate can "
        "be VALID",
        Time(*r.single_sample_time));
  }
  if (r.completed_per_second < kKeptUp * r.plan.target_qps) {
    return fmt::format("lower --target-qps below {}: the system completed {} a second of {} asked",
                       FormatRate(r.completed_per_second), FormatRate(r.completed_per_second),
                       FormatRate(r.plan.target_qps));
  }
  return fmt::format("lower --target-qps, for example to {}", FormatRate(r.plan.target_qps * 0.9));
}

/// Judges the bound by counting what was late: exact at any percentile, unanswered included.
void JudgeLatency(RunRecord& r) {
  if (!HasSchedule(r.plan.scenario) || !r.plan.latency_bound) return;
  const std::uint64_t judged =
      r.plan.scenario == Scenario::kServer ? r.samples_issued : r.queries_issued;
  const auto allowed = static_cast<std::uint64_t>(
      std::floor((1 - r.plan.percentile) * static_cast<double>(judged) + 1e-9));
  if (r.over_latency <= allowed) return;
  const double share = 100.0 * static_cast<double>(r.over_latency) / static_cast<double>(judged);
  const std::string percentile = fmt::format("p{:g}", r.plan.percentile * 100);
  r.findings.push_back(
      {.rule = "latency-bound",
       .severity = Severity::kError,
       .where = "",
       .what = fmt::format("{} of {} samples ({:.2f} %) took longer than {}; {:g} % may",
                           FormatCount(r.over_latency), FormatCount(judged), share,
                           Time(*r.plan.latency_bound), (1 - r.plan.percentile) * 100),
       .expected = fmt::format("{} ≤ {}", percentile, Time(*r.plan.latency_bound)),
       .found = fmt::format("{} = {}", percentile, Time(AtPercentile(r))),
       .remedy = LatencyRemedy(r),
       .source = r.plan.latency_bound_is_users ? "user" : r.plan.source});
}

void JudgeLag(RunRecord& r) {
  if (r.plan.scenario != Scenario::kServer || r.plan.max_lag.count() <= 0) return;
  if (Nanoseconds(r.lag.p99) <= r.plan.max_lag) return;
  r.findings.push_back(
      {.rule = "issue-lag",
       .severity = Severity::kError,
       .where = "",
       .what = fmt::format("queries were issued late (p99 {}), so the figures say more of the load "
                           "generator than of the system",
                           Time(r.lag.p99)),
       .expected = fmt::format("p99 of the lag ≤ {}", Time(r.plan.max_lag)),
       .found = fmt::format("p99 = {}", Time(r.lag.p99)),
       .remedy = "leave the load generator a core of its own: fewer --threads or less other work",
       .source = "Assay's own rule"});
}

void JudgeMinimums(RunRecord& r) {
  if (r.plan.budget) return;
  if (r.duration < r.plan.min_duration) {
    r.findings.push_back(
        {.rule = "min-duration",
         .severity = Severity::kError,
         .where = "",
         .what = fmt::format("ran {}, needs {}", Time(r.duration), Time(r.plan.min_duration)),
         .expected = fmt::format("≥ {}", Time(r.plan.min_duration)),
         .found = Time(r.duration),
         .remedy = "run longer, without an early stop",
         .source = r.plan.source});
  }
  const bool counts_samples = r.plan.scenario == Scenario::kOffline;
  const std::uint64_t least = counts_samples ? r.plan.min_samples : r.plan.min_queries;
  const std::uint64_t issued = counts_samples ? r.samples_issued : r.queries_issued;
  if (issued >= least) return;
  const char* unit = counts_samples ? "samples" : "queries";
  r.findings.push_back(
      {.rule = "min-queries",
       .severity = Severity::kError,
       .where = "",
       .what = fmt::format("issued {} {}, needs {}", FormatCount(issued), unit, FormatCount(least)),
       .expected = fmt::format("≥ {} {}", FormatCount(least), unit),
       .found = FormatCount(issued),
       .remedy = "run to the end, without an early stop",
       .source = r.plan.source});
}

void JudgeAccuracy(RunRecord& r) {
  if (!r.accuracy || !r.plan.quality) return;
  r.accuracy->target = r.plan.quality->value;
  r.accuracy->passed = r.accuracy->value >= r.plan.quality->value;
  if (*r.accuracy->passed) return;
  r.findings.push_back(
      {.rule = "quality",
       .severity = Severity::kError,
       .where = "",
       .what = fmt::format("{} is {:.3f} {}, {:.3f} below the target", r.accuracy->metric,
                           r.accuracy->value, r.accuracy->unit,
                           r.plan.quality->value - r.accuracy->value),
       .expected = fmt::format("≥ {:g} {}", r.plan.quality->value, r.plan.quality->unit),
       .found = fmt::format("{:.3f} {}", r.accuracy->value, r.accuracy->unit),
       .remedy = "check the preprocessing of the model card (channel order, mean, scale, resize), "
                 "the labels and the precision",
       .source = r.plan.quality->source});
}

std::string FirstError(const RunRecord& r) {
  const auto first = std::find_if(r.findings.begin(), r.findings.end(),
                                  [](const Finding& f) { return f.severity == Severity::kError; });
  if (first == r.findings.end()) return "";
  return first->expected.empty() ? first->what
                                 : fmt::format("{} (needs {})", first->found, first->expected);
}

void NameHeadline(RunRecord& r) {
  if (r.plan.mode == Mode::kAccuracy) {
    if (!r.accuracy) return;
    r.headline_name = r.accuracy->metric;
    r.headline = r.accuracy->value;
    r.headline_unit = r.accuracy->unit;
    return;
  }
  switch (r.plan.scenario) {
    case Scenario::kOffline:
      r.headline_name = "Offline samples per second", r.headline_unit = "samples/s";
      break;
    case Scenario::kServer:
      r.headline_name = "Server scheduled queries per second", r.headline_unit = "queries/s";
      break;
    case Scenario::kSingleStream:
      r.headline_name = "SingleStream 90th percentile latency", r.headline_unit = "ns";
      break;
    case Scenario::kMultiStream:
      r.headline_name = "MultiStream samples per query", r.headline_unit = "samples/query";
      break;
  }
}

}  // namespace

void Judge(RunRecord& record) {
  NameHeadline(record);
  record.verdict = Verdict::kNone;
  if (record.state != RunState::kComplete) return;
  if (record.plan.mode == Mode::kAccuracy) {
    JudgeAccuracy(record);
    if (HasError(record)) {
      record.verdict = Verdict::kInvalid;
    } else if (record.plan.quality) {
      record.verdict = Verdict::kValid;
    }
    return;
  }
  JudgeLatency(record);
  JudgeLag(record);
  JudgeMinimums(record);
  record.verdict = HasError(record) ? Verdict::kInvalid : Verdict::kValid;
}

std::string VerdictLine(const RunRecord& r) {
  switch (r.state) {
    case RunState::kRunning:
      return fmt::format("INCOMPLETE: the run did not end; figures cover the first {}",
                         Time(r.duration));
    case RunState::kInterrupted:
      return fmt::format("INTERRUPTED after {}: no verdict", Time(r.duration));
    case RunState::kFailed:
      return "FAILED: " + r.failure;
    case RunState::kComplete:
      break;
  }
  if (r.verdict == Verdict::kInvalid) return "INVALID: " + FirstError(r);
  if (r.plan.mode == Mode::kAccuracy && r.accuracy) {
    const std::string score =
        fmt::format("{} {:g} {}", r.accuracy->metric, r.accuracy->value, r.accuracy->unit);
    if (r.verdict == Verdict::kNone) return score + " (no target)";
    return fmt::format("VALID: {} ≥ {:g} {}", score, r.plan.quality->value, r.accuracy->unit);
  }
  if (r.verdict == Verdict::kNone) return "no verdict";
  if (!r.plan.budget) return "VALID";
  return fmt::format("VALID for {:g} s – not submission length",
                     std::chrono::duration<double>(*r.plan.budget).count());
}

}  // namespace assay
