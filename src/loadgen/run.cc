// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One test from settings to logs: phases, loaded sets, and what is said about them.
#include "loadgen/run.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "loadgen/active_tests.h"
#include "loadgen/config.h"
#include "loadgen/issue.h"
#include "loadgen/journal_writer.h"
#include "loadgen/log_files.h"
#include "loadgen/results.h"
#include "loadgen/run_log.h"

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

class TestRun {
 public:
  TestRun(mlperf::SystemUnderTest& sut, mlperf::QuerySampleLibrary& qsl,
          const mlperf::LogSettings& logs, const Environment& environment)
      : sut_(sut),
        qsl_(qsl),
        environment_(environment),
        clock_(ClockOf(environment)),
        files_(logs),
        log_({.clock = clock_, .files = files_, .settings = logs}),
        accuracy_log_(files_.accuracy),
        active_(clock_) {}

  Result Run(mlperf::TestSettings requested);

 private:
  struct Ended {
    IssueOutcome outcome;
    std::string power_begin, power_end;
  };

  void WriteHead(const ProfileRules& rules);
  void ApplyAudit(mlperf::TestSettings& requested);
  const ProfileRules& ChooseRules(const mlperf::TestSettings& requested) const;
  Result RunPhases();
  Result RunPerformance();
  Result RunAccuracy();
  void StartJournal();
  Ended IssueSet(const Schedule& schedule, Recording& recording, TestMode phase);
  template <typename Judge>
  void RunSet(const LoadedSet& set, TestMode phase, Judge judge);
  mlperf::SystemUnderTest& sut_;
  mlperf::QuerySampleLibrary& qsl_;
  const Environment& environment_;
  Clock& clock_;
  LogFiles files_;
  RunLog log_;
  AccuracyLog accuracy_log_;
  ActiveTest active_;
  LibrarySize library_;
  EffectiveSettings settings_;
  std::optional<QueryGenerator> generator_;
  std::unique_ptr<JournalWriter> journal_;
  Nanoseconds hard_end_ = Nanoseconds::max();
};

void TestRun::WriteHead(const ProfileRules& rules) {
  const Nanoseconds asked = clock_.Now();
  const std::string sut_name = sut_.Name();
  const Nanoseconds told = clock_.Now();
  log_.Head(rules, {.sut_name = sut_name,
                    .qsl_name = qsl_.Name(),
                    .sut_name_took = told - asked,
                    .library = library_,
                    .version = "Assay's LoadGen " ASSAY_VERSION,
                    .started = LocalTimeStamp()});
}

void TestRun::ApplyAudit(mlperf::TestSettings& requested) {
  if (environment_.audit_config.empty()) return;
  log_.AuditConfig(
      environment_.audit_config,
      ApplyConfig(environment_.audit_config,
                  {.model = "*", .scenario = ConfigName(requested.scenario)}, requested));
}

const ProfileRules& TestRun::ChooseRules(const mlperf::TestSettings& requested) const {
  const bool follows = requested.profile == mlperf::Profile::FollowName;
  return RulesOf(follows ? ProfileOf(sut_) : requested.profile);
}

Result TestRun::Run(mlperf::TestSettings requested) {
  library_ = {.total = qsl_.TotalSampleCount(), .performance = qsl_.PerformanceSampleCount()};
  const ProfileRules& rules = ChooseRules(requested);
  WriteHead(rules);
  ApplyAudit(requested);
  settings_ = Normalise(requested, rules, library_);
  generator_.emplace(settings_);
  log_.Settings(settings_);
  Result result = RunPhases();
  log_.Stray(active_.stray());
  if (journal_ && !journal_->problem().empty()) {
    log_.Add(Severity::kWarning, {.kind = Kind::kJournalFailed, .text = journal_->problem()});
  }
  result.anomalies = log_.TakeAnomalies();
  accuracy_log_.Finish();
  log_.Finish(result);
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
  log_.Add(Severity::kError,
           {.kind = Kind::kSettings,
            .text = "FindPeakPerformance is not in this version: run PerformanceOnly at rates of "
                    "your own"});
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
  log_.PhaseStarts(TestMode::PerformanceOnly);
  StartJournal();
  accuracy_log_.SetKeep(AccuracyLog::Keep::kUntilFlush);
  const auto sets = LoadableSets(settings_, library_, TestMode::PerformanceOnly);
  Result result;
  RunSet(sets.front(), TestMode::PerformanceOnly,
         [&](Recording& recording, const IssueOutcome& outcome) {
           result = JudgePerformance(settings_, recording, outcome);
           log_.Figures(result, outcome.blocked);
         });
  try {
    sut_.ReportLatencyResults(result.latencies_ns);
  } catch (const std::exception& e) {
    log_.Add(Severity::kError,
             {.kind = Kind::kSutThrew, .text = std::string("ReportLatencyResults: ") + e.what()});
  }
  return result;
}

Result TestRun::RunAccuracy() {
  log_.PhaseStarts(TestMode::AccuracyOnly);
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
  log_.LoadedSet(set);
  qsl_.LoadSamplesToRam(set.samples);
  {
    const Schedule schedule = generator_->Generate(set, phase);
    log_.Generated(schedule);
    Recording recording(schedule, {.clock = clock_,
                                   .accuracy_log = accuracy_log_,
                                   .stray = active_.stray(),
                                   .scheduled = ScheduledFrom(settings_),
                                   .is_followed = journal_ != nullptr,
                                   .wakes_on_each_query = WaitsForQueries(settings_)});
    const Ended ended = IssueSet(schedule, recording, phase);
    log_.Ended(ended.outcome, recording);
    log_.Power({.phase = phase, .begin = ended.power_begin, .end = ended.power_end});
    judge(recording, ended.outcome);
  }
  accuracy_log_.Flush();
  log_.Flush();
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

}  // namespace

Result Run(mlperf::SystemUnderTest& sut, mlperf::QuerySampleLibrary& qsl,
           const mlperf::TestSettings& settings, const mlperf::LogSettings& logs,
           const Environment& environment) {
  return TestRun(sut, qsl, logs, environment).Run(settings);
}

}  // namespace assay::loadgen
