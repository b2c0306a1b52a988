// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Makes run plans: what the rules say, what the user asked for, and what the two allow together.
#include "rules/run_plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"

namespace assay {
namespace {

[[noreturn]] void Refuse(const std::string& sentence) { throw Error(ErrorCode::kUsage, sentence); }

bool HasSchedule(Scenario scenario) {
  return scenario == Scenario::kServer || scenario == Scenario::kMultiStream;
}

/// The row's limits, or for a scenario that it does not list what the scenario asks of all.
const Limits& LimitsFor(const RuleSet& rules, const PlanRequest& request) {
  const BenchmarkRules& row = rules.For(request.benchmark);
  const auto found = row.limits.find(request.scenario);
  return found != row.limits.end() ? found->second : rules.ScenarioLimits(request.scenario);
}

bool IsOfficial(const BenchmarkRules& row, const PlanSubject& subject) {
  return subject.data_is_official && !subject.data_is_synthetic &&
         subject.dataset_samples == row.dataset_samples;
}

bool HasOwnBound(const Limits& limits, const PlanRequest& request) {
  return request.latency_bound.has_value() && request.latency_bound != limits.latency_bound;
}

bool HasOwnQuality(const BenchmarkRules& row, const PlanRequest& request) {
  return request.quality_target.has_value() && request.quality_target != row.quality.value;
}

bool HasOwnInterval(const Limits& limits, const PlanRequest& request) {
  return request.scenario == Scenario::kMultiStream && request.target_qps.has_value() &&
         request.target_qps != limits.multi_stream_qps;
}

/// What no division can run: numbers that are none, options that the scenario does not have.
void CheckRequest(const PlanRequest& request) {
  const std::string_view scenario = Name(request.scenario);
  if (request.budget.has_value()) {
    if (*request.budget <= Nanoseconds{0}) Refuse("--budget must be longer than 0: give e.g. 15s");
    if (request.mode == Mode::kAccuracy) {
      Refuse(
          "accuracy mode answers every sample of the data set once: leave out --budget, or give "
          "a smaller data set");
    }
  }
  if (request.target_qps.has_value()) {
    if (!std::isfinite(*request.target_qps) || *request.target_qps <= 0) {
      Refuse(fmt::format("--target-qps is {}: give a rate above 0", *request.target_qps));
    }
    if (request.scenario == Scenario::kSingleStream) {
      Refuse("SingleStream sends a query when the last one is answered: leave out --target-qps");
    }
  }
  if (request.latency_bound.has_value()) {
    if (*request.latency_bound <= Nanoseconds{0}) {
      Refuse("--latency-bound must be longer than 0: give e.g. 15ms");
    }
    if (!HasSchedule(request.scenario)) {
      Refuse(fmt::format("{} has no latency bound: leave out --latency-bound, or choose Server",
                         scenario));
    }
  }
  if (request.samples_per_query.has_value()) {
    if (request.scenario != Scenario::kMultiStream) {
      Refuse(
          fmt::format("{} has no choice of samples per query: leave out --samples-per-query, or "
                      "choose MultiStream",
                      scenario));
    }
    if (*request.samples_per_query < 1) Refuse("--samples-per-query must be 1 or more");
  }
}

void CheckQualityTarget(const BenchmarkRules& row, const PlanRequest& request) {
  if (!request.quality_target.has_value()) return;
  const double target = *request.quality_target;
  const double most = row.quality.unit == "%" ? 100 : 1;
  if (!std::isfinite(target) || target < 0 || target > most) {
    Refuse(fmt::format("--quality-target {} is no {}: give a number from 0 to {}{}", target,
                       row.quality.metric, most,
                       row.quality.unit.empty() ? "" : " " + row.quality.unit));
  }
}

bool IsNamed(const BenchmarkRules& row, const CalibratedWeights& weights) {
  return std::any_of(
      row.calibration_lists.begin(), row.calibration_lists.end(),
      [&](const CalibrationList& list) { return list.sha256 == weights.list_sha256; });
}

/// Whose network and weights these are, before anything was calibrated.
bool IsReference(const PlanSubject& subject) {
  return subject.model_is_reference ||
         (subject.calibrated.has_value() && subject.calibrated->from_reference);
}

std::string BudgetLabel(Nanoseconds budget) {
  return FormatSpan(budget) + " budget – not submission length";
}

std::vector<std::string> Labels(const BenchmarkRules& row, const RunPlan& plan,
                                const PlanSubject& subject) {
  std::vector<std::string> labels;
  if (plan.budget.has_value()) {
    labels.push_back(BudgetLabel(*plan.budget));
  }
  if (plan.latency_bound_is_users) {
    labels.push_back(FormatSpan(*plan.latency_bound) + " – not the rules' bound");
  }
  if (subject.model_is_synthetic) {
    labels.push_back("synthetic weights");
  } else if (!IsReference(subject)) {
    labels.push_back("not the benchmark's model");
  } else if (subject.calibrated.has_value() && !IsNamed(row, *subject.calibrated)) {
    labels.push_back("not the benchmark's calibration samples");
  }
  if (subject.data_is_synthetic) labels.push_back("synthetic data");
  if (!IsOfficial(row, subject)) labels.push_back("not the benchmark's data set");
  return labels;
}

void SetSchedule(const RuleSet& rules, const Limits& limits, const PlanRequest& request,
                 RunPlan& plan) {
  plan.latency_bound = request.latency_bound ? request.latency_bound : limits.latency_bound;
  plan.latency_bound_is_users = HasOwnBound(limits, request);
  plan.target_qps = request.target_qps.value_or(0);
  if (request.scenario == Scenario::kMultiStream) {
    if (!plan.latency_bound && request.target_qps) {  // one interval, the scenario's meaning of it
      plan.latency_bound = Nanoseconds(std::llround(1e9 / *request.target_qps));
      plan.latency_bound_is_users = true;
    }
    if (!request.target_qps) {
      plan.target_qps = HasOwnBound(limits, request)
                            ? 1e9 / static_cast<double>(plan.latency_bound->count())
                            : limits.multi_stream_qps;
    }
    plan.samples_per_query = request.samples_per_query.value_or(limits.samples_per_query);
  }
  if (!HasSchedule(request.scenario)) return;
  if (!plan.latency_bound) {
    Refuse(fmt::format("the rules have no {} latency bound for {}: give one with --latency-bound",
                       Name(request.scenario), request.benchmark));
  }
  const double share = rules.max_lag_share() * static_cast<double>(plan.latency_bound->count());
  plan.max_lag = std::max(rules.max_lag_floor(), Nanoseconds(std::llround(share)));
}

void SetQuality(const BenchmarkRules& row, const PlanRequest& request, RunPlan& plan) {
  if (request.division == Division::kClosed) {
    plan.quality = row.quality;
  } else if (request.quality_target.has_value()) {
    plan.quality = row.quality;
    plan.quality->value = *request.quality_target;
    plan.quality->source = "user";
  }
}

/// " (a.txt, b.txt)"; nothing where the rules name none.
std::string Named(const BenchmarkRules& row) {
  std::vector<std::string> names;
  for (const CalibrationList& list : row.calibration_lists) names.push_back(list.name);
  return names.empty() ? "" : fmt::format(" ({})", fmt::join(names, ", "));
}

}  // namespace

void ChangeBudget(RunPlan& plan, Nanoseconds budget) {
  ASSAY_CHECK(plan.budget.has_value());
  std::replace(plan.labels.begin(), plan.labels.end(), BudgetLabel(*plan.budget),
               BudgetLabel(budget));
  plan.budget = budget;
}

std::string FormatSpan(Nanoseconds span) {
  const double seconds = static_cast<double>(span.count()) / 1e9;
  if (seconds >= 1 && seconds < 120) {
    return fmt::format("{:.6g} s", std::round(seconds * 1e3) / 1e3);  // a search's tests have any
  }
  if (seconds < 1) return fmt::format("{:.6g} ms", seconds * 1e3);
  return FormatDuration(span);
}

std::vector<std::string> WhatBreaksClosed(const RuleSet& rules, const PlanRequest& request,
                                          const PlanSubject& subject) {
  const BenchmarkRules& row = rules.For(request.benchmark);
  const Limits& limits = LimitsFor(rules, request);
  std::vector<std::string> reasons;
  if (!row.limits.contains(request.scenario)) {
    reasons.push_back(fmt::format("the rules {} have no {} scenario for {}", rules.round(),
                                  Name(request.scenario), row.name));
  }
  if (subject.model_is_synthetic) {
    reasons.push_back(fmt::format("the weights of {} are synthetic", subject.model_name));
  } else if (!IsReference(subject)) {
    reasons.push_back(fmt::format("{} is not the reference model {} with its weights",
                                  subject.model_name, row.model));
  } else if (subject.calibrated.has_value() && !IsNamed(row, *subject.calibrated)) {
    reasons.push_back(fmt::format("{} was calibrated on {}, which is no list that the rules name{}",
                                  subject.model_name, subject.calibrated->list, Named(row)));
  }
  if (subject.data_is_synthetic) {
    reasons.push_back(fmt::format("the data set {} is synthetic", subject.dataset_name));
  } else if (subject.dataset_samples != row.dataset_samples) {
    reasons.push_back(fmt::format("the data set {} has {} samples, {} has {}", subject.dataset_name,
                                  FormatCount(subject.dataset_samples), row.dataset,
                                  FormatCount(row.dataset_samples)));
  } else if (!subject.data_is_official) {
    reasons.push_back(fmt::format("the data set {} is not {}", subject.dataset_name, row.dataset));
  }
  if (HasOwnBound(limits, request)) {
    reasons.push_back(fmt::format(
        "the latency bound of {} is not the rules' bound{}", FormatSpan(*request.latency_bound),
        limits.latency_bound ? " of " + FormatSpan(*limits.latency_bound) : ""));
  }
  if (HasOwnInterval(limits, request)) {
    reasons.push_back(fmt::format("{} queries per second is not the rules' interval",
                                  FormatRate(*request.target_qps)));
  }
  if (HasOwnQuality(row, request)) {
    reasons.push_back(fmt::format("the quality target {}{} is not the rules' {}{}",
                                  *request.quality_target, row.quality.unit, row.quality.value,
                                  row.quality.unit));
  }
  return reasons;
}

RunPlan MakePlan(const RuleSet& rules, const PlanRequest& request, const PlanSubject& subject) {
  const BenchmarkRules& row = rules.For(request.benchmark);
  CheckRequest(request);
  CheckQualityTarget(row, request);
  if (subject.dataset_samples == 0) {
    throw Error(ErrorCode::kBadData,
                fmt::format("the data set {} is empty: nothing to run", subject.dataset_name));
  }
  const std::vector<std::string> obstacles = WhatBreaksClosed(rules, request, subject);
  if (request.division == Division::kClosed && !obstacles.empty()) {
    Refuse(fmt::format("the Closed division does not allow this run: {}; choose --division open",
                       fmt::join(obstacles, "; ")));
  }
  const Limits& limits = LimitsFor(rules, request);
  RunPlan plan{.round = rules.round(),
               .benchmark = row.name,
               .scenario = request.scenario,
               .mode = request.mode,
               .division = request.division,
               .seeds = rules.seeds(),
               .percentile = limits.percentile,
               .budget = request.budget,
               .performance_samples = std::min(row.performance_samples, subject.dataset_samples),
               .source = limits.source};
  if (!request.budget.has_value()) {
    plan.min_queries = limits.min_queries;
    plan.min_samples = limits.min_samples;
    plan.min_duration = limits.min_duration;
  }
  SetSchedule(rules, limits, request, plan);
  SetQuality(row, request, plan);
  plan.labels = Labels(row, plan, subject);
  plan.not_closed = obstacles;
  return plan;
}

}  // namespace assay
