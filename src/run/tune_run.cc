// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The search for the best setting over the real harness.
#include "run/tune_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/left_behind.h"
#include "base/text.h"
#include "rules/rule_set.h"
#include "run/loadgen_switch.h"
#include "run/measure_parts.h"
#include "run/stand.h"
#include "run/tune_files.h"
#include "run/tune_trial.h"
#include "run/tuned_file.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr Nanoseconds kDefaultBudget = 300s, kLeastBudget = 2s;
constexpr int kShortPart = 100;  // of the budget is a short trial; tails need twice that
constexpr Nanoseconds kShortest = 200ms, kLongest = 5s;
constexpr int kQueries = 40, kFewestTrials = 25;  // where latencies are measured
constexpr double kClearGain = 0.05;               // an interval that reaches so far leaves it open
constexpr double kQueryPart = 0.5;  // MultiStream: of what the default computes in an interval

std::string FactorText(double ratio) { return fmt::format("{:.3f}", ratio); }

/// What is measured in a scenario.
struct FigureRow {
  Scenario scenario;
  const char *measures, *unit;
  bool needs_tail;  // a percentile of latencies: takes longer
};
constexpr FigureRow kFigures[] = {
    {Scenario::kOffline, "samples per second", "samples/s", false},
    {Scenario::kServer, "rate that holds the latency bound", "queries/s", true},
    {Scenario::kSingleStream, "latency of a query at the rules' percentile", "ns", false},
    {Scenario::kMultiStream, "latency of a query at the rules' percentile", "ns", true}};

const FigureRow& RowOf(Scenario scenario) {
  return *std::find_if(std::begin(kFigures), std::end(kFigures),
                       [scenario](const FigureRow& row) { return row.scenario == scenario; });
}

/// The search with its folder; one object per search.
class TuneRun {
 public:
  TuneRun(TuneRequest request, const MeasureContext& context)
      : request_(std::move(request)),
        context_(context),
        budget_(request_.run.plan.budget.value_or(kDefaultBudget)),
        row_(RowOf(request_.run.plan.scenario)) {
    request_.run.plan.budget = budget_;
    CheckRequest();
  }

  ~TuneRun() {
    if (look_ != nullptr && look_->EngineHangs() && !context_.clock.IsVirtual()) {
      LeaveBehind(std::move(look_));
    }
  }
  TuneRun(const TuneRun&) = delete;
  TuneRun& operator=(const TuneRun&) = delete;

  TuneAnswer Run() {
    Open();
    MakePlans();
    Announce();
    while (!context_.stop) {
      const std::optional<TuneTrial> trial = NextTrial(plan_, results_);
      if (!trial || !Make(*trial)) break;
    }
    return Finish();
  }

 private:
  void CheckRequest() const {
    if (request_.run.plan.mode != Mode::kPerformance) {
      throw Error(ErrorCode::kUsage, "assay tune searches in performance mode only");
    }
    if (budget_ < kLeastBudget) {
      throw Error(ErrorCode::kUsage,
                  fmt::format("--budget {} is too short to try any setting: give at least {}",
                              FormatSpan(budget_), FormatSpan(kLeastBudget)));
    }
    if (!LoadGen().has_extras) {
      throw Error(ErrorCode::kUsage,
                  "assay tune needs Assay's own LoadGen, which can end a test early: leave "
                  "--loadgen out");
    }
  }

  /// Looks at the default setting, and takes up the search that the folder holds.
  void Open() {
    const Nanoseconds begin = context_.clock.Now();
    look_ = std::make_unique<Stand>(request_.run, context_);
    const RunPlan plan = MakePlan(RuleSet::LoadInstalled(), request_.run.plan, look_->Subject());
    provenance_ = look_->Describe();
    bound_ = plan.latency_bound;
    SetKey(plan);
    files_ = std::make_unique<TuneFiles>(NewRunFolder(request_.run, "tunes"));
    if (auto start = files_->Start(key_)) {
      start_ = *start;
    } else {
      LookAtDefault(plan, *look_);
      start_.used = context_.clock.Now() - begin;
      files_->Begin(key_, start_);
    }
    look_.reset();
    start_.subject.scenario = plan.scenario;
    start_.subject.engine = request_.run.engine;
    start_.subject.precisions = request_.precisions;
    if (plan.scenario == Scenario::kMultiStream) {
      request_.run.plan.samples_per_query = start_.subject.samples_per_query;
    }
  }

  void SetKey(const RunPlan& plan) {
    key_ = KeyOf(request_.run, plan, provenance_);
    std::string precisions;
    for (const std::string& p : request_.precisions) precisions += p + " ";
    key_.emplace_back("allow-precision", precisions);
    key_.emplace_back("samples-per-query",
                      std::to_string(request_.run.plan.samples_per_query.value_or(0)));
    key_.emplace_back("confidence", fmt::format("{}", request_.confidence));
    key_.emplace_back("budget", FormatSpan(budget_));
  }

  void LookAtDefault(const RunPlan& plan, Stand& stand) {
    stand.Assemble(plan);
    const WarmUp warm_up = stand.Warm(std::min<Nanoseconds>(WarmUpTime(plan), budget_ / 50));
    stand.FitBatch(plan, warm_up);
    start_.precision_used = stand.Describe().precision_used;
    start_.one_sample = *warm_up.one_sample;
    TuneSubject& subject = start_.subject;
    subject.needs_files = stand.engine().needs_files;
    subject.has_fixed_threads = stand.engine().first_load_sets_threads;
    subject.device_kind = stand.placements().front().device.kind;
    subject.cores = stand.core_count();
    subject.preset_requests = stand.placements().front().sessions;
    subject.preset_batch = stand.largest_batch();
    subject.bound = plan.latency_bound;
    subject.samples_per_query = plan.samples_per_query;
    if (plan.scenario == Scenario::kMultiStream && !request_.run.plan.samples_per_query &&
        ProfileFor(request_.run) == "v0.7") {
      subject.samples_per_query = static_cast<int>(
          std::clamp(std::floor(kQueryPart * warm_up.rate / plan.target_qps), 1.0, 1024.0));
    }
    context_.observer.Say(fmt::format(
        "the default: {} samples/s in the warm-up, one sample alone "
        "{}; precision used {}",
        FormatRate(warm_up.rate), FormatDuration(*warm_up.one_sample), start_.precision_used));
  }

  void MakePlans() {
    axes_ = AxesFor(start_.subject);
    if (axes_.empty()) {
      throw Error(
          ErrorCode::kUsage,
          fmt::format("there is nothing to vary for {} in {}: what the engine has is given, "
                      "or it has nothing",
                      request_.run.engine.backend, Name(request_.run.plan.scenario)));
    }
    plan_ = PlanOf(axes_, start_.subject);
    plan_.confidence = request_.confidence;
    plan_.total_time = budget_ - std::min(start_.used, budget_);
    plan_.short_trial = ShortTrial();
    entries_ = files_->Trials(plan_);
    for (const TuneEntry& entry : entries_) results_.push_back(entry.result);
  }

  /// A part of the budget, but long enough for a percentile where the time allows it.
  Nanoseconds ShortTrial() const {
    const int times = row_.needs_tail ? 2 : 1;
    const Nanoseconds part =
        std::clamp(times * (budget_ / kShortPart), kShortest, times * kLongest);
    if (row_.unit != std::string_view("ns")) return part;
    return std::max(part, std::min(kQueries * start_.one_sample, budget_ / kFewestTrials));
  }

  void Announce() {
    const auto say = [this](const std::string& line) { context_.observer.Say(line); };
    say(fmt::format("{} {} on {}: {}", request_.run.plan.benchmark,
                    Name(request_.run.plan.scenario), request_.run.engine.backend, row_.measures));
    if (start_.subject.samples_per_query > 1) {
      say(fmt::format("queries of {} samples", start_.subject.samples_per_query));
    }
    say("varied: " + Describe(axes_, start_.subject));
    if (start_.subject.has_fixed_threads) {
      say("streams and threads stay as they are: the engine's first model of a process sets them");
    }
    if (request_.precisions.empty()) {
      say("the precision stays " + request_.run.engine.precision +
          ": --allow-precision lets it vary");
    } else if (!start_.subject.needs_files) {
      say("note: this backend has no precision to vary");
    }
    const auto trials = static_cast<int>(plan_.total_time / plan_.short_trial);
    say(fmt::format("{} settings; at most {} trials of {} or longer, an end after {} at the latest",
                    FormatCount(CountSettings(plan_)), trials, FormatDuration(plan_.short_trial),
                    FormatSpan(budget_)));
    if (entries_.empty()) return;
    say(fmt::format("going on with the search in {}: {} trials are there",
                    files_->folder().string(), entries_.size()));
  }

  /// False: the user stopped it, and it does not count.
  bool Make(const TuneTrial& trial) {
    const EngineSettings settings = SettingsAt(axes_, trial.point);
    RunRequest request = request_.run;
    request.engine = With(request.engine, settings);
    TuneEntry entry;
    entry.result.trial = trial;
    entry.setting = Describe(settings);
    const Nanoseconds begin = context_.clock.Now();
    try {
      const TrialMeasured measured =
          RunTrial({.request = request,
                    .trial = trial,
                    .context = context_,
                    .folder = files_->folder() / "trials" / std::to_string(results_.size() + 1),
                    .precision_used = settings.precision ? "" : start_.precision_used});
      entry.result.figure = measured.figure;
      entry.result.is_abandoned = measured.is_abandoned;
      entry.says = measured.says;
    } catch (const EngineHangsError&) {
      throw;
    } catch (const Error& e) {
      if (context_.stop) return false;
      // What the default cannot do either is no matter of the setting.
      const bool ends_all = trial.point == PresetOf(plan_) || e.code() == ErrorCode::kUnwritable ||
                            e.code() == ErrorCode::kInterrupted;
      if (ends_all) throw;
      entry.says = fmt::format("cannot run: {}", e.what());
    }
    if (context_.stop) return false;
    entry.result.spent = context_.clock.Now() - begin;
    Keep(entry);
    return true;
  }

  void Keep(const TuneEntry& entry) {
    const TuneOutcome before = OutcomeOf(plan_, results_);
    files_->Append(entry);
    results_.push_back(entry.result);
    entries_.push_back(entry);
    std::string line = fmt::format("trial {} ({}): {}: ", results_.size(),
                                   Name(entry.result.trial.stage), entry.setting);
    line += entry.result.figure > 0 ? FigureText(entry.result.figure) : std::string("none");
    if (const double rest = Behind(entry.result, before); rest != 0) {
      line += fmt::format(", {:.1f} % {} the best so far", 100 * std::abs(rest),
                          rest < 0 ? "behind" : "ahead of");
    }
    if (!entry.says.empty()) line += "; " + entry.says;
    context_.observer.Say(line + fmt::format(" ({})", FormatDuration(entry.result.spent)));
  }

  /// As a fraction of the best figure before; 0: nothing to compare with.
  static double Behind(const TuneResult& result, const TuneOutcome& before) {
    const bool is_comparable =
        result.figure > 0 && before.figure > 0 && result.trial.stage != TuneStage::kConfirm;
    return is_comparable ? result.figure / before.figure - 1 : 0;
  }

  /// In the unit of the answer.
  double Shown(double figure) const {
    return row_.unit == std::string_view("ns") && figure > 0 ? 1e9 / figure : figure;
  }

  std::string FigureText(double figure) const {
    if (row_.unit == std::string_view("ns")) {
      return FormatDuration(Nanoseconds(std::llround(Shown(figure))));
    }
    return fmt::format("{} {}", FormatRate(figure), row_.unit);
  }

  TuneAnswer Finish() {
    const TuneOutcome outcome = OutcomeOf(plan_, results_);
    TuneAnswer answer{.measures = row_.measures,
                      .unit = row_.unit,
                      .best = Describe(SettingsAt(axes_, outcome.best)),
                      .is_better = outcome.ended == TuneEnd::kBetter,
                      .is_answered = outcome.ended && outcome.ended != TuneEnd::kNoTime,
                      .figure = Shown(outcome.figure),
                      .default_figure = Shown(outcome.preset_figure),
                      .ratio = outcome.ratio,
                      .low = outcome.low,
                      .high = outcome.high,
                      .confidence = request_.confidence,
                      .blocks = outcome.blocks,
                      .end = EndSentence(outcome),
                      .settings_tried = 0,
                      .settings = CountSettings(plan_),
                      .trials = {},
                      .folder = files_->folder(),
                      .file = {},
                      .tuned = {}};
    std::set<TunePoint> tried;
    for (const TuneEntry& entry : entries_) {
      tried.insert(entry.result.trial.point);
      answer.trials.push_back({.stage = Name(entry.result.trial.stage),
                               .setting = entry.setting,
                               .figure = Shown(entry.result.figure),
                               .spent = entry.result.spent,
                               .is_abandoned = entry.result.is_abandoned,
                               .says = entry.says});
    }
    answer.settings_tried = tried.size();
    if (answer.is_better) {
      answer.tuned = files_->folder() / "tuned.toml";
      WriteFile(answer.tuned, TunedProfileText(ProfileOf(outcome, answer)));
    }
    answer.file = files_->Finish(key_, answer);
    return answer;
  }

  std::string IntervalText(const TuneOutcome& o) const {
    return fmt::format("{} times the default's speed, {:g} % interval {} to {}",
                       FactorText(o.ratio), 100 * request_.confidence, FactorText(o.low),
                       FactorText(o.high));
  }

  std::string NotBetterSentence(const TuneOutcome& o) const {
    if (o.blocks == 0 || o.ratio == 0) {
      return "no setting is better than the default: each other one was clearly worse";
    }
    const std::string had = fmt::format("the most promising one, {}, had {}",
                                        Describe(SettingsAt(axes_, o.compared)), IntervalText(o));
    if (o.high < 1 + kClearGain) {
      return "no setting is better than the default: " + had;
    }
    return fmt::format(
        "no setting was shown to be better than the default: {}; a quieter machine or "
        "more --budget tells more",
        had);
  }

  std::string EndSentence(const TuneOutcome& o) const {
    if (!o.ended) return "stopped before the end: the same command goes on from here";
    switch (*o.ended) {
      case TuneEnd::kBetter:
        if (o.ratio == 0) return "the default holds nothing within the bound, this setting does";
        return fmt::format("confirmed by {} alternating trials of both", o.blocks);
      case TuneEnd::kNotBetter:
        return NotBetterSentence(o);
      case TuneEnd::kNoTime:
        return "the time was over before anything could be confirmed: give more --budget";
    }
    ASSAY_CHECK(false);
  }

  TunedProfile ProfileOf(const TuneOutcome& outcome, const TuneAnswer& answer) const {
    TunedProfile p{.made = LocalTime("%Y-%m-%dT%H:%M:%S%z"),
                   .assay_version = ASSAY_VERSION,
                   .benchmark = request_.run.plan.benchmark,
                   .scenario = std::string(Name(request_.run.plan.scenario)),
                   .model = provenance_.model_name,
                   .backend = request_.run.engine.backend,
                   .backend_version = provenance_.backend_version,
                   .machine = TuningMachine(),
                   .bound = bound_,
                   .settings = SettingsAt(axes_, outcome.best),
                   .measured = {}};
    p.measured = {
        fmt::format("{} {}, {}, on {} {}", p.benchmark, p.scenario, p.model, p.backend,
                    p.backend_version),
        fmt::format("{}, {}", p.machine, p.made),
        fmt::format(
            "Measured: {}: {}, the default {}", row_.measures, FigureText(outcome.figure),
            outcome.preset_figure > 0 ? FigureText(outcome.preset_figure) : std::string("none"))};
    if (outcome.ratio > 0) {
      p.measured.push_back(
          fmt::format("{}, from {} alternating trials", IntervalText(outcome), outcome.blocks));
    }
    if (p.settings.precision) {
      p.measured.push_back(
          "Another precision gives other answers: see that --mode accuracy passes.");
    }
    p.measured.push_back(fmt::format("{} of {} settings tried in a budget of {}",
                                     answer.settings_tried, answer.settings, FormatSpan(budget_)));
    return p;
  }

  TuneRequest request_;
  const MeasureContext& context_;
  std::unique_ptr<Stand> look_;  // while the default is looked at
  const Nanoseconds budget_;
  const FigureRow& row_;
  Provenance provenance_;
  std::optional<Nanoseconds> bound_;
  SearchKey key_;
  std::unique_ptr<TuneFiles> files_;
  TuneStart start_;
  std::vector<TuneAxis> axes_;
  TunePlan plan_;
  std::vector<TuneEntry> entries_;
  std::vector<TuneResult> results_;  // the same, for the search
};

}  // namespace

TuneAnswer TuneEngine(const TuneRequest& request, const MeasureContext& context) {
  return TuneRun(request, context).Run();
}

}  // namespace assay
