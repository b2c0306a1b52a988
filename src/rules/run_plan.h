// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A run plan: everything that decides what one run does and how it is judged, before it starts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/rule_set.h"

namespace assay {

/// What the user asked for. Absent = as the rules say.
struct PlanRequest {
  std::string benchmark{};
  Scenario scenario = Scenario::kOffline;
  Mode mode = Mode::kPerformance;
  Division division = Division::kOpen;
  std::optional<Nanoseconds> budget{};  // replaces minimum duration and counts
  std::optional<double> target_qps{};
  std::optional<Nanoseconds> latency_bound{};  // Open only
  std::optional<double> quality_target{};      // Open only, in the metric's unit
  std::optional<int> samples_per_query{};      // MultiStream
};

/// Weights of fewer bits, made from others by calibration alone.
struct CalibratedWeights {
  bool from_reference = false;  // from the rules' own network and weights
  std::string list{};           // what chose the samples, for people
  std::string list_sha256{};    // of the list's file; empty: no list
};

/// What is known of model and data when the plan is made: Closed depends on it.
struct PlanSubject {
  bool model_is_reference = false;
  bool model_is_synthetic = false;
  std::optional<CalibratedWeights> calibrated{};  // absent: the weights are as published
  bool data_is_official = false;
  bool data_is_synthetic = false;
  std::size_t dataset_samples = 0;
  std::string model_name{};
  std::string dataset_name{};
};

struct RunPlan {
  std::string round{};  // "v0.7"
  std::string benchmark{};
  Scenario scenario = Scenario::kOffline;
  Mode mode = Mode::kPerformance;
  Division division = Division::kOpen;
  Seeds seeds{};
  double target_qps = 0;  // 0: to be measured first
  std::optional<Nanoseconds> latency_bound{};
  bool latency_bound_is_users = false;
  double percentile = 0;
  std::uint64_t min_queries = 0;
  std::uint64_t min_samples = 0;
  Nanoseconds min_duration{0};
  std::optional<Nanoseconds> budget{};
  int samples_per_query = 1;
  std::size_t performance_samples = 0;
  std::optional<QualityTarget> quality{};  // Open: only when the user gave one (source "user")
  Nanoseconds max_lag{0};  // p99 of issue lag above this: INVALID by Assay's verdict
  std::string source{};    // of the limits
  /// What must stand beside every figure: "VALID for 15 s - not submission length",
  /// "synthetic weights", "not the rules' bound", "not the benchmark's data set", ...
  std::vector<std::string> labels{};
  /// Why an Open run could not have been Closed, one sentence each; empty: it could.
  std::vector<std::string> not_closed{};
};

/// With a budget the minimum duration and counts are 0: the budget replaces them. Target rate 0
/// means: to be measured first (MultiStream: the rules' interval). Throws Error{kUsage} when the
/// request contradicts the rules or itself; Closed refuses in one sentence each: synthetic weights,
/// a foreign model, weights calibrated on other samples than the rules', synthetic, foreign or
/// incomplete data, an own bound, interval or quality target, and a scenario that the benchmark
/// does not list. A budget is no reason to refuse: it is labelled.
RunPlan MakePlan(const RuleSet& rules, const PlanRequest& request, const PlanSubject& subject);

/// A span as it was asked for, without filler digits: "15 s", "66 ms", "1.5 s", "2 min 0 s".
/// From a second on to the millisecond.
std::string FormatSpan(Nanoseconds span);

/// Another budget for a plan that has one, in its label too: of a test that is part of a search.
void ChangeBudget(RunPlan& plan, Nanoseconds budget);

/// The sentences with which Closed would refuse; empty when it would not.
std::vector<std::string> WhatBreaksClosed(const RuleSet& rules, const PlanRequest& request,
                                          const PlanSubject& subject);

}  // namespace assay
