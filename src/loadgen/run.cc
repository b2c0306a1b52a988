// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One test from settings to logs: phases, loaded sets, and what is said about them.
#include "loadgen/run.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "loadgen/active_tests.h"
#include "loadgen/config.h"
#include "loadgen/detail_log.h"
#include "loadgen/issue.h"
#include "loadgen/journal_writer.h"
#include "loadgen/log_files.h"
#include "loadgen/log_text.h"
#include "loadgen/results.h"

#ifndef ASSAY_VERSION
#define ASSAY_VERSION "unversioned"
#endif

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;
using Kind = Anomaly::Kind;

Clock& ClockOf(const Environment& environment) {
  static RealClock real;
  return environment.clock != nullptr ? *environment.clock : real;
}

/// Where a query's scheduled time stands, by scenario.
Recording::Scheduled ScheduledFrom(const EffectiveSettings& settings) {
  if (settings.scenario == TestScenario::Server) return Recording::Scheduled::kInSchedule;
  const bool is_own = settings.HasTicks() || settings.scenario == TestScenario::MultiStreamFree ||
                      settings.scenario == TestScenario::Offline;
  return is_own ? Recording::Scheduled::kAnnounced : Recording::Scheduled::kWhenIssued;
}

bool WaitsForQueries(const EffectiveSettings& settings) {
  return settings.scenario == TestScenario::SingleStream || settings.IsMultiStream();
}

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

class TestRun {
 public:
  TestRun(mlperf::SystemUnderTest& sut, mlperf::QuerySampleLibrary& qsl,
          const mlperf::LogSettings& logs, const Environment& environment)
      : sut_(sut),
        qsl_(qsl),
        logs_(logs),
        environment_(environment),
        clock_(ClockOf(environment)),
        sut_name_(sut.Name()),
        qsl_name_(qsl.Name()),
        files_(logs),
        detail_({.clock = clock_,
                 .out = files_.detail,
                 .copies_to_stdout = logs.log_output.copy_detail_to_stdout}),
        accuracy_log_(files_.accuracy),
        active_(clock_) {}

  Result Run(mlperf::TestSettings requested);

 private:
  struct Ended {
    IssueOutcome outcome;
    std::string power_begin, power_end;
  };

  void WriteHead(const LibrarySize& library);
  void ApplyAudit(mlperf::TestSettings& requested);
  const ProfileRules& ChooseRules(const mlperf::TestSettings& requested);
  Result RunPhases();
  Result RunPerformance();
  Result RunAccuracy();
  void StartJournal();
  Ended IssueSet(const Schedule& schedule, Recording& recording, TestMode phase);
  template <typename Judge>
  void RunSet(const LoadedSet& set, TestMode phase, Judge judge);
  void SayGenerated(const Schedule& schedule);
  void SayEnd(const IssueOutcome& outcome, const Recording& recording);
  void SayUnanswered(const IssueOutcome& outcome, const Recording& recording);
  void SayPower(const Ended& ended, TestMode phase);
  void SayFigures(const Result& result, std::uint64_t blocked);
  void SayStray();
  void WriteSummary(const Result& result);
  enum class Level { kWarning, kError };
  void Add(Kind kind, Level level, const std::string& text, std::uint64_t count = 1);

  mlperf::SystemUnderTest& sut_;
  mlperf::QuerySampleLibrary& qsl_;
  const mlperf::LogSettings& logs_;
  const Environment& environment_;
  Clock& clock_;
  const std::string sut_name_, qsl_name_;
  LogFiles files_;
  DetailLog detail_;
  AccuracyLog accuracy_log_;
  ActiveTest active_;
  LibrarySize library_;
  EffectiveSettings settings_;
  std::optional<QueryGenerator> generator_;
  std::unique_ptr<JournalWriter> journal_;
  Nanoseconds hard_end_ = Nanoseconds::max();
  std::vector<Anomaly> anomalies_;
};

void TestRun::Add(Kind kind, Level level, const std::string& text, std::uint64_t count) {
  anomalies_.push_back({.kind = kind, .count = count, .text = text});
  level == Level::kError ? detail_.Error(text) : detail_.Warning(text);
}

void TestRun::WriteHead(const LibrarySize& library) {
  detail_.Line("LoadgenVersionInfo:");
  detail_.Line("version : Assay's LoadGen " ASSAY_VERSION " @ NA");
  for (const char* key : {"build_date_local :", "build_date_utc   :", "git_commit_date  :"}) {
    detail_.Line(std::string(key) + " NA");
  }
  for (const char* key : {"git_log :", "git_status :", "SHA1 of files :"}) {
    detail_.Line(std::string(key) + "\n\nNA\n");
  }
  detail_.Line("Date + time of test: " + LocalTimeStamp());
  detail_.Line("System Under Test (SUT) name: " + sut_name_);
  detail_.Line("Query Sample Library (QSL) name: " + qsl_name_);
  detail_.Line("QSL total size: " + std::to_string(library.total));
  detail_.Line("QSL performance size*: " + std::to_string(library.performance));
  detail_.Line("*TestSettings (performance_sample_count_override) can override");
  detail_.Line("*Refer to Effective Settings for actual value");
}

void TestRun::ApplyAudit(mlperf::TestSettings& requested) {
  if (environment_.audit_config.empty()) return;
  const ConfigOutcome outcome =
      ApplyConfig(environment_.audit_config,
                  {.model = "*", .scenario = ConfigName(requested.scenario)}, requested);
  if (outcome.is_missing) return;
  if (!outcome.error.empty()) {
    Add(Kind::kSettings, Level::kError, "the audit config is not applied: " + outcome.error);
    return;
  }
  for (const std::string& warning : outcome.warnings) {
    Add(Kind::kSettings, Level::kWarning, warning);
  }
  detail_.Line("The settings are overridden by the audit config " + environment_.audit_config);
}

const ProfileRules& TestRun::ChooseRules(const mlperf::TestSettings& requested) {
  mlperf::Profile profile = requested.profile;
  if (profile == mlperf::Profile::FollowName) profile = ProfileOf(sut_);
  const ProfileRules& rules = RulesOf(profile);
  if (!IsImplemented(profile)) {
    Add(Kind::kSettings, Level::kWarning,
        std::string("this version has no v6 profile: the rules of ") + rules.name + " apply");
  }
  return rules;
}

Result TestRun::Run(mlperf::TestSettings requested) {
  library_ = {.total = qsl_.TotalSampleCount(), .performance = qsl_.PerformanceSampleCount()};
  WriteHead(library_);
  ApplyAudit(requested);
  settings_ = Normalise(requested, ChooseRules(requested), library_);
  generator_.emplace(settings_);
  WriteEffectiveSettings(settings_, detail_);
  WriteRequestedSettings(settings_, detail_);
  for (const std::string& problem : settings_.problems) {
    Add(Kind::kSettings, Level::kError, problem);
  }
  if (logs_.enable_trace) detail_.Warning("this version writes no trace: its file stays empty");
  detail_.Flush();
  Result result = RunPhases();
  SayStray();
  if (journal_ && !journal_->problem().empty()) {
    Add(Kind::kJournalFailed, Level::kWarning, journal_->problem());
  }
  result.anomalies = std::move(anomalies_);
  accuracy_log_.Finish();
  WriteSummary(result);
  files_.Finish();
  return result;
}

Result TestRun::RunPhases() {
  switch (settings_.mode) {
    case TestMode::PerformanceOnly:
      return RunPerformance();
    case TestMode::AccuracyOnly:
      return RunAccuracy();
    case TestMode::SubmissionRun: {
      Result accuracy = RunAccuracy();
      if (!accuracy.is_valid) return accuracy;
      return RunPerformance();
    }
    case TestMode::FindPeakPerformance:
      break;
  }
  Add(Kind::kSettings, Level::kError,
      "FindPeakPerformance is not in this version: run PerformanceOnly at rates of your own");
  return {};
}

void TestRun::StartJournal() {
  hard_end_ = Nanoseconds::max();
  if (environment_.journal.empty()) return;
  journal_ = std::make_unique<JournalWriter>(JournalWriter::Options{
      .path = environment_.journal,
      .clock = clock_,
      .samples_per_query = static_cast<std::uint32_t>(settings_.samples_per_query),
      .target_latency_ns = static_cast<std::uint64_t>(settings_.target_latency_ns)});
}

Result TestRun::RunPerformance() {
  detail_.Line("Starting performance mode:");
  StartJournal();
  accuracy_log_.SetKeep(AccuracyLog::Keep::kUntilFlush);
  const auto sets = LoadableSets(settings_, library_, TestMode::PerformanceOnly);
  Result result;
  RunSet(sets.front(), TestMode::PerformanceOnly,
         [&](Recording& recording, const IssueOutcome& outcome) {
           result = JudgePerformance(settings_, recording, outcome);
           SayFigures(result, outcome.blocked);
         });
  try {
    sut_.ReportLatencyResults(result.latencies_ns);
  } catch (const std::exception& e) {
    Add(Kind::kSutThrew, Level::kError, std::string("ReportLatencyResults: ") + e.what());
  }
  return result;
}

Result TestRun::RunAccuracy() {
  detail_.Line("Starting accuracy mode:");
  StartJournal();
  accuracy_log_.SetKeep(AccuracyLog::Keep::kUpTo16MiB);
  Result result;
  for (const LoadedSet& set : LoadableSets(settings_, library_, TestMode::AccuracyOnly)) {
    RunSet(set, TestMode::AccuracyOnly, [&](Recording& recording, const IssueOutcome& outcome) {
      AddAccuracySet(recording, outcome, result);
    });
    if (!result.is_valid) break;
  }
  return result;
}

/// Loads a set, issues its queries, says what happened, judges, unloads.
template <typename Judge>
void TestRun::RunSet(const LoadedSet& set, TestMode phase, Judge judge) {
  std::string list;
  for (const std::size_t index : set.samples) {
    list += (list.empty() ? "" : ",") + std::to_string(index);
  }
  detail_.Line("Loading QSL : \"set\" : \"[" + list + "]\"");
  detail_.Flush();
  qsl_.LoadSamplesToRam(set.samples);
  {
    const Schedule schedule = generator_->Generate(set, phase);
    SayGenerated(schedule);
    Recording recording(schedule, {.clock = clock_,
                                   .accuracy_log = accuracy_log_,
                                   .stray = active_.stray(),
                                   .scheduled = ScheduledFrom(settings_),
                                   .is_followed = journal_ != nullptr,
                                   .wakes_on_each_query = WaitsForQueries(settings_)});
    const Ended ended = IssueSet(schedule, recording, phase);
    SayEnd(ended.outcome, recording);
    SayPower(ended, phase);
    judge(recording, ended.outcome);
  }
  accuracy_log_.Flush();
  detail_.Flush();
  qsl_.UnloadSamplesFromRam(set.samples);
}

TestRun::Ended TestRun::IssueSet(const Schedule& schedule, Recording& recording, TestMode phase) {
  struct Opened {
    ActiveTest& active;
    ~Opened() { active.Close(); }  // before the recording goes, whatever happens
  };
  Ended ended;
  active_.Open(recording);
  {
    const Opened opened{active_};
    Issuer issuer({.sut = sut_,
                   .settings = settings_,
                   .schedule = schedule,
                   .recording = recording,
                   .phase = phase,
                   .clock = clock_});
    if (journal_) journal_->Follow(recording);
    ended.power_begin = PowerTimeStamp();
    recording.Start();
    if (environment_.hard_limit.count() > 0 && hard_end_ == Nanoseconds::max()) {
      hard_end_ = recording.StartTime() + environment_.hard_limit;
    }
    ended.outcome = issuer.Run({.stop = environment_.stop,
                                .hard_end = hard_end_,
                                .drain_limit = environment_.drain_limit});
    ended.power_end = PowerTimeStamp();
  }
  if (journal_) journal_->Unfollow();
  return ended;
}

void TestRun::SayGenerated(const Schedule& schedule) {
  detail_.Line("GeneratedQueries: \"queries\" : " + std::to_string(schedule.query_count) +
               ", \"samples per query\" : " + std::to_string(schedule.samples_per_query) +
               ", \"duration\" : " + std::to_string(schedule.duration_ns));
  detail_.Flush();
}

void TestRun::SayEnd(const IssueOutcome& outcome, const Recording& recording) {
  const std::string issued = Count(outcome.queries_issued, kQueries);
  switch (outcome.end) {
    case IssueEnd::kAllIssued:
    case IssueEnd::kNothingLeft:  // SayUnanswered has the rest
      break;
    case IssueEnd::kNaturally:
      detail_.Line(" Ending naturally: Minimum query count and test duration met.");
      break;
    case IssueEnd::kRanOut:
      Add(Kind::kRanOutOfQueries, Level::kError,
          "Ending early: ran out of generated queries before the minimum query count and duration "
          "were met: set the expected latency lower or the target rate higher");
      break;
    case IssueEnd::kMaxQueries:
      detail_.Error("Ending early: Max query count reached.");
      break;
    case IssueEnd::kMaxDuration:
      detail_.Error("Ending early: Max test duration reached.");
      break;
    case IssueEnd::kTooManyOutstanding:
      Add(Kind::kTooManyOutstanding, Level::kError,
          "Ending early: Too many outstanding queries. \"issued\" : " +
              std::to_string(outcome.queries_issued) +
              ", \"outstanding\" : " + std::to_string(outcome.outstanding));
      break;
    case IssueEnd::kStopped:
      Add(Kind::kStopped, Level::kWarning, "Ending early: stopped by the user after " + issued);
      break;
    case IssueEnd::kHardLimit:
      Add(Kind::kStopped, Level::kWarning,
          "Ending early: the time limit was reached after " + issued);
      break;
    case IssueEnd::kSutThrew:
      break;
  }
  if (!outcome.thrown.empty()) {
    Add(Kind::kSutThrew, Level::kError, "The system under test threw in " + outcome.thrown);
  }
  SayUnanswered(outcome, recording);
}

void TestRun::SayUnanswered(const IssueOutcome& outcome, const Recording& recording) {
  const std::uint64_t open = recording.announced() - recording.answered();
  if (open == 0) return;
  const std::string why = outcome.hit_hard_limit ? "when the time limit ended the measurement"
                                                 : "when the test stopped waiting for them";
  Add(Kind::kUnanswered, outcome.hit_hard_limit ? Level::kWarning : Level::kError,
      std::to_string(open) + " of " + Count(recording.announced(), kSamples) +
          " had no answer yet " + why,
      open);
}

void TestRun::SayPower(const Ended& ended, TestMode phase) {
  detail_.Line("Log Contention Counters:");
  // Upstream's counters of its lock-free log. Nothing is logged here while queries are timed.
  for (const char* counter :
       {"swap_request_slots_retry_count", "swap_request_slots_retry_retry_count",
        "swap_request_slots_retry_reencounter_count", "start_reading_entries_retry_count",
        "tls_total_log_cas_fail_count", "tls_total_swap_buffers_slot_retry_count"}) {
    detail_.Line(std::string("0 : ") + counter);
  }
  const std::string mode = std::string("\"mode\" : ") + NameOf(phase);
  detail_.Line("POWER_BEGIN: " + mode + ", \"time\" : " + ended.power_begin);
  detail_.Line("POWER_END: " + mode + ", \"time\" : " + ended.power_end);
}

/// What upstream's logs lack: rates in full precision, and how late the generator was.
void TestRun::SayFigures(const Result& result, std::uint64_t blocked) {
  char text[512];
  std::snprintf(text, sizeof text,
                "Assay figures: \"samples_per_second\" : %.17g, \"scheduled_per_second\" : %.17g, "
                "\"completed_per_second\" : %.17g, \"lag_p50_ns\" : %lld, \"lag_p99_ns\" : %lld, "
                "\"lag_max_ns\" : %lld, \"issued_late_behind_the_sut\" : %llu",
                result.samples_per_second, result.scheduled_samples_per_second,
                result.completed_samples_per_second, static_cast<long long>(result.lag.ns[0]),
                static_cast<long long>(result.lag.ns[4]), static_cast<long long>(result.lag.max_ns),
                static_cast<unsigned long long>(blocked));
  detail_.Line(text);
  if (!FellBehind(settings_, result)) return;
  std::string warning = "The generator fell behind: the 99th percentile of issue lag is " +
                        std::to_string(result.lag.ns[4]) + " ns";
  if (blocked > 0) {
    warning += "; " + Count(blocked, kQueries) +
               " fell due while the system under test was still inside IssueQuery";
  }
  Add(Kind::kFellBehind, Level::kWarning, warning);
}

void TestRun::SayStray() {
  if (const std::uint64_t n = active_.stray().duplicates.load(); n > 0) {
    Add(Kind::kDuplicateAnswer, Level::kError,
        Count(n, kAnswers) + " came for samples that had been answered before, and did not count",
        n);
  }
  if (const std::uint64_t n = active_.stray().unknown.load(); n > 0) {
    Add(Kind::kUnknownId, Level::kError,
        Count(n, kAnswers) + " came with an id that was never issued, and did not count", n);
  }
}

void TestRun::WriteSummary(const Result& result) {
  const std::string text = Summary({.sut_name = sut_name_,
                                    .settings = settings_,
                                    .performance = result.is_performance ? &result : nullptr,
                                    .warnings = detail_.warning_count(),
                                    .errors = detail_.error_count()});
  files_.summary << text;
  if (logs_.log_output.copy_summary_to_stdout) std::cout << text << std::flush;
}

}  // namespace

Result Run(mlperf::SystemUnderTest& sut, mlperf::QuerySampleLibrary& qsl,
           const mlperf::TestSettings& settings, const mlperf::LogSettings& logs,
           const Environment& environment) {
  return TestRun(sut, qsl, logs, environment).Run(settings);
}

}  // namespace assay::loadgen
