// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The sentences about a test, and who is told them.
#include "loadgen/run_log.h"

#include <cstdio>
#include <iostream>
#include <utility>

#include "loadgen/summary.h"

namespace assay::loadgen {
namespace {

using Kind = Anomaly::Kind;

struct Noun {
  const char* one;
  const char* many;
};
constexpr Noun kQueries{"query", "queries"};
constexpr Noun kSamples{"sample", "samples"};
constexpr Noun kAnswers{"answer", "answers"};

std::string Count(std::uint64_t count, Noun noun) {
  return std::to_string(count) + " " + (count == 1 ? noun.one : noun.many);
}

std::string Milliseconds(std::int64_t ns) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f ms", static_cast<double>(ns) * 1e-6);
  return text;
}

}  // namespace

RunLog::RunLog(const Options& options)
    : clock_(options.clock), files_(options.files), log_settings_(options.settings) {
  if (log_settings_.enable_trace) trace_.emplace(files_.trace, clock_.Now());
}

template <typename Event>
void RunLog::Tell(Event event) {
  for (const auto& shape : shapes_) event(*shape);
}

void RunLog::Say(const Sentence& sentence) {
  warnings_ += sentence.severity == Severity::kWarning;
  errors_ += sentence.severity == Severity::kError;
  Tell([&](DetailLog& log) { log.Message(sentence); });
}

void RunLog::Add(Severity severity, Anomaly anomaly) {
  Say({.severity = severity,
       .text = anomaly.text,
       .is_about_settings = anomaly.kind == Kind::kSettings});
  anomalies_.push_back(std::move(anomaly));
}

void RunLog::Head(const ProfileRules& rules, const TestHead& head) {
  rules_ = &rules;
  sut_name_ = head.sut_name;
  version_ = head.version;
  const DetailOptions options{.clock = clock_,
                              .out = files_.detail,
                              .copies_to_stdout = log_settings_.log_output.copy_detail_to_stdout};
  using mlperf::LogShape;
  LogShape shape = log_settings_.log_shape;
  if (shape == LogShape::FollowProfile) {
    shape = rules.details_are_mllog ? LogShape::MlLog : LogShape::Text;
  }
  if (shape != LogShape::MlLog) shapes_.push_back(MakeTextDetail(options));
  if (shape != LogShape::Text) shapes_.push_back(MakeMlLogDetail(options));
  Tell([&](DetailLog& log) { log.Head(head); });
}

void RunLog::AuditConfig(const std::string& file, const ConfigOutcome& outcome) {
  if (outcome.is_missing) return;
  if (!outcome.error.empty()) {
    Add(Severity::kError,
        {.kind = Kind::kSettings, .text = "the audit config is not applied: " + outcome.error});
    return;
  }
  for (const std::string& warning : outcome.warnings) {
    Add(Severity::kWarning, {.kind = Kind::kSettings, .text = warning});
  }
  // A note in v0.7, a warning in v6: so have the references.
  Say({.severity = rules_->has_v6_summary ? Severity::kWarning : Severity::kNote,
       .text = "The settings are overridden by the audit config " + file});
}

void RunLog::Settings(const EffectiveSettings& settings) {
  settings_ = &settings;
  for (const std::string& problem : settings.problems) {
    Add(Severity::kError, {.kind = Kind::kSettings, .text = problem});
  }
  if (settings.rules->has_v6_settings && settings.requested.test05) {
    Say({.severity = Severity::kWarning,
         .text = "test05 is set: a performance run with the seeds of TEST05"});
  }
  Tell([&](DetailLog& log) { log.Settings(settings); });
  Flush();
}

void RunLog::PhaseStarts(mlperf::TestMode phase) {
  Tell([&](DetailLog& log) { log.PhaseStarts(phase); });
}

void RunLog::LoadedSet(const struct LoadedSet& set) {
  Tell([&](DetailLog& log) { log.LoadedSet(set.samples); });
  Flush();
}

void RunLog::Generated(const Schedule& schedule) {
  Tell([&](DetailLog& log) { log.Generated(schedule); });
  Flush();
}

void RunLog::Ended(const IssueOutcome& outcome, const Recording& recording) {
  const std::string issued = Count(outcome.queries_issued, kQueries);
  switch (outcome.end) {
    case IssueEnd::kAllIssued:
    case IssueEnd::kNothingLeft:  // Unanswered has the rest
      break;
    case IssueEnd::kNaturally:
      Tell([](DetailLog& log) { log.EndedNaturally(); });
      break;
    case IssueEnd::kRanOut:
      Add(Severity::kError,
          {.kind = Kind::kRanOutOfQueries,
           .text = "Ending early: ran out of generated queries before the minimum query count and "
                   "duration were met: set the expected latency lower or the target rate higher"});
      break;
    case IssueEnd::kMaxQueries:
      Note("Ending early: Max query count reached.");
      break;
    case IssueEnd::kMaxDuration:
      Note("Ending early: Max test duration reached.");
      break;
    case IssueEnd::kTooManyOutstanding:
      Add(Severity::kError, {.kind = Kind::kTooManyOutstanding,
                             .text = "Ending early: Too many outstanding queries. \"issued\" : " +
                                     std::to_string(outcome.queries_issued) +
                                     ", \"outstanding\" : " + std::to_string(outcome.outstanding)});
      break;
    case IssueEnd::kStopped:
      Add(Severity::kWarning,
          {.kind = Kind::kStopped, .text = "Ending early: stopped by the user after " + issued});
      break;
    case IssueEnd::kHardLimit:
      Add(Severity::kWarning, {.kind = Kind::kStopped,
                               .text = "Ending early: the time limit was reached after " + issued});
      break;
    case IssueEnd::kAborted:
      Add(Severity::kError,
          {.kind = Kind::kAborted, .text = "Ending early: AbortTest was called after " + issued});
      break;
    case IssueEnd::kSutBlocked:
      Add(Severity::kError, {.kind = Kind::kSutBlocked,
                             .text = "Ending early: a call into the system under test did not "
                                     "return within the block limit, after " +
                                     issued});
      break;
    case IssueEnd::kSutThrew:
      break;
  }
  if (!outcome.thrown.empty()) {
    Add(Severity::kError,
        {.kind = Kind::kSutThrew, .text = "The system under test threw in " + outcome.thrown});
  }
  Unanswered(outcome, recording);
  if (trace_) trace_->AddSet(recording);
}

void RunLog::Unanswered(const IssueOutcome& outcome, const Recording& recording) {
  const std::uint64_t open = recording.announced() - recording.answered();
  if (open == 0) return;
  const std::string why = outcome.hit_hard_limit ? "when the time limit ended the measurement"
                                                 : "when the test stopped waiting for them";
  Add(outcome.hit_hard_limit ? Severity::kWarning : Severity::kError,
      {.kind = Kind::kUnanswered,
       .count = open,
       .text = std::to_string(open) + " of " + Count(recording.announced(), kSamples) +
               " had no answer yet " + why});
}

void RunLog::Power(const PowerTimes& times) {
  Tell([&](DetailLog& log) {
    log.Counters();
    log.Power(times);
  });
}

void RunLog::Figures(const Result& result, std::uint64_t blocked) {
  Tell([&](DetailLog& log) {
    log.Figures({.settings = *settings_, .result = result, .blocked = blocked});
  });
  if (result.tokens && result.tokens->samples_without_tokens > 0) {
    const std::uint64_t n = result.tokens->samples_without_tokens;
    Add(Severity::kError,
        {.kind = Kind::kTokens,
         .count = n,
         .text = Count(n, kSamples) + " had no first token reported, or fewer than two tokens"});
  }
  if (!result.fell_behind) return;
  std::string warning = "The generator fell behind: the 99th percentile of issue lag is " +
                        Milliseconds(result.lag.ns[Percentiles::k99]);
  if (blocked > 0) {
    warning += "; " + Count(blocked, kQueries) +
               " fell due while the system under test was still inside IssueQuery";
  }
  Add(Severity::kWarning, {.kind = Kind::kFellBehind, .text = warning});
}

void RunLog::Stray(const StrayAnswers& stray) {
  if (const std::uint64_t n = stray.duplicates.load(); n > 0) {
    Add(Severity::kError,
        {.kind = Kind::kDuplicateAnswer,
         .count = n,
         .text = Count(n, kAnswers) +
                 " came for samples that had been answered before, and did not count"});
  }
  if (const std::uint64_t n = stray.unknown.load(); n > 0) {
    Add(Severity::kError,
        {.kind = Kind::kUnknownId,
         .count = n,
         .text = Count(n, kAnswers) + " came with an id that was never issued, and did not count"});
  }
}

void RunLog::Finish(const Result& result) {
  Tell([&](DetailLog& log) { log.Ends(errors_); });
  const std::string text = Summary({.sut_name = sut_name_,
                                    .settings = *settings_,
                                    .performance = result.is_performance ? &result : nullptr,
                                    .warnings = warnings_,
                                    .errors = errors_});
  files_.summary << text;
  if (trace_) trace_->Finish(version_);
  if (log_settings_.log_output.copy_summary_to_stdout) std::cout << text << std::flush;
}

void RunLog::Flush() { files_.detail.flush(); }

}  // namespace assay::loadgen
