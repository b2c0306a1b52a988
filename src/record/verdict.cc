// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The verdict in words.
#include "record/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/text.h"

namespace assay {
namespace {

/// Completed below this share of the scheduled rate: the system did not keep up at all.
constexpr double kKeptUp = 0.95;

/// A budget in which fewer samples fit, one after the other, says nothing against the system.
constexpr int kSamplesThatABudgetHolds = 5;

/// Rules that Judge itself decides; "unanswered" may also come from the LoadGen.
constexpr std::array<std::string_view, 5> kOwnRules = {"latency-bound", "issue-lag", "min-duration",
                                                       "min-queries", "quality"};

std::string Time(Nanoseconds t) { return FormatDuration(t); }

bool HasSchedule(const RunRecord& r) {
  return r.plan.scenario == Scenario::kServer || r.plan.scenario == Scenario::kMultiStream;
}

bool IsOverloaded(const RunRecord& r) {
  return r.plan.scenario == Scenario::kServer &&
         r.completed_per_second < kKeptUp * r.plan.target_qps;
}

/// Even what went fastest took longer than the bound, though nothing was waiting.
bool IsTooSlowAlone(const RunRecord& r) {
  if (!r.plan.latency_bound) return false;
  if (r.single_sample_time) return *r.single_sample_time > *r.plan.latency_bound;
  return r.latency.count > 0 && Nanoseconds(r.latency.min) > *r.plan.latency_bound;
}

bool IsLagging(const RunRecord& r) {
  return HasSchedule(r) && r.plan.max_lag.count() > 0 && Nanoseconds(r.lag.p99) > r.plan.max_lag;
}

Finding* FindRule(RunRecord& r, std::string_view rule) {
  const auto found = std::find_if(r.findings.begin(), r.findings.end(),
                                  [&](const Finding& f) { return f.rule == rule; });
  return found == r.findings.end() ? nullptr : &*found;
}

bool IsError(const Finding& finding) { return finding.severity == Severity::kError; }

/// Five significant digits, as the rules report accuracy: "88.000", "0.85317".
std::string Score(double value, const std::string& unit) {
  return fmt::format("{:#.5g}{}{}", value, unit.empty() ? "" : " ", unit);
}

/// A rate that should hold: less is taken off the closer the latency came to the bound.
double SmallerRate(const RunRecord& r) {
  const double bound = static_cast<double>(r.plan.latency_bound->count());
  const double judged = static_cast<double>(JudgedLatency(r).value_or(Nanoseconds{0}).count());
  const double share = judged < 1.25 * bound ? 0.95 : judged < 2 * bound ? 0.9 : 0.75;
  return r.plan.target_qps * share;
}

std::string LatencyRemedy(const RunRecord& r) {
  if (IsTooSlowAlone(r)) {
    const Nanoseconds alone = r.single_sample_time.value_or(Nanoseconds(r.latency.min));
    return fmt::format(
        "take a faster engine, model or machine: one sample alone takes {}, so no "
        "rate can be VALID",
        Time(alone));
  }
  if (r.plan.scenario == Scenario::kMultiStream) {
    return r.plan.samples_per_query > 1
               ? fmt::format("lower --samples-per-query below {}", r.plan.samples_per_query)
               : "take a faster engine, model or machine: one sample per query is the least";
  }
  if (IsOverloaded(r)) {
    return fmt::format("lower --target-qps below {0}: the system completed {0}/s of {1}/s asked",
                       FormatRate(r.completed_per_second), FormatRate(r.plan.target_qps));
  }
  if (IsLagging(r)) return "mend the issue lag first: it is part of every latency";
  return fmt::format("lower --target-qps to about {}", FormatRate(SmallerRate(r)));
}

/// How many may be late: those behind the judged one in sorted order, sorted[trunc(n * p)].
std::uint64_t MayBeLate(std::uint64_t count, double percentile) {
  const auto rank = static_cast<std::uint64_t>(static_cast<double>(count) * percentile);
  return rank >= count ? 0 : count - rank - 1;
}

void JudgeLatency(RunRecord& r) {
  if (!HasSchedule(r) || !r.plan.latency_bound || r.samples_completed == 0) return;
  const Nanoseconds bound = *r.plan.latency_bound;
  const std::optional<Nanoseconds> judged = JudgedLatency(r);
  // Counting what was late is exact at any percentile and covers what was never answered.
  const bool is_counted = r.plan.scenario == Scenario::kServer;
  const bool has_too_many =
      is_counted && r.over_latency > MayBeLate(r.samples_issued, r.plan.percentile);
  if (!has_too_many && (!judged || *judged <= bound)) return;
  const std::string point = fmt::format("p{:g}", r.plan.percentile * 100);
  const std::string found = judged ? fmt::format("{} = {}", point, Time(*judged)) : "";
  std::string what = fmt::format("{} exceeds the bound of {}", found, FormatSpan(bound));
  if (is_counted && r.over_latency > 0) {
    what = fmt::format("{} of {} samples ({:.3g} %) took longer than {}, {:g} % may",
                       FormatCount(r.over_latency), FormatCount(r.samples_issued),
                       100.0 * static_cast<double>(r.over_latency) /
                           static_cast<double>(std::max<std::uint64_t>(1, r.samples_issued)),
                       FormatSpan(bound), (1 - r.plan.percentile) * 100);
  }
  r.findings.push_back({.rule = "latency-bound",
                        .what = what,
                        .expected = fmt::format("{} ≤ {}", point, FormatSpan(bound)),
                        .found = found,
                        .remedy = LatencyRemedy(r),
                        .source = r.plan.latency_bound_is_users ? "user" : r.plan.source});
}

void JudgeLag(RunRecord& r) {
  if (!IsLagging(r)) return;
  r.findings.push_back(
      {.rule = "issue-lag",
       .what = fmt::format("the 99th percentile of queries was issued {} late, {} is the most; the "
                           "figures say more of the load generator than of the system",
                           Time(Nanoseconds(r.lag.p99)), FormatSpan(r.plan.max_lag)),
       .expected = "p99 of the issue lag ≤ " + FormatSpan(r.plan.max_lag),
       .found = "p99 = " + Time(Nanoseconds(r.lag.p99)),
       .remedy = IsOverloaded(r)
                     ? LatencyRemedy(r)
                     : "leave the load generator a core of its own: --loadgen-core N, fewer "
                       "--threads, or less other work on the machine",
       .source = "Assay's own rule, rules/v0.7.md section 5"});
}

std::string LongerRunRemedy(const RunRecord& r) {
  if (r.plan.scenario == Scenario::kOffline && r.completed_per_second > 0) {
    return fmt::format(
        "give --target-qps {}, the rate that was measured, so that the query is "
        "large enough",
        FormatRate(std::ceil(r.completed_per_second)));
  }
  return "run again to the end; the run stopped before its minimum was reached";
}

void JudgeMinimums(RunRecord& r) {
  if (r.plan.budget) return;
  if (r.duration < r.plan.min_duration) {
    r.findings.push_back(
        {.rule = "min-duration",
         .what = fmt::format("ran {}, needs {}", Time(r.duration), FormatSpan(r.plan.min_duration)),
         .expected = "≥ " + FormatSpan(r.plan.min_duration),
         .found = Time(r.duration),
         .remedy = LongerRunRemedy(r),
         .source = r.plan.source});
  }
  const bool counts_samples = r.plan.scenario == Scenario::kOffline;
  const std::uint64_t least = counts_samples ? r.plan.min_samples : r.plan.min_queries;
  const std::uint64_t issued = counts_samples ? r.samples_issued : r.queries_issued;
  if (issued >= least) return;
  const char* unit = counts_samples ? "samples" : "queries";
  r.findings.push_back(
      {.rule = "min-queries",
       .what = fmt::format("issued {} {}, needs {}", FormatCount(issued), unit, FormatCount(least)),
       .expected = fmt::format("≥ {} {}", FormatCount(least), unit),
       .found = fmt::format("{} {}", FormatCount(issued), unit),
       .remedy = LongerRunRemedy(r),
       .source = r.plan.source});
}

/// Samples that the end of the budget cut off say nothing against the system: Offline's query is
/// larger than the budget on purpose, and a stream's last query may be under way. A system that
/// fell silent is another thing: then the last answer lies far before the end.
bool IsCutByBudget(const RunRecord& r, std::uint64_t open) {
  if (!r.plan.budget || r.samples_completed == 0 || r.duration < *r.plan.budget / 2) return false;
  if (r.plan.scenario == Scenario::kOffline) return true;
  return r.plan.scenario == Scenario::kSingleStream && open == 1;
}

void JudgeAnswers(RunRecord& r) {
  const std::uint64_t open = r.samples_issued - std::min(r.samples_issued, r.samples_completed);
  if (open == 0 && r.samples_completed > 0) return;
  Finding finding{.rule = "unanswered",
                  .what = fmt::format("{} of {} samples were never answered", FormatCount(open),
                                      FormatCount(r.samples_issued)),
                  .expected = "an answer to every sample",
                  .found = FormatCount(open),
                  .remedy = "find out why the system under test kept them",
                  .source = r.plan.source};
  if (r.samples_completed == 0 && r.plan.budget && r.single_sample_time &&
      *r.single_sample_time > *r.plan.budget / kSamplesThatABudgetHolds) {
    finding.what = fmt::format("no sample was answered within {}, where one alone took {} before",
                               FormatSpan(*r.plan.budget), FormatDuration(*r.single_sample_time));
    finding.remedy = "give a longer --budget";
  } else if (r.samples_completed == 0) {
    finding.what = "no sample was answered";
  } else if (IsCutByBudget(r, open)) {
    finding.severity = Severity::kNote;
    finding.what = fmt::format("{} of {} samples were answered within {}; the figures count those",
                               FormatCount(r.samples_completed), FormatCount(r.samples_issued),
                               FormatSpan(*r.plan.budget));
    finding.remedy.clear();
  } else if (r.plan.budget && IsOverloaded(r)) {
    finding.severity = Severity::kWarning;  // the latency bound says it: they count as late
    finding.what = fmt::format("{} of {} samples were still open at the end and count as late",
                               FormatCount(open), FormatCount(r.samples_issued));
    finding.remedy.clear();
  }
  if (Finding* known = FindRule(r, "unanswered")) {
    *known = finding;
  } else {
    r.findings.push_back(finding);
  }
}

void JudgeQuality(RunRecord& r) {
  if (!r.accuracy || !r.plan.quality) return;
  AccuracyFigures& accuracy = *r.accuracy;
  const QualityTarget& target = *r.plan.quality;
  accuracy.target = target.value;
  accuracy.passed = accuracy.value >= target.value;
  if (*accuracy.passed) return;
  r.findings.push_back(
      {.rule = "quality",
       .what = fmt::format("{} is {}, {:.3g} below the target of {:g} {}", accuracy.metric,
                           Score(accuracy.value, accuracy.unit), target.value - accuracy.value,
                           target.value, accuracy.unit),
       .expected = fmt::format("{} ≥ {:g} {}", accuracy.metric, target.value, accuracy.unit),
       .found = fmt::format("{} = {}", accuracy.metric, Score(accuracy.value, accuracy.unit)),
       .remedy = "check the model card's preprocessing (channel order, mean, scale, resize), the "
                 "labels and the precision",
       .source = target.source});
}

std::string InvalidLine(const RunRecord& r) {
  const auto first = std::find_if(r.findings.begin(), r.findings.end(), IsError);
  if (first == r.findings.end()) return "INVALID";
  const auto others = std::count_if(first + 1, r.findings.end(), IsError);
  std::string line = "INVALID: " + first->what;
  if (!first->remedy.empty()) line += "; " + first->remedy;
  if (others > 0)
    line += fmt::format(" (and {} more {})", others, others > 1 ? "reasons" : "reason");
  return line;
}

std::string AccuracyLine(const RunRecord& r) {
  const std::string score = r.accuracy->metric + " " + Score(r.accuracy->value, r.accuracy->unit);
  if (!r.accuracy->target) return score + " (no target)";
  return fmt::format("VALID: {}, target {:g} {}", score, *r.accuracy->target, r.accuracy->unit);
}

}  // namespace

std::optional<Nanoseconds> JudgedLatency(const RunRecord& r) {
  constexpr std::pair<double, std::int64_t LatencyFigures::*> kPoints[] = {
      {.50, &LatencyFigures::p50}, {.90, &LatencyFigures::p90}, {.95, &LatencyFigures::p95},
      {.97, &LatencyFigures::p97}, {.99, &LatencyFigures::p99}, {.999, &LatencyFigures::p999}};
  if (r.latency.count == 0) return std::nullopt;
  for (const auto& [share, field] : kPoints) {
    if (std::abs(share - r.plan.percentile) < 1e-9) return Nanoseconds(r.latency.*field);
  }
  return std::nullopt;
}

void NameHeadline(RunRecord& r) {
  if (r.plan.mode == Mode::kAccuracy) {
    if (!r.accuracy) return;
    r.headline_name = r.accuracy->metric;
    r.headline = r.accuracy->value;
    r.headline_unit = r.accuracy->unit;
    return;
  }
  struct Row {
    Scenario scenario;
    const char *name, *unit;
  };
  constexpr Row kRows[] = {
      {Scenario::kOffline, "Offline samples per second", "samples/s"},
      {Scenario::kServer, "Server scheduled queries per second", "queries/s"},
      {Scenario::kSingleStream, "SingleStream 90th percentile latency", "ns"},
      {Scenario::kMultiStream, "MultiStream samples per query", "samples/query"}};
  for (const Row& row : kRows) {
    if (row.scenario != r.plan.scenario) continue;
    r.headline_name = row.name;
    r.headline_unit = row.unit;
  }
}

void Judge(RunRecord& record) {
  NameHeadline(record);
  record.verdict = Verdict::kNone;
  if (record.state != RunState::kComplete) return;
  std::erase_if(record.findings, [](const Finding& f) {
    return std::find(kOwnRules.begin(), kOwnRules.end(), f.rule) != kOwnRules.end();
  });
  JudgeAnswers(record);
  if (record.plan.mode == Mode::kAccuracy) {
    JudgeQuality(record);
  } else {
    JudgeLatency(record);
    JudgeLag(record);
    JudgeMinimums(record);
  }
  if (std::any_of(record.findings.begin(), record.findings.end(), IsError)) {
    record.verdict = Verdict::kInvalid;
  } else if (record.plan.mode == Mode::kPerformance || (record.accuracy && record.plan.quality)) {
    record.verdict = Verdict::kValid;
  }
}

Nanoseconds MeasuredTime(const RunRecord& record) {
  const Nanoseconds took = std::chrono::round<std::chrono::milliseconds>(record.duration);
  return record.plan.budget && took >= *record.plan.budget / 2 ? *record.plan.budget : took;
}

std::string VerdictLine(const RunRecord& r) {
  switch (r.state) {
    case RunState::kRunning:
      return fmt::format("INCOMPLETE: the run did not end; the figures cover the first {}",
                         Time(r.duration));
    case RunState::kInterrupted:
      return fmt::format("INTERRUPTED after {}: no verdict", Time(r.duration));
    case RunState::kFailed:
      return "FAILED: " + r.failure;
    case RunState::kComplete:
      break;
  }
  if (r.verdict == Verdict::kInvalid) return InvalidLine(r);
  if (r.plan.mode == Mode::kAccuracy && r.accuracy) return AccuracyLine(r);
  if (r.verdict == Verdict::kNone) return "no verdict";
  if (!r.plan.budget) return "VALID";
  return fmt::format("VALID for {} – not submission length", FormatSpan(MeasuredTime(r)));
}

}  // namespace assay
