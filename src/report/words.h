// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A record in words: headline, verdict, labels and the lines that must stand on every chart.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/run_record.h"

namespace assay::report {

/// FormatDuration without trailing zeros: "15 ms", "12.84 ms", "1.5 s".
std::string ShortDuration(Nanoseconds duration);

/// The large figure, number and unit apart. Accuracy runs show their score.
struct Headline {
  std::string name;    // "Offline samples per second"
  std::string number;  // "24.52"; an en dash when there is no figure
  std::string unit;    // "samples/s"; may be empty
  bool is_known = false;
};
Headline HeadlineOf(const RunRecord& run);

enum class Tone { kGood, kBad, kWarning, kNeutral };
std::string_view Name(Tone tone);  // "good", ...: class names of the style sheet

/// The verdict as it stands on the page.
struct VerdictWords {
  Tone tone = Tone::kNeutral;
  std::string word;      // "VALID", "INVALID", "INCOMPLETE", "FAILED", "NO TARGET", "NOT JUDGED"
  std::string addition;  // "for 15 s – not submission length"; may be empty
  std::string reason;    // one sentence; may be empty
};
VerdictWords VerdictOf(const RunRecord& run);

/// What must stand beside every figure: synthetic weights or data, foreign data set, own bound, not
/// submission length, incomplete. From the plan's labels and the record's own facts, none twice.
std::vector<std::string> LabelsOf(const RunRecord& run);

/// The latency at the percentile that the plan judges (99 where it judges none), if any was
/// measured.
struct JudgedPoint {
  std::string name;  // "p99"
  Nanoseconds latency{0};
  bool is_within_bound = true;  // also when there is no bound
};
std::optional<JudgedPoint> JudgedPointOf(const RunRecord& run);

/// "resnet50 · Server"; "resnet50 · Offline · accuracy".
std::string NameOf(const RunRecord& run);
/// "ResNet50-v1.5 · openvino 2024.6 · f32".
std::string SubjectOf(const RunRecord& run);
/// "Measured by the rules of MLPerf Inference v0.7; not an MLPerf result."
std::string RulesLine(const RunRecord& run);
/// The command that repeats the run, quoted for a shell.
std::string CommandOf(const RunRecord& run);

}  // namespace assay::report
