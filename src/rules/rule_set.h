// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The rule data: plain numbers, each with the paragraph it comes from. Read from rules/*.json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "rules/scenario.h"

namespace assay {

/// What one scenario demands of one benchmark.
struct Limits {
  std::optional<Nanoseconds> latency_bound{};  // Server and MultiStream
  double percentile = 0;                       // judged percentile, 0..1; 0 where none
  std::uint64_t min_queries = 0;
  std::uint64_t min_samples = 0;  // Offline: samples per query
  Nanoseconds min_duration{0};
  int runs = 1;                 // performance runs in a submission
  double multi_stream_qps = 0;  // MultiStream: queries per second
  int samples_per_query = 1;    // MultiStream: where a search for N begins
  std::string source{};
};

/// A quality target: `value` is the least score that passes, in the metric's printed unit.
struct QualityTarget {
  std::string metric{};  // "top1"
  double value = 0;
  std::string unit{};  // "%"
  std::string source{};
};

/// A list of calibration samples that the rules name, as published: name and checksum of the file.
struct CalibrationList {
  std::string name{};
  std::string sha256{};
};

/// A row of the rules: task + reference model + data set + targets.
struct BenchmarkRules {
  std::string name{};                              // "resnet50", "bert-99.9"
  std::string conf_name{};                         // as in mlperf.conf: "bert"
  std::string area{}, task{}, model{}, dataset{};  // Table 1's words
  std::size_t dataset_samples = 0;
  std::size_t performance_samples = 0;  // "QSL size"
  QualityTarget quality{};              // Closed's
  double fp32_quality = 0;
  double quality_fraction = 0.99;
  std::string quality_text{};                        // Table 1's wording of the target
  std::vector<CalibrationList> calibration_lists{};  // a submission uses one of them
  std::vector<Scenario> required{};                  // data centre
  std::map<Scenario, Limits> limits{};               // an absent scenario may not be run in Closed
};

struct Seeds {
  std::uint64_t qsl = 0, sample_index = 0, schedule = 0;
};

/// One round of rules. Immutable, thread-safe.
class RuleSet {
 public:
  /// Reads e.g. rules/v0.7.json. Throws Error{kBadData} naming the key that is missing or wrong.
  static RuleSet Load(const std::filesystem::path& file);
  /// The rules that came with this Assay.
  static RuleSet LoadInstalled();

  const std::string& round() const { return round_; }  // "v0.7"
  const Seeds& seeds() const { return seeds_; }
  const std::vector<BenchmarkRules>& benchmarks() const { return benchmarks_; }
  /// Issue lag above which a run says nothing about the system: the p99 of lag must stay below this
  /// share of the latency bound (Server), with the floor below.
  double max_lag_share() const { return max_lag_share_; }
  Nanoseconds max_lag_floor() const { return max_lag_floor_; }

  /// Throws Error{kUsage} for an unknown name, with the nearest known one.
  const BenchmarkRules& For(std::string_view benchmark) const;
  /// Throws Error{kUsage} when the benchmark has no such scenario.
  const Limits& For(std::string_view benchmark, Scenario scenario) const;
  /// What a scenario demands of every benchmark; no latency bound. For Open runs of a scenario that
  /// the benchmark's row does not list.
  const Limits& ScenarioLimits(Scenario scenario) const;

 private:
  std::string round_;
  Seeds seeds_;
  double max_lag_share_ = 0;
  Nanoseconds max_lag_floor_{0};
  std::map<Scenario, Limits> scenarios_;
  std::vector<BenchmarkRules> benchmarks_;
};

}  // namespace assay
