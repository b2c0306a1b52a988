// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One performance run of a published result, from its logs.
#include "record/published_run.h"

#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "base/line_reader.h"
#include "record/mllog.h"
#include "record/upstream_logs.h"
#include "record/upstream_run.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

/// Whether the detail log is of a round from v1.0 on; absent when there is none. Reads its first
/// line.
std::optional<bool> IsNewerDetail(const fs::path& file) {
  try {
    LineReader reader(file, "detail log");
    std::string_view line;
    if (!reader.Next(line)) return std::nullopt;
    return line.starts_with(kMlLogMark);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// The summary, or what the detail log of a newer round says in its place.
std::optional<SummaryLog> ReadResults(const fs::path& folder, bool is_newer,
                                      std::vector<Finding>& notes) {
  try {
    return ReadSummary(folder / kSummaryFileName);
  } catch (const Error& e) {
    std::error_code ignored;  // newer rounds do not ask for a summary
    if (!is_newer || fs::exists(folder / kSummaryFileName, ignored)) {
      AddNote(notes, Severity::kWarning, "summary-log", folder / kSummaryFileName, e.what());
    }
  }
  if (!is_newer) return std::nullopt;
  try {
    return SummaryOf(ReadDetail(folder / kDetailFileName));
  } catch (const Error& e) {
    AddNote(notes, Severity::kWarning, "detail-log", folder / kDetailFileName, e.what());
  }
  return std::nullopt;
}

void TakeFigure(const SummaryLog& summary, const RunPlace& place, PublishedRun& run,
                std::vector<Finding>& notes) {
  const fs::path file = place.folder / kSummaryFileName;
  const std::optional<Scenario> scenario = place.scenario ? place.scenario : summary.scenario;
  if (!scenario) {
    AddNote(notes, Severity::kWarning, "scenario", file, "neither folder nor log names a scenario");
    return;
  }
  run.is_inferred = scenario == Scenario::kOffline && summary.scenario == Scenario::kSingleStream;
  if (run.is_inferred) {
    AddNote(notes, Severity::kNote, "inferred", file,
            "the figure is inferred from a SingleStream log: samples per second without the "
            "LoadGen's own time");
  } else if (summary.scenario && summary.scenario != scenario) {
    AddNote(notes, Severity::kWarning, "scenario", file,
            fmt::format("a folder of {} holds the log of a {} run", Name(*scenario),
                        Name(*summary.scenario)));
  }
  const UpstreamFigure figure =
      run.is_inferred ? InferredOfflineFigure(summary) : FigureOf(summary, *scenario);
  if (!std::isfinite(figure.value) || figure.value < 0) {
    AddNote(notes, Severity::kWarning, "figure", file,
            fmt::format("the log has no figure of {}{}", Name(*scenario),
                        figure.text.empty() ? "" : fmt::format(": it says '{}'", figure.text)));
    return;
  }
  run.figure = {figure.text, figure.value};
  run.unit = figure.unit;
}

void TakeTexts(const LogValues& values, PublishedRun& run) {
  run.completed_per_second = values.Text("Completed samples per second");
  run.p99_ns = values.Text("99.00 percentile latency (ns)");
  run.mean_ns = values.Text("Mean latency (ns)");
  run.target_qps = values.Text("target_qps");
  run.samples_per_query = values.Text("samples_per_query");
}

void TakePercentiles(const LogValues& values, PublishedRun& run) {
  struct Row {
    const char* key;
    double percent;
  };
  constexpr Row kRows[] = {{"50.00", 50}, {"90.00", 90}, {"95.00", 95},
                           {"97.00", 97}, {"99.00", 99}, {"99.90", 99.9}};
  for (const Row& row : kRows) {
    const auto ns = values.Count(fmt::format("{} percentile latency (ns)", row.key));
    if (ns) run.percentiles.push_back({row.percent, *ns});
  }
}

}  // namespace

void AddNote(std::vector<Finding>& notes, Severity severity, const std::string& rule,
             const fs::path& where, const std::string& what) {
  notes.push_back({.rule = rule,
                   .severity = severity,
                   .where = where.string(),
                   .what = what,
                   .source = "Assay's own rule"});
}

void NoteLogErrors(const fs::path& folder, std::uint64_t errors, std::vector<Finding>& notes) {
  if (errors == 0) return;
  const fs::path file = folder / kDetailFileName;
  try {
    const DetailLog detail = ReadDetail(file);
    // The LoadGen could not write its own log in time; the round's checker lets it pass.
    constexpr std::string_view kOwnLog = "CAS failed";
    std::size_t own = 0;
    for (const std::string& error : detail.errors) own += error.find(kOwnLog) != error.npos ? 1 : 0;
    const bool is_own = own > 0 && own == detail.error_count;
    AddNote(notes, is_own ? Severity::kNote : Severity::kWarning, "loadgen-error", file,
            fmt::format(
                "the LoadGen logged {} error{}, the first at {}", errors, errors == 1 ? "" : "s",
                detail.errors.empty() ? "no line that is still there" : detail.errors.front()));
  } catch (const Error& e) {
    AddNote(notes, Severity::kWarning, "loadgen-error", file,
            fmt::format("the LoadGen logged {} errors, and its log cannot be read: {}", errors,
                        e.what()));
  }
}

PublishedRun ReadPublishedRun(const RunPlace& place, std::vector<Finding>& notes) {
  PublishedRun run;
  run.name = place.folder.filename().string();
  const auto is_newer = IsNewerDetail(place.folder / kDetailFileName);
  if (!is_newer) {
    AddNote(notes, Severity::kWarning, "detail-log", place.folder / kDetailFileName,
            "the detail log is missing or empty");
  }
  run.is_v07 = !is_newer.value_or(false);
  const auto summary = ReadResults(place.folder, !run.is_v07, notes);
  if (!summary) return run;
  try {
    TakeTexts(summary->values, run);
    TakeFigure(*summary, place, run, notes);
    TakePercentiles(summary->values, run);
  } catch (const Error& e) {
    AddNote(notes, Severity::kWarning, "figure", place.folder / kSummaryFileName, e.what());
  }
  if (summary->is_valid) {
    run.verdict = *summary->is_valid ? Verdict::kValid : Verdict::kInvalid;
  } else {
    AddNote(notes, Severity::kWarning, "verdict", place.folder / kSummaryFileName,
            "the log has no verdict: the run did not end, or it is an accuracy run");
  }
  NoteLogErrors(place.folder, summary->errors, notes);
  return run;
}

}  // namespace assay
