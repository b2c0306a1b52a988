// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A record in words: headline, verdict, labels and the lines that must stand on every chart.
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/text.h"
#include "record/verdict.h"

namespace assay::report {
namespace {

constexpr char kNoFigure[] = "–";

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

bool IsLessThanSubmissionLength(const RunRecord& run) { return run.plan.budget.has_value(); }

std::string FirstReason(const RunRecord& run, Severity severity) {
  for (const Finding& finding : run.findings) {
    if (finding.severity == severity) return finding.what;
  }
  return {};
}

/// For a VALID run: how much was measured, or which score reached which target.
std::string WhatWasKept(const RunRecord& run) {
  if (run.plan.mode == Mode::kPerformance) {
    const bool counts_samples = run.plan.scenario == Scenario::kOffline;
    return fmt::format("{} {} in {}.",
                       FormatCount(counts_samples ? run.samples_completed : run.queries_issued),
                       counts_samples ? "samples" : "queries", FormatDuration(run.duration));
  }
  if (!run.accuracy || !run.accuracy->target) return {};
  const AccuracyFigures& score = *run.accuracy;
  return fmt::format(
      "{} {:.2f} {} reaches the target of {:.2f} {}{}.", score.metric, score.value, score.unit,
      *score.target, score.unit,
      run.plan.quality && run.plan.quality->source == "user" ? ", set by the user" : "");
}

VerdictWords JudgedVerdictOf(const RunRecord& run) {
  VerdictWords words;
  if (run.verdict == Verdict::kNone) {
    words.word = run.plan.mode == Mode::kAccuracy ? "NO TARGET" : "NOT JUDGED";
    words.reason = run.plan.mode == Mode::kAccuracy
                       ? "The score was measured; nothing was given that it has to reach."
                       : "The record holds no verdict.";
    return words;
  }
  const bool is_valid = run.verdict == Verdict::kValid;
  words.tone = is_valid ? Tone::kGood : Tone::kBad;
  words.word = is_valid ? "VALID" : "INVALID";
  if (is_valid && IsLessThanSubmissionLength(run)) {
    words.addition =
        fmt::format("for {} – not submission length", ShortDuration(MeasuredTime(run)));
  }
  words.reason = is_valid ? WhatWasKept(run) : FirstReason(run, Severity::kError);
  return words;
}

std::string Quoted(const std::string& argument) {
  const bool is_plain =
      !argument.empty() && std::all_of(argument.begin(), argument.end(), [](unsigned char c) {
        return std::isalnum(c) ||
               std::string_view("-_./=:,+@%").find(static_cast<char>(c)) != std::string_view::npos;
      });
  if (is_plain) return argument;
  std::string quoted = "'";
  for (const char c : argument) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string JoinWithDots(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!part.empty()) joined += (joined.empty() ? "" : " · ") + part;
  }
  return joined;
}

}  // namespace

std::string ShortDuration(Nanoseconds duration) {
  std::string text = FormatDuration(duration);
  const std::size_t space = text.find(' ');
  if (text.find('.') >= space) return text;
  std::size_t end = space;
  while (text[end - 1] == '0') --end;
  if (text[end - 1] == '.') --end;
  return text.erase(end, space - end);
}

Headline HeadlineOf(const RunRecord& run) {
  if (run.plan.mode == Mode::kAccuracy) {
    if (!run.accuracy || !std::isfinite(run.accuracy->value)) {
      return {"Accuracy", kNoFigure, "", false};
    }
    return {fmt::format("Accuracy ({})", run.accuracy->metric),
            fmt::format("{:.2f}", run.accuracy->value), run.accuracy->unit, true};
  }
  Headline headline{run.headline_name, kNoFigure, "", false};
  if (headline.name.empty()) headline.name = fmt::format("{} result", Name(run.plan.scenario));
  const bool has_figure = std::isfinite(run.headline) && run.headline > 0 &&
                          (run.samples_completed > 0 || run.latency.count > 0);
  if (!has_figure) return headline;
  headline.is_known = true;
  if (run.headline_unit == "ns") {
    const std::string text = FormatDuration(Nanoseconds(std::llround(run.headline)));
    const std::size_t space = text.rfind(' ');
    headline.number = text.substr(0, space);
    headline.unit = text.substr(space + 1);
  } else {
    headline.unit = run.headline_unit;
    const bool is_whole = run.headline == std::floor(run.headline) && run.headline < 1e15;
    headline.number =
        is_whole ? FormatCount(static_cast<std::uint64_t>(run.headline)) : FormatRate(run.headline);
  }
  return headline;
}

std::string_view Name(Tone tone) {
  constexpr std::string_view kNames[] = {"good", "bad", "warning", "neutral"};
  return kNames[static_cast<int>(tone)];
}

VerdictWords VerdictOf(const RunRecord& run) {
  switch (run.state) {
    case RunState::kRunning:
      return {Tone::kWarning, "INCOMPLETE", "",
              "The run did not end: the figures are what its journal holds, and no verdict."};
    case RunState::kInterrupted:
      return {Tone::kWarning, "INCOMPLETE", "interrupted",
              "The run was interrupted: the figures are what was measured until then."};
    case RunState::kFailed:
      return {Tone::kBad, "FAILED", "",
              run.failure.empty() ? "The run ended with an error." : run.failure};
    case RunState::kComplete:
      return JudgedVerdictOf(run);
  }
  return {};
}

std::vector<std::string> LabelsOf(const RunRecord& run) {
  std::vector<std::string> labels;
  std::string all;  // every label so far, in lower case
  const auto add = [&](const std::string& label, std::string_view key) {
    if (all.find(key) != std::string::npos) return;
    labels.push_back(label);
    all += LowerCase(label) + "\n";
  };
  const Provenance& from = run.provenance;
  if (run.state != RunState::kComplete) add("incomplete run", "incomplete");
  for (const std::string& label : run.plan.labels) add(label, LowerCase(label));
  if (from.model_is_synthetic) add("synthetic weights", "synthetic weights");
  if (from.dataset_is_synthetic) add("synthetic data", "synthetic data");
  if (!from.dataset_is_official) {
    add("not the benchmark's data set", "not the benchmark's data set");
  }
  if (run.plan.latency_bound_is_users)
    add("latency bound: not the rules' bound", "not the rules' bound");
  if (IsLessThanSubmissionLength(run)) add("not submission length", "not submission length");
  return labels;
}

std::optional<JudgedPoint> JudgedPointOf(const RunRecord& run) {
  if (run.latency.count == 0) return std::nullopt;
  const bool is_judged = run.plan.percentile > 0;
  const std::optional<Nanoseconds> latency =
      is_judged ? JudgedLatency(run) : Nanoseconds(run.latency.p99);
  if (!latency) return std::nullopt;
  return JudgedPoint{fmt::format("p{:g}", is_judged ? run.plan.percentile * 100 : 99.0), *latency,
                     !run.plan.latency_bound || *latency <= *run.plan.latency_bound};
}

std::string NameOf(const RunRecord& run) {
  std::string name = fmt::format("{} · {}", run.plan.benchmark, Name(run.plan.scenario));
  return run.plan.mode == Mode::kAccuracy ? name + " · accuracy" : name;
}

std::string SubjectOf(const RunRecord& run) {
  const Provenance& from = run.provenance;
  // "2026.4.1-22982-…": the build behind the dash stands in the provenance.
  const std::string version = from.backend_version.substr(0, from.backend_version.find('-'));
  return JoinWithDots({from.model_name, from.backend_name + (version.empty() ? "" : " ") + version,
                       from.precision_used});
}

std::string RulesLine(const RunRecord& run) {
  return fmt::format("Measured by the rules of MLPerf Inference {}; not an MLPerf result.",
                     run.plan.round);
}

std::string CommandOf(const RunRecord& run) {
  std::string command;
  for (const std::string& argument : run.command_line) {
    command += (command.empty() ? "" : " ") + Quoted(argument);
  }
  return command;
}

}  // namespace assay::report
