// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The search for the peak over the real harness.
#include "run/peak_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/left_behind.h"
#include "base/text.h"
#include "record/verdict.h"
#include "rules/rule_set.h"
#include "run/loadgen_switch.h"
#include "run/measure_parts.h"
#include "run/peak_files.h"
#include "run/peak_search.h"
#include "run/stand.h"
#include "run/test_on_stand.h"
#include "run/tuned_file.h"
#include "system/machine.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Parts of a budget. A confirmation must be long enough to be worth something, and may fail once.
constexpr double kSearchPart = 0.55;
constexpr double kConfirmPart = 0.2;
constexpr double kLeastPart = 1000;  // of the warm-up rate: nothing below is looked at

Nanoseconds Part(Nanoseconds whole, double part) {
  return Nanoseconds(static_cast<std::int64_t>(part * static_cast<double>(whole.count())));
}

std::string Level(double level, bool is_count) {
  return is_count ? fmt::format("{:.0f} samples per query", level)
                  : fmt::format("{} queries/s", FormatRate(level));
}

/// The search with its stand; one object per search.
class PeakRun : private Prober {
 public:
  PeakRun(const PeakRequest& request, const MeasureContext& context)
      : request_(request),
        context_(context),
        profile_(ProfileFor(request.run)),
        rules_(RuleSet::LoadInstalled()),
        stand_(std::make_unique<Stand>(request.run, context)) {
    PlanRequest wanted = request.run.plan;
    budget_ = std::exchange(wanted.budget, std::nullopt);
    full_plan_ = MakePlan(rules_, wanted, stand_->Subject());
    wanted.budget = budget_.value_or(60s);
    probe_plan_ = MakePlan(rules_, wanted, stand_->Subject());
    CheckRequest();
  }
  ~PeakRun() override {
    if (stand_->EngineHangs() && !context_.clock.IsVirtual()) LeaveBehind(std::move(stand_));
  }
  PeakRun(const PeakRun&) = delete;
  PeakRun& operator=(const PeakRun&) = delete;

  PeakAnswer Run() {
    const Nanoseconds begin = context_.clock.Now();
    OpenFolder();
    stand_->Assemble(probe_plan_);
    warm_up_ = stand_->Warm(WarmUpTime(probe_plan_));
    stand_->FitBatch(probe_plan_, warm_up_);
    context_.observer.Say(fmt::format(
        "warm-up: {} samples/s, one sample alone {}, bound {}", FormatRate(warm_up_.rate),
        FormatDuration(*warm_up_.one_sample), FormatSpan(*full_plan_.latency_bound)));
    if (*warm_up_.one_sample > *full_plan_.latency_bound) return NothingCanHold();
    Begin();
    MakeSearchPlan(context_.clock.Now() - begin);
    while (!context_.stop) {
      const std::optional<Probe> probe = NextProbe(search_, results_);
      if (!probe) break;
      if (!Make(*probe)) break;
    }
    return Answer();
  }

 private:
  bool IsCount() const { return full_plan_.scenario == Scenario::kMultiStream; }

  void CheckRequest() const {
    const Scenario scenario = full_plan_.scenario;
    if (scenario != Scenario::kServer && scenario != Scenario::kMultiStream) {
      throw Error(ErrorCode::kUsage, fmt::format("assay peak has nothing to search for in {}: give "
                                                 "--scenario server or multistream",
                                                 Name(scenario)));
    }
    if (scenario == Scenario::kMultiStream && profile_ == "v6") {
      throw Error(ErrorCode::kUsage,
                  "assay peak has nothing to search for in MultiStream of profile v6, which issues "
                  "one query after the other and holds no interval: give --profile v0.7");
    }
    if (full_plan_.mode != Mode::kPerformance) {
      throw Error(ErrorCode::kUsage, "assay peak searches in performance mode only");
    }
    if (!full_plan_.latency_bound) {
      throw Error(ErrorCode::kUsage, "the rules know no latency bound here: give --latency-bound");
    }
    if (!LoadGen().has_extras) {
      throw Error(ErrorCode::kUsage,
                  "assay peak needs Assay's own LoadGen, which can end a test "
                  "early: leave --loadgen out");
    }
  }

  SearchKey Key() const {
    SearchKey key = KeyOf(request_.run, full_plan_, stand_->Describe());
    key.emplace_back("confidence", fmt::format("{}", request_.confidence));
    key.emplace_back("length of the confirmation", request_.full_length ? "full" : "by the budget");
    key.emplace_back("budget", budget_ ? FormatSpan(*budget_) : "");
    return key;
  }

  void OpenFolder() {
    const fs::path folder = NewRunFolder(request_.run, "peaks");
    files_ = std::make_unique<PeakFiles>(folder);
    start_ = files_->Start(Key());
    if (!start_) return;
    results_ = files_->Probes();
    context_.observer.Say(fmt::format("going on with the search in {}: {} probes are there",
                                      folder.string(), results_.size()));
  }

  void Begin() {
    if (start_) return;
    const double rate = IsCount() ? warm_up_.rate / full_plan_.target_qps : warm_up_.rate;
    start_ = std::max(rate, IsCount() ? 1.0 : 1e-3);
    files_->Begin(Key(), *start_);
  }

  MostLateQueries MostLate() const {
    return [this, most_late = LoadGen().most_late](double queries) {
      return static_cast<double>(
          most_late(profile_, full_plan_.percentile, static_cast<std::uint64_t>(queries)));
    };
  }

  /// v6 asks for so many queries that a short test cannot be VALID, whatever its latencies.
  void CheckConfirmation() const {
    const double queries = PlannedQueries(search_, search_.start, search_.confirm_time);
    if (search_.most_late(queries) >= 0) return;
    throw Error(ErrorCode::kUsage,
                fmt::format("a confirmation of {} would have {:.0f} queries at most, too few to be "
                            "VALID in profile {} even with none of them late: give more --budget, "
                            "or --full",
                            FormatDuration(search_.confirm_time), queries, profile_));
  }

  void MakeSearchPlan(Nanoseconds used) {
    search_ = {.criterion = {.bound = *full_plan_.latency_bound,
                             .allowed_share = 1 - full_plan_.percentile},
               .confidence = request_.confidence,
               .levels_are_counts = IsCount(),
               .queries_per_second = IsCount() ? full_plan_.target_qps : 0,
               .start = *start_,
               .least = IsCount() ? 1 : *start_ / kLeastPart,
               .most_late = MostLate(),
               .full_queries = full_plan_.min_queries,
               .full_duration = full_plan_.min_duration,
               .seed = full_plan_.seeds.schedule};
    if (!budget_) return;
    const Nanoseconds left = std::max(*budget_ - used, *budget_ / 2);
    search_.total_time = left;
    search_.search_time = Part(left, kSearchPart);
    if (!request_.full_length) search_.confirm_time = Part(left, kConfirmPart);
    CheckConfirmation();
  }

  /// False: the user stopped it, and it does not count.
  bool Make(const Probe& probe) {
    context_.observer.Say(fmt::format("probe {} ({}): {}{}", results_.size() + 1,
                                      Name(probe.purpose), Level(probe.level, IsCount()),
                                      probe.duration.count() > 0
                                          ? " for up to " + FormatDuration(probe.duration)
                                          : ", full length"));
    const ProbeResult result = RunProbe(search_, probe, *this);
    if (context_.stop) return false;
    files_->Append(result);
    results_.push_back(result);
    SayResult(result);
    return true;
  }

  void SayResult(const ProbeResult& r) {
    const SearchAnswer answer = AnswerOf(search_, results_);
    std::string where;
    if (answer.high > 0) {
      where = fmt::format("; the peak lies between {} and {}", FormatRate(answer.low),
                          FormatRate(answer.high));
    }
    const char* what = r.is_valid ? (*r.is_valid ? "VALID" : "INVALID") : Name(r.decision);
    context_.observer.Say(fmt::format("  {} of {} late after {}{}: {}{}", r.figures.late,
                                      FormatCount(r.figures.queries), FormatDuration(r.spent),
                                      r.is_overloaded ? ", the queue only grew" : "", what, where));
  }

  RunPlan PlanFor(const Probe& probe) const {
    RunPlan plan = probe.duration.count() > 0 ? probe_plan_ : full_plan_;
    if (probe.duration.count() > 0) ChangeBudget(plan, probe.duration);
    if (IsCount()) {
      plan.samples_per_query = static_cast<int>(probe.level);
    } else {
      plan.target_qps = probe.level;
    }
    if (probe.purpose != Purpose::kConfirm) {  // a confirmation is what the rules would run
      plan.seeds.sample_index = probe.seed;
      plan.seeds.schedule = probe.seed >> 7 ^ probe.seed;
    }
    return plan;
  }

  Outcome Run(const Probe& probe, ProbeWatch& watch) override {
    const Nanoseconds begin = context_.clock.Now();
    const RunPlan plan = PlanFor(probe);
    const bool confirms = probe.purpose == Purpose::kConfirm;
    const fs::path folder = files_->folder() / fmt::format("{}-{}", confirms ? "confirm" : "probe",
                                                           results_.size() + 1);
    fs::remove_all(folder);  // of a search that was killed in it
    MakeFolder(folder);
    LoadGenOutcome outcome = Test(plan, folder, watch);
    CheckEngine(*stand_);
    Outcome answer{.latencies_ns = std::move(outcome.query_latencies_ns),
                   .spent = context_.clock.Now() - begin};
    if (confirms) answer.is_valid = IsValid(plan, folder, outcome);
    return answer;
  }

  LoadGenOutcome Test(const RunPlan& plan, const fs::path& folder, ProbeWatch& watch) {
    stand_->Reconnect(plan);
    return MakeTest({.stand = *stand_,
                     .context = context_,
                     .plan = plan,
                     .warm_up = warm_up_,
                     .profile = profile_,
                     .folder = folder,
                     .times = SearchTimesOf(plan, warm_up_),
                     .is_live = context_.live,
                     .watch = [&watch](std::span<const std::int64_t> latencies) {
                       return watch.WantsMore(latencies);
                     }});
  }

  /// Keeps the confirmation as a run like any other, and judges it by the rules.
  bool IsValid(const RunPlan& plan, const fs::path& folder, LoadGenOutcome& outcome) const {
    RunRecord record;
    record.folder = folder;
    record.state = RunState::kComplete;
    record.started = LocalTime("%Y-%m-%dT%H:%M:%S%z");
    record.command_line = request_.run.command_line;
    record.assay_version = ASSAY_VERSION;
    record.plan = plan;
    record.provenance = stand_->Describe();
    record.environment = AsNameValues(DescribeMachine());
    record.warm_up_rate = warm_up_.rate;
    record.single_sample_time = warm_up_.one_sample;
    AddOutcome(outcome, record);
    Judge(record);
    WriteRun(record);
    return record.verdict == Verdict::kValid;
  }

  PeakAnswer NothingCanHold() const {
    PeakAnswer answer = EmptyAnswer();
    answer.end = fmt::format(
        "one sample alone takes {}, the bound is {}: no {} can be VALID; take a "
        "faster engine, model or machine, or see whether other work keeps this one busy",
        FormatDuration(*warm_up_.one_sample), FormatSpan(*full_plan_.latency_bound),
        IsCount() ? "number" : "rate");
    return answer;
  }

  PeakAnswer EmptyAnswer() const {
    PeakAnswer answer;
    answer.unit = IsCount() ? "samples per query" : "queries/s";
    answer.confidence = request_.confidence;
    answer.folder = files_->folder();
    return answer;
  }

  PeakAnswer Answer() const {
    PeakAnswer answer = EmptyAnswer();
    const SearchAnswer found = AnswerOf(search_, results_);
    answer.level = found.level;
    answer.low = found.low;
    answer.high = found.high;
    for (std::size_t i = 0; i < results_.size(); ++i) {
      const ProbeResult& r = results_[i];
      const char* valid = r.is_valid.value_or(false) ? "VALID" : "INVALID";
      answer.probes.push_back({.purpose = Name(r.probe.purpose),
                               .level = r.probe.level,
                               .spent = r.spent,
                               .queries = r.figures.queries,
                               .late = r.figures.late,
                               .decision = r.is_valid ? valid : Name(r.decision)});
      if (!r.is_valid) continue;
      answer.last_test = files_->folder() / fmt::format("confirm-{}", i + 1);
      if (*r.is_valid && r.probe.level == found.level) answer.confirmation = answer.last_test;
    }
    answer.is_confirmed = found.ended == SearchEnd::kConfirmed && !answer.confirmation.empty();
    answer.end = EndSentence(found);
    return answer;
  }

  std::string EndSentence(const SearchAnswer& found) const {
    if (!found.ended) return "stopped before the end: the same command goes on from here";
    switch (*found.ended) {
      case SearchEnd::kConfirmed:
        return request_.full_length || !budget_
                   ? "confirmed by a test of full length"
                   : fmt::format("confirmed by a test of {}: not submission length",
                                 FormatDuration(search_.confirm_time));
      case SearchEnd::kNotConfirmed:
        return "no test confirmed it within the time: give more --budget";
      case SearchEnd::kNothingHolds:
        return "nothing holds the bound, however little is asked";
      case SearchEnd::kNoTime:
        return "the time was over before anything could be confirmed: give more --budget";
    }
    ASSAY_CHECK(false);
  }

  const PeakRequest& request_;
  const MeasureContext& context_;
  const std::string profile_;
  RuleSet rules_;
  std::unique_ptr<Stand> stand_;
  std::optional<Nanoseconds> budget_;
  RunPlan full_plan_, probe_plan_;
  WarmUp warm_up_;
  std::unique_ptr<PeakFiles> files_;
  std::optional<double> start_;
  SearchPlan search_;
  std::vector<ProbeResult> results_;
};

}  // namespace

PeakAnswer FindPeak(const PeakRequest& request, const MeasureContext& context) {
  PeakRequest tuned = request;
  tuned.run = WithTuned(request.run, context.observer);
  return PeakRun(tuned, context).Run();
}

}  // namespace assay
