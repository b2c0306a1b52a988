// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One result of a published tree, from its scenario folder.
#include "record/published_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/error.h"
#include "record/accuracy_text.h"
#include "record/benchmark_name.h"
#include "record/folder_names.h"
#include "record/published_run.h"
#include "record/upstream_logs.h"
#include "record/upstream_run.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

/// "run_12" -> 12; other names come behind.
int RunNumber(const std::string& name) {
  constexpr std::string_view kRun = "run_";
  int number = 0;
  if (!name.starts_with(kRun)) return std::numeric_limits<int>::max();
  const char* end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data() + kRun.size(), end, number);
  return error == std::errc{} && rest == end ? number : std::numeric_limits<int>::max();
}

/// The run folders of performance/ by number; performance/ itself when the logs lie in it.
std::vector<fs::path> RunFolders(const fs::path& performance, std::vector<Finding>& notes) {
  std::vector<std::string> names = FolderNames(performance);
  std::stable_sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return RunNumber(a) < RunNumber(b);
  });
  std::vector<fs::path> folders;
  for (const std::string& name : names) folders.push_back(performance / name);
  if (folders.empty() && HasUpstreamLogs(performance)) {
    AddNote(notes, Severity::kNote, "layout", performance,
            "the logs lie in performance/ itself, not in performance/run_1/");
    folders.push_back(performance);
  }
  if (folders.empty()) {
    AddNote(notes, Severity::kWarning, "layout", performance, "no performance run here");
  }
  return folders;
}

void ReadRuns(PublishedResult& result) {
  for (const fs::path& folder : RunFolders(result.folder / "performance", result.notes)) {
    result.runs.push_back(ReadPublishedRun({folder, result.scenario}, result.notes));
  }
  if (result.runs.empty()) return;
  const auto has = [&](Verdict verdict) {
    return std::any_of(result.runs.begin(), result.runs.end(),
                       [&](const PublishedRun& run) { return run.verdict == verdict; });
  };
  result.verdict = has(Verdict::kInvalid) ? Verdict::kInvalid
                   : has(Verdict::kNone)  ? Verdict::kNone
                                          : Verdict::kValid;
  result.figure = result.runs.back().figure;
  result.unit = result.runs.back().unit;
  const auto other = std::find_if(result.runs.begin(), result.runs.end(), [&](const auto& run) {
    return run.figure.text != result.figure.text;
  });
  if (other != result.runs.end()) {
    AddNote(result.notes, Severity::kNote, "figure", result.folder / "performance",
            fmt::format("the runs have different figures; the last one's, {}, is shown",
                        result.figure.text.empty() ? "none" : result.figure.text));
  }
}

/// The score of the benchmark's metric; the only one where the rules do not know the benchmark.
void TakeScore(const AccuracyText& text, const BenchmarkRules* rules, const fs::path& file,
               PublishedResult& result) {
  const PrintedScore* score = nullptr;
  if (rules != nullptr) score = FindScore(text, rules->quality.metric);
  if (rules == nullptr && text.scores.size() == 1) score = &text.scores.front();
  if (score == nullptr) {
    std::string found;
    for (const PrintedScore& other : text.scores)
      found += (found.empty() ? "" : ", ") + other.metric;
    AddNote(result.notes, Severity::kWarning, "accuracy-file", file,
            fmt::format("no {} in it{}", rules != nullptr ? rules->quality.metric : "score",
                        found.empty() ? "" : ", only " + found));
    return;
  }
  result.accuracy.metric = score->metric;
  result.accuracy.score = {score->text, score->value};
  result.accuracy.unit = score->unit;
}

void NoteLogShape(const fs::path& file, PublishedResult& result) {
  const AccuracyLogShape shape = result.accuracy.log_shape = ShapeOfAccuracyLog(file);
  const char* what = shape == AccuracyLogShape::kMissing   ? "the accuracy log is missing"
                     : shape == AccuracyLogShape::kEmpty   ? "the accuracy log has no record"
                     : shape == AccuracyLogShape::kDamaged ? "the accuracy log is damaged or cut"
                                                           : nullptr;
  if (what != nullptr) AddNote(result.notes, Severity::kWarning, "accuracy-log", file, what);
}

/// What the accuracy run's own summary counts.
void NoteAccuracyErrors(const fs::path& folder, std::vector<Finding>& notes) {
  try {
    NoteLogErrors(folder, ReadSummary(folder / kSummaryFileName).errors, notes);
  } catch (const Error& e) {
    AddNote(notes, Severity::kNote, "summary-log", folder / kSummaryFileName, e.what());
  }
}

void ReadAccuracy(const BenchmarkRules* rules, PublishedResult& result) {
  const fs::path folder = result.folder / "accuracy", file = folder / "accuracy.txt";
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    AddNote(result.notes, Severity::kWarning, "accuracy-file", folder, "no accuracy run here");
    return;
  }
  try {
    const AccuracyText text = ReadAccuracyText(file);
    result.accuracy.hash = text.hash;
    if (text.hash.empty()) {
      AddNote(result.notes, Severity::kWarning, "accuracy-file", file,
              "no hash of the accuracy log in it");
    }
    TakeScore(text, rules, file, result);
  } catch (const Error& e) {
    AddNote(result.notes, Severity::kWarning, "accuracy-file", file, e.what());
  }
  NoteLogShape(folder / kAccuracyFileName, result);
  NoteAccuracyErrors(folder, result.notes);
}

/// The targets at hand are those of v0.7 and of the Closed division.
void SetTarget(const BenchmarkRules* rules, PublishedResult& result) {
  const bool is_v07 = !result.runs.empty() && result.runs.back().is_v07;
  if (rules == nullptr || result.division == "open" || !is_v07) return;
  result.accuracy.target = rules->quality.value;
  if (result.accuracy.Passed().value_or(true)) return;
  AddNote(result.notes, Severity::kWarning, "quality", result.folder / "accuracy" / "accuracy.txt",
          fmt::format("the accuracy {} {} misses its target {}", result.accuracy.metric,
                      result.accuracy.score.text, rules->quality.value));
}

}  // namespace

std::optional<bool> PublishedAccuracy::Passed() const {
  if (!target || !std::isfinite(score.value)) return std::nullopt;
  return score.value >= *target;
}

bool PublishedResult::IsValid() const {
  return verdict == Verdict::kValid && accuracy.Passed().value_or(true);
}

std::optional<double> PublishedResult::FigurePerAccelerator() const {
  const int count = description->Accelerators().value_or(0);
  const bool is_rate = unit.ends_with("/s");
  if (count == 0 || !is_rate || !std::isfinite(figure.value)) return std::nullopt;
  return figure.value / count;
}

PublishedResult ReadPublishedResult(const ResultPlace& place, const RuleSet* rules) {
  PublishedResult result;
  result.division = place.division;
  result.submitter = place.submitter;
  result.system = place.system;
  result.description = place.description;
  result.model = place.model;
  const BenchmarkName name = NormaliseBenchmark(place.model);
  result.benchmark = name.benchmark;
  result.label = name.label;
  result.accuracy_target = name.accuracy_target;
  result.scenario_folder = place.scenario;
  result.scenario = ScenarioOfFolder(place.scenario);
  const fs::path below = fs::path(place.system) / place.model / place.scenario;
  result.folder = place.submission / "results" / below;
  const BenchmarkRules* row = rules != nullptr ? FindRules(*rules, name) : nullptr;
  ReadRuns(result);
  ReadAccuracy(row, result);
  SetTarget(row, result);
  result.measurement = ReadMeasurement(place.submission / "measurements" / below, place.system,
                                       place.scenario, result.notes);
  if (place.description->file.empty()) {
    AddNote(result.notes, Severity::kWarning, "system-file", place.submission / "systems",
            fmt::format("no {}.json: the system is not described", place.system));
  }
  result.notes.insert(result.notes.end(), place.description->notes.begin(),
                      place.description->notes.end());
  return result;
}

}  // namespace assay
