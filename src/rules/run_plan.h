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
  std::string benchmark;
  Scenario scenario = Scenario::kOffline;
  Mode mode = Mode::kPerformance;
  Division division = Division::kOpen;
  std::optional<Nanoseconds> budget;         // replaces minimum duration and counts
  std::optional<double> target_qps;
  std::optional<Nanoseconds> latency_bound;  // Open only
  std::optional<double> quality_target;      // Open only, in the metric's unit
  std::optional<int> samples_per_query;      // MultiStream
};

/// What is known of model and data when the plan is made: Closed depends on it.
struct PlanSubject {
  bool model_is_reference = false;
  bool model_is_synthetic = false;
  bool data_is_official = false;
  bool data_is_synthetic = false;
  std::size_t dataset_samples = 0;
  std::string model_name;
  std::string dataset_name;
};

struct RunPlan {
  std::string round;  // "v0.7"
  std::string benchmark;
  Scenario scenario = Scenario::kOffline;
  Mode mode = Mode::kPerformance;
  Division division = Division::kOpen;
  Seeds seeds;
  double target_qps = 0;  // 0: to be measured first
  std::optional<Nanoseconds> latency_bound;
  bool latency_bound_is_users = false;
  double percentile = 0;
  std::uint64_t min_queries = 0;
  std::uint64_t min_samples = 0;
  Nanoseconds min_duration{0};
  std::optional<Nanoseconds> budget;
  int samples_per_query = 1;
  std::size_t performance_samples = 0;
  std::optional<QualityTarget> quality;  // Open: only when the user gave one (source "user")
  Nanoseconds max_lag{0};                // p99 of issue lag above this: INVALID by Assay's verdict
  std::string source;                    // of the limits
  /// What must stand beside every figure: "VALID for 15 s - not submission length",
  /// "synthetic weights", "not the rules' bound", "not the benchmark's data set", ...
  std::vector<std::string> labels;
};

/// Throws Error{kUsage} when the request contradicts the rules; Closed says in one sentence what it
/// refuses (own bound, own quality target, synthetic weights, foreign model or data, budget).
RunPlan MakePlan(const RuleSet& rules, const PlanRequest& request, const PlanSubject& subject);

}  // namespace assay
