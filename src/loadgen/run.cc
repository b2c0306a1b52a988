// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One test from settings to logs: phases, loaded sets, and what is said about them.
#include "loadgen/run.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "loadgen/active_tests.h"
#include "loadgen/config.h"
#include "loadgen/find_peak.h"
#include "loadgen/issue.h"
#include "loadgen/journal_writer.h"
#include "loadgen/log_files.h"
#include "loadgen/results.h"
#include "loadgen/run_log.h"
#include "loadgen/set_run.h"

#ifndef ASSAY_VERSION
#define ASSAY_VERSION "unversioned"
#endif

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;
using Kind = Anomaly::Kind;

/// How long a test waits for the threads that are to issue its queries, as upstream does.
constexpr Nanoseconds kRegistration{10'000'000'000};

/// A gentle issuer is woken once for all queries that arrive in the meantime: each wake-up costs 20
/// to 40 us of a core. Less than the kernel's own 50 us, so that no query is later than upstream's.
constexpr Nanoseconds kGentleSlack{40'000};

Clock& ClockOf(const Environment& environment, mlperf::IssuePacing pacing) {
  static RealClock exact;
  static RealClock gentle(
      {.spin = Nanoseconds{0}, .longest_spin = Nanoseconds{0}, .timer_slack = kGentleSlack});
  if (environment.clock != nullptr) return *environment.clock;
  return pacing == mlperf::IssuePacing::Gentle ? gentle : exact;
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

/// Offline answers have no first token of their own.
AccuracyLog::Tokens LoggedTokens(const EffectiveSettings& settings) {
  if (!settings.HasTokens()) return AccuracyLog::Tokens::kNone;
  return settings.scenario == TestScenario::Offline ? AccuracyLog::Tokens::kCount
                                                    : AccuracyLog::Tokens::kFirstAndCount;
}

class TestRun {
 public:
  struct Parts {
    mlperf::SystemUnderTest& sut;
    mlperf::QuerySampleLibrary& qsl;
    const mlperf::LogSettings& logs;
    const Environment& environment;
    Clock& clock;
  };
  explicit TestRun(const Parts& parts)
      : sut_(parts.sut),
        qsl_(parts.qsl),
        environment_(parts.environment),
        clock_(parts.clock),
        files_(parts.logs),
        log_({.clock = clock_, .files = files_, .settings = parts.logs}),
        accuracy_log_(files_.accuracy),
        active_(clock_) {}

  Result Run(mlperf::TestSettings requested);

 private:
  struct Ended {
    IssueOutcome outcome;
    std::string power_begin, power_end;
  };

  void WriteHead(const ProfileRules& rules);
  void ApplyAudit(const ProfileRules& rules, mlperf::TestSettings& requested);
  const ProfileRules& ChooseRules(const mlperf::TestSettings& requested) const;
  Result RunPhases();
  Result RunPerformance();
  Result RunAccuracy();
  Result RunFindPeak();
  void StartJournal();
  void TakeThreads();
  Ended Issue(const std::shared_ptr<SetRun>& run, TestMode phase);
  std::unique_ptr<Recording> NewRecording(const Schedule& schedule);
  template <typename Judge>
  void RunSet(LoadedSet set, TestMode phase, Judge judge);
  mlperf::SystemUnderTest& sut_;
  mlperf::QuerySampleLibrary& qsl_;
  const Environment& environment_;
  Clock& clock_;
  LogFiles files_;
  RunLog log_;
  AccuracyLog accuracy_log_;
  ActiveTest active_;
  LibrarySize library_;
  std::shared_ptr<const EffectiveSettings> settings_;
  QueryGenerator generator_;
  std::unique_ptr<IssueThreads> lanes_, caller_;
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

void TestRun::ApplyAudit(const ProfileRules& rules, mlperf::TestSettings& requested) {
  if (environment_.audit_config.empty()) return;
  log_.AuditConfig(
      environment_.audit_config,
      ApplyConfig(
          environment_.audit_config,
          {.model = "*", .scenario = ConfigName(requested.scenario), .profile = rules.profile},
          requested));
}

const ProfileRules& TestRun::ChooseRules(const mlperf::TestSettings& requested) const {
  const bool follows = requested.profile == mlperf::Profile::FollowName;
  return RulesOf(follows ? ProfileOf(sut_) : requested.profile);
}

Result TestRun::Run(mlperf::TestSettings requested) {
  library_ = {.total = qsl_.TotalSampleCount(), .performance = qsl_.PerformanceSampleCount()};
  const ProfileRules& rules = ChooseRules(requested);
  WriteHead(rules);
  for (const std::string& note : SettleConfig(rules.profile, requested)) {
    log_.Add(Severity::kWarning, {.kind = Kind::kSettings, .text = note});
  }
  ApplyAudit(rules, requested);
  settings_ = std::make_shared<const EffectiveSettings>(Normalise(requested, rules, library_));
  log_.Settings(*settings_);
  accuracy_log_.SetTokens(LoggedTokens(*settings_));
  TakeThreads();
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
  switch (settings_->mode) {
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
  return RunFindPeak();
}

Result TestRun::RunFindPeak() {
  const ProfileRules& rules = *settings_->rules;
  if (!CanFindPeak(settings_->scenario, rules.multi_stream_has_ticks)) {
    log_.Add(Severity::kError, {.kind = Kind::kSettings,
                                .text = std::string("FindPeakPerformance has no meaning in this "
                                                    "scenario by the rules of ") +
                                        rules.name + ": run PerformanceOnly"});
    return {};
  }
  const auto use = [&](const mlperf::TestSettings& requested) {
    settings_ = std::make_shared<const EffectiveSettings>(Normalise(requested, rules, library_));
    log_.Use(*settings_);
  };
  PeakFound found = FindPeak(
      {.base = settings_->requested,
       .run =
           [&](const mlperf::TestSettings& requested) {
             use(requested);
             return RunPerformance();
           },
       .say = [&](const std::string& text) { log_.Note(text); },
       .is_stopped =
           [&] {
             return Limits{.stop = environment_.stop, .abort = &active_.aborted()}.IsStopped();
           }});
  use(found.settings);
  if (!found.has_lower_bound) {
    log_.Add(
        Severity::kError,
        {.kind = Kind::kSettings,
         .text = "FindPeakPerformance: the settings it starts from do not meet the performance "
                 "constraint: start from a lower rate or fewer samples per query"});
  }
  return std::move(found.result);
}

void TestRun::StartJournal() {
  hard_end_ = Nanoseconds::max();
  if (environment_.journal.empty()) return;
  journal_ = std::make_unique<JournalWriter>(JournalWriter::Options{
      .path = environment_.journal,
      .clock = clock_,
      .samples_per_query = static_cast<std::uint32_t>(settings_->samples_per_query),
      .target_latency_ns = static_cast<std::uint64_t>(settings_->target_latency_ns)});
}

/// The threads that issue, when the harness brings them, and one that may be left behind.
void TestRun::TakeThreads() {
  const std::uint64_t wanted = settings_->scenario == TestScenario::Server
                                   ? settings_->requested.server_num_issue_query_threads
                                   : 0;
  if (clock_.IsVirtual()) {
    if (wanted == 0) return;
    log_.Add(Severity::kError,
             {.kind = Kind::kSettings,
              .text = "server_num_issue_query_threads has no effect in virtual time: one thread "
                      "issues"});
    return;
  }
  if (environment_.block_limit.count() > 0) caller_ = IssueThreads::Own();
  if (wanted == 0) return;
  lanes_ = IssueThreads::Registered(wanted, kRegistration, environment_.stop);
  if (lanes_->size() == wanted) return;
  log_.Add(Severity::kError,
           {.kind = Kind::kSettings,
            .text = std::to_string(lanes_->size()) + " of " + std::to_string(wanted) +
                    " issue threads came within 10 s: the test goes on with those (each calls "
                    "RegisterIssueQueryThread)"});
  if (lanes_->size() == 0) lanes_.reset();
}

Result TestRun::RunPerformance() {
  log_.PhaseStarts(TestMode::PerformanceOnly);
  StartJournal();
  accuracy_log_.SetKeep(AccuracyLog::Keep::kUntilFlush);
  auto sets = LoadableSets(*settings_, library_, TestMode::PerformanceOnly);
  Result result;
  RunSet(std::move(sets.front()), TestMode::PerformanceOnly,
         [&](Recording& recording, const IssueOutcome& outcome) {
           result = JudgePerformance(*settings_, recording, outcome, environment_.max_lag);
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
  for (LoadedSet& set : LoadableSets(*settings_, library_, TestMode::AccuracyOnly)) {
    RunSet(std::move(set), TestMode::AccuracyOnly,
           [&](Recording& recording, const IssueOutcome& outcome) {
             AddAccuracySet(recording, outcome, result);
           });
    if (!result.is_valid) break;
  }
  return result;
}

std::unique_ptr<Recording> TestRun::NewRecording(const Schedule& schedule) {
  const std::size_t lanes = lanes_ != nullptr ? lanes_->size() : 1;
  return std::make_unique<Recording>(
      schedule, Recording::Options{.clock = clock_,
                                   .accuracy_log = accuracy_log_,
                                   .stray = active_.stray(),
                                   .scheduled = ScheduledFrom(*settings_),
                                   .lanes = static_cast<std::uint32_t>(lanes),
                                   .has_tokens = settings_->HasTokens(),
                                   .is_followed = journal_ != nullptr,
                                   .wakes_on_each_query = WaitsForQueries(*settings_)});
}

/// Loads a set, issues its queries, says what happened, judges, unloads.
template <typename Judge>
void TestRun::RunSet(LoadedSet set, TestMode phase, Judge judge) {
  log_.LoadedSet(set);
  qsl_.LoadSamplesToRam(set.samples);
  const auto run = std::make_shared<SetRun>(settings_, std::move(set));
  run->schedule = generator_.Generate(*settings_, run->set, phase);
  log_.Generated(run->schedule);
  run->recording = NewRecording(run->schedule);
  const Ended ended = Issue(run, phase);
  log_.Ended(ended.outcome, *run->recording);
  log_.Power({.phase = phase, .begin = ended.power_begin, .end = ended.power_end});
  judge(*run->recording, ended.outcome);
  accuracy_log_.Flush();
  log_.Flush();
  qsl_.UnloadSamplesFromRam(run->set.samples);
}

TestRun::Ended TestRun::Issue(const std::shared_ptr<SetRun>& run, TestMode phase) {
  struct Opened {
    ActiveTest& active;
    LiveLatencies* live;
    ~Opened() {  // before the recording goes, whatever happens
      active.Close();
      if (live != nullptr) live->Detach();
    }
  };
  Ended ended;
  Recording& recording = *run->recording;
  active_.Open(recording);
  {
    const Opened opened{active_, environment_.live};
    MakeIssuers(*run, sut_, phase, clock_);
    if (journal_) journal_->Follow(recording);
    ended.power_begin = PowerTimeStamp();
    recording.Start();
    if (environment_.live != nullptr) environment_.live->Attach(recording);
    if (environment_.hard_limit.count() > 0 && hard_end_ == Nanoseconds::max()) {
      hard_end_ = recording.StartTime() + environment_.hard_limit;
    }
    ended.outcome = IssueSet(run, sut_, {.lanes = lanes_.get(), .caller = caller_.get()},
                             {.stop = environment_.stop,
                              .abort = &active_.aborted(),
                              .hard_end = hard_end_,
                              .drain_limit = environment_.drain_limit},
                             clock_, caller_ ? environment_.block_limit : Nanoseconds{0});
    ended.power_end = PowerTimeStamp();
  }
  if (journal_) journal_->Unfollow();
  return ended;
}

}  // namespace

Result Run(mlperf::SystemUnderTest& sut, mlperf::QuerySampleLibrary& qsl,
           const mlperf::TestSettings& settings, const mlperf::LogSettings& logs,
           const Environment& environment) {
  return TestRun({.sut = sut,
                  .qsl = qsl,
                  .logs = logs,
                  .environment = environment,
                  .clock = ClockOf(environment, settings.pacing)})
      .Run(settings);
}

}  // namespace assay::loadgen
