// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A run folder's record as a result among published ones.
#include <fmt/format.h>

#include <cmath>

#include "record/benchmark_name.h"
#include "record/results_tree.h"

namespace assay {
namespace {

PrintedNumber Printed(double value) {
  if (!std::isfinite(value)) return {};
  return {fmt::format("{}", value), value};
}

std::string CountText(std::int64_t nanoseconds) {
  return nanoseconds > 0 ? std::to_string(nanoseconds) : "";
}

std::shared_ptr<const SystemDescription> DescriptionOf(const RunRecord& run) {
  auto system = std::make_shared<SystemDescription>();
  system->system = run.folder.filename().string();
  system->framework = run.provenance.backend_name;
  if (!run.provenance.backend_version.empty()) {
    system->framework += " " + run.provenance.backend_version;
  }
  system->fields = run.environment;
  return system;
}

PublishedRun PerformanceOf(const RunRecord& run) {
  PublishedRun performance{.name = run.folder.filename().string(), .verdict = run.verdict};
  performance.figure = Printed(run.headline);
  performance.unit = run.headline_unit;
  if (run.plan.scenario == Scenario::kServer) {
    performance.unit = "scheduled queries/s";
    performance.completed_per_second = Printed(run.completed_per_second).text;
  }
  performance.p99_ns = CountText(run.latency.p99);
  performance.mean_ns = CountText(run.latency.mean);
  performance.target_qps = Printed(run.plan.target_qps).text;
  performance.samples_per_query = std::to_string(run.plan.samples_per_query);
  return performance;
}

}  // namespace

PublishedResult ResultOf(const RunRecord& run) {
  PublishedResult result;
  const BenchmarkName name = NormaliseBenchmark(run.plan.benchmark);
  result.division = Name(run.plan.division);
  result.description = DescriptionOf(run);
  result.system = result.description->system;
  result.model = run.plan.benchmark;
  result.benchmark = name.benchmark;
  result.label = name.label;
  result.accuracy_target = name.accuracy_target;
  result.scenario = run.plan.scenario;
  result.scenario_folder = Name(run.plan.scenario);
  result.verdict = run.verdict;
  result.folder = run.folder;
  if (run.plan.mode == Mode::kPerformance) {
    result.runs.push_back(PerformanceOf(run));
    result.figure = result.runs.back().figure;
    result.unit = result.runs.back().unit;
  }
  if (run.accuracy) {
    result.accuracy.metric = run.accuracy->metric;
    result.accuracy.score = Printed(run.accuracy->value);
    result.accuracy.unit = run.accuracy->unit;
    result.accuracy.target = run.accuracy->target;
  }
  result.measurement.weight_data_types = run.provenance.precision_used;
  result.measurement.starting_weights = run.provenance.model_name;
  result.power = run.power;
  result.notes = run.findings;
  for (const std::string& label : run.plan.labels) {
    result.notes.push_back({.rule = "label", .severity = Severity::kNote, .what = label});
  }
  return result;
}

}  // namespace assay
