// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One result of a published tree: a system, a benchmark, a scenario, and everything said about it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "record/accuracy_log.h"
#include "record/run_record.h"
#include "record/system_description.h"
#include "rules/rule_set.h"

namespace assay {

/// A number as a log prints it, and its value; not a number and "" when it is absent.
struct PrintedNumber {
  std::string text{};
  double value = std::numeric_limits<double>::quiet_NaN();
};

/// One of the percentiles that a log holds.
struct LatencyPoint {
  double percent = 0;  // 99
  std::uint64_t nanoseconds = 0;
};

/// performance/run_N.
struct PublishedRun {
  std::string name{};  // "run_1"
  Verdict verdict = Verdict::kNone;
  PrintedNumber figure{};
  std::string unit{};        // "samples/s", "scheduled queries/s", "ns", ...
  bool is_inferred = false;  // an Offline figure from a SingleStream log
  bool is_v07 = true;        // false: logs of a newer round
  std::vector<LatencyPoint> percentiles{};  // as many as the log holds, by rising percent
  // As the summary prints them, "" where it does not.
  std::string completed_per_second{}, p99_ns{}, mean_ns{}, target_qps{}, samples_per_query{};
};

/// accuracy/.
struct PublishedAccuracy {
  std::string metric{};  // "top1", ...; "" when none was read
  PrintedNumber score{};
  std::string unit{};  // "%" or ""
  /// The least score that passes; absent where the rules have none, and in the Open division.
  std::optional<double> target{};
  std::string hash{};
  AccuracyLogShape log_shape = AccuracyLogShape::kMissing;

  /// Absent without score or target. The target itself passes.
  std::optional<bool> Passed() const;
};

struct PublishedResult {
  std::string division{}, submitter{}, system{};           // names of the folders
  std::shared_ptr<const SystemDescription> description{};  // never null
  std::string model{};                                     // name of the folder: "bert-99.9"
  std::string benchmark{};                                 // normalised: "bert"
  std::string label{};            // "bert-99.9", "resnet50"; other models by their own name
  std::string accuracy_target{};  // percent of FP32: "99", "99.9"; "" where not known
  std::string scenario_folder{};  // as written: "server"
  std::optional<Scenario> scenario{};
  Verdict verdict = Verdict::kNone;  // VALID when every run is
  PrintedNumber figure{};            // that of the last run
  std::string unit{};
  std::vector<PublishedRun> runs{};
  PublishedAccuracy accuracy{};
  MeasurementDescription measurement{};
  std::optional<PowerFigures> power{};  // of run folders: what a meter measured
  std::filesystem::path folder{};
  std::vector<Finding> notes{};  // what is missing, broken or odd

  /// Every run is VALID and the accuracy does not miss its target.
  bool IsValid() const;
  /// Absent without figure or accelerators, and where the figure is a latency.
  std::optional<double> FigurePerAccelerator() const;
};

/// One result of a scenario folder (accuracy/, performance/run_N/).
struct ResultPlace {
  std::filesystem::path submission{};                                  // closed/<submitter>
  std::string division{}, submitter{}, system{}, model{}, scenario{};  // names of the folders
  std::shared_ptr<const SystemDescription> description{};
};

/// Reads one result. Whatever is missing or broken becomes a note of the result; logs are read line
/// by line, the accuracy log's ends alone. `rules` may be null: then there are no targets.
/// Never throws an Error.
PublishedResult ReadPublishedResult(const ResultPlace& place, const RuleSet* rules);

}  // namespace assay
