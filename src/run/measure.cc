// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One measurement from plan to judged record.
#include "run/measure.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
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
#include "run/power_source.h"
#include "run/rate_search.h"
#include "run/score.h"
#include "run/stand.h"
#include "run/test_on_stand.h"
#include "run/tuned_file.h"
#include "system/machine.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int kMaxRetries = 3;  // full tests after a search, each at a lower rate
constexpr int kMaxProbes = 6;
constexpr double kFewestQueries = 30;  // in a test after the search; fewer say nothing of a tail

double LateShare(std::uint64_t late, std::uint64_t issued) {
  return static_cast<double>(late) / static_cast<double>(std::max<std::uint64_t>(1, issued));
}

/// Carries one measurement through its steps; the record grows with them.
class Measuring {
 public:
  Measuring(RunRequest request, const MeasureContext& context)
      : request_(std::move(request)),
        context_(context),
        profile_(ProfileFor(request_)),
        power_(request_.power.empty() ? nullptr
                                      : OpenPowerSource(request_.power, request_.power_offset)),
        rules_(RuleSet::LoadInstalled()),
        stand_(std::make_unique<Stand>(request_, context)) {}

  ~Measuring() {
    // An engine that hangs may still write where it was told to: what it holds outlives the run. In
    // virtual time nothing runs any more.
    if (stand_->EngineHangs() && !context_.clock.IsVirtual()) LeaveBehind(std::move(stand_));
  }
  Measuring(const Measuring&) = delete;
  Measuring& operator=(const Measuring&) = delete;

  RunRecord Run() {
    record_.plan = MakePlan(rules_, request_.plan, stand_->Subject());
    record_.command_line = request_.command_line;
    record_.assay_version = ASSAY_VERSION;
    record_.environment = AsNameValues(DescribeMachine());
    record_.started = LocalTime("%Y-%m-%dT%H:%M:%S%z");
    if (record_.plan.mode == Mode::kAccuracy && stand_->dataset() == nullptr) {
      throw Error(ErrorCode::kUsage, fmt::format("backend {} reads no samples, so that accuracy "
                                                 "means nothing: choose another --backend or give "
                                                 "--data",
                                                 request_.engine.backend));
    }
    record_.folder = NewRunFolder(request_, "runs");
    try {
      Steps();
    } catch (const Error& e) {
      record_.state =
          e.code() == ErrorCode::kInterrupted ? RunState::kInterrupted : RunState::kFailed;
      record_.failure = e.what();
      WriteRunIfPossible();
      throw;
    }
    return record_;
  }

 private:
  void Steps() {
    WriteRun(record_);
    Announce();
    stand_->Assemble(record_.plan);
    Describe();
    for (const std::string& line : stand_->Places()) context_.observer.Say(line);
    WarmUpStep();
    const bool found_by_search = NeedsRate();
    if (found_by_search) FindRateStep();
    WriteRun(record_);
    Test(record_.plan, record_.folder, context_.live);
    for (int i = 0; found_by_search && i < kMaxRetries && FullTestMissed(); ++i) {
      if (!Retry()) break;
    }
    if (record_.state == RunState::kRunning) record_.state = RunState::kComplete;
    if (record_.plan.mode == Mode::kAccuracy && record_.state == RunState::kComplete) {
      record_.accuracy =
          ScoreFolder(record_.folder, stand_->task(), *stand_->dataset(), record_.plan);
    }
    Judge(record_);
    WriteRun(record_);
  }

  void Describe() {
    record_.provenance = stand_->Describe();
    record_.provenance.loadgen = WithProfile(LoadGen().name);
  }

  std::string WithProfile(const std::string& loadgen) const {
    const bool is_usual = profile_ == LoadGen().profiles.front();
    return is_usual ? loadgen : fmt::format("{}, profile {}", loadgen, profile_);
  }

  void Announce() {
    const Provenance p = stand_->Describe();
    context_.observer.Say(fmt::format("{} {}, {} mode, {} division, rules {}",
                                      record_.plan.benchmark, Name(record_.plan.scenario),
                                      Name(record_.plan.mode), Name(record_.plan.division),
                                      record_.plan.round));
    context_.observer.Say(fmt::format("model {} ({}), data {} ({} samples), {} {}, precision {}",
                                      p.model_name, p.model_origin, p.dataset_name,
                                      FormatCount(p.dataset_samples), p.backend_name,
                                      p.backend_version, p.precision_asked));
    for (const std::string& label : record_.plan.labels) context_.observer.Say("note: " + label);
    if (LoadGen().has_extras) return;
    context_.observer.Say(fmt::format(
        "note: {} measures: it ends the test itself. --budget only sets minimum duration and "
        "counts; "
        "Ctrl-C waits for its end, twice it ends the process; a killed run cannot be recovered",
        LoadGen().name));
  }

  void WarmUpStep() {
    warm_up_ = stand_->Warm(WarmUpTime(record_.plan));
    stand_->FitBatch(record_.plan, warm_up_);
    Describe();
    record_.warm_up_rate = warm_up_.rate;
    record_.single_sample_time = warm_up_.one_sample;
    context_.observer.Say(fmt::format(
        "warm-up: {} samples/s, one sample alone {}; precision used {}", FormatRate(warm_up_.rate),
        FormatDuration(*warm_up_.one_sample), record_.provenance.precision_used));
    const auto& bound = record_.plan.latency_bound;
    if (bound && *warm_up_.one_sample > *bound) {
      context_.observer.Say(
          fmt::format("warning: one sample alone takes {}, the bound is {}: no rate can be VALID",
                      FormatDuration(*warm_up_.one_sample), FormatDuration(*bound)));
    }
  }

  bool NeedsRate() const {
    return record_.plan.scenario == Scenario::kServer && record_.plan.target_qps <= 0 &&
           record_.plan.mode == Mode::kPerformance;
  }

  void FindRateStep() {
    // The search as a whole takes no longer than the test.
    const Nanoseconds probe_time =
        std::clamp<Nanoseconds>(record_.plan.budget.value_or(30s) / kMaxProbes, 200ms, 5s);
    const RateFound found =
        FindRate({.start_qps = warm_up_.rate, .max_probes = kMaxProbes, .holds = [&](double qps) {
                    return Probe(qps, probe_time);
                  }});
    record_.plan.target_qps = found.qps > 0 ? found.qps : found.probes.back().qps;
    context_.observer.Say(
        fmt::format("rate found by {} short tests: {} queries/s; now the full test",
                    found.probes.size(), FormatRate(record_.plan.target_qps)));
  }

  bool Probe(double qps, Nanoseconds duration) {
    RunPlan plan = record_.plan;
    plan.target_qps = qps;
    plan.budget = duration;
    const fs::path folder = record_.folder / "probes" / fmt::format("{:.3f}", qps);
    MakeFolder(folder);
    const LoadGenOutcome outcome = TestOnce(plan, folder, false);
    CheckEngine(*stand_);
    const bool holds =
        outcome.samples_issued > 0 &&
        LateShare(outcome.over_latency, outcome.samples_issued) <= 1 - plan.percentile;
    context_.observer.Say(fmt::format("  {} queries/s for {}: {} of {} late, {}", FormatRate(qps),
                                      FormatDuration(duration), outcome.over_latency,
                                      outcome.samples_issued, holds ? "held" : "not held"));
    if (context_.stop) throw Error(ErrorCode::kInterrupted, "stopped while looking for the rate");
    return holds;
  }

  bool FullTestMissed() const {
    return record_.state == RunState::kRunning &&
           LateShare(record_.over_latency, record_.samples_issued) > 1 - record_.plan.percentile;
  }

  /// Short tests over-estimate: the full test decides, and a rate it does not hold is lowered.
  /// False when the lower rate would give too few queries to judge by.
  bool Retry() {
    const double rate =
        LowerRate(record_.plan.target_qps, LateShare(record_.over_latency, record_.samples_issued),
                  1 - record_.plan.percentile);
    if (rate * std::chrono::duration<double>(record_.duration).count() < kFewestQueries)
      return false;
    record_.plan.target_qps = rate;
    record_.findings.clear();
    context_.observer.Say(
        fmt::format("{} of {} late: the full test did not hold it; once more at {} queries/s",
                    record_.over_latency, record_.samples_issued, FormatRate(rate)));
    WriteRun(record_);
    Test(record_.plan, record_.folder, context_.live);
    return true;
  }

  LoadGenOutcome TestOnce(const RunPlan& plan, const fs::path& folder, bool live) {
    stand_->Reconnect(plan);
    return MakeTest({.stand = *stand_,
                     .context = context_,
                     .plan = plan,
                     .warm_up = warm_up_,
                     .profile = profile_,
                     .folder = folder,
                     .times = TimesOf(plan, warm_up_),
                     .is_live = live});
  }

  void Test(const RunPlan& plan, const fs::path& folder, bool live) {
    if (power_) power_->Begin(context_.clock);
    LoadGenOutcome outcome = TestOnce(plan, folder, live);
    outcome.loadgen = WithProfile(outcome.loadgen);
    AddOutcome(outcome, record_);
    if (!context_.clock.IsVirtual()) record_.timed = TimedPartIn(folder, plan);
    if (power_) TakePower(*power_, record_);
    if (stand_->sut().failed()) {
      record_.state = RunState::kFailed;
      record_.failure = stand_->sut().failure();
    } else if (stand_->EngineHangs()) {
      record_.state = RunState::kFailed;
      record_.failure = kEngineHangs;
    } else if (context_.stop) {
      record_.state = RunState::kInterrupted;
      // What the user did not wait for is no fault of the system under test.
      std::erase_if(record_.findings, [](const Finding& f) { return f.rule == "unanswered"; });
    }
    // Failures came back at once, as fast answers would: a rate of them is no figure.
    if (record_.state == RunState::kFailed) record_.headline = std::nan("");
  }

  void WriteRunIfPossible() {
    try {
      WriteRun(record_);
    } catch (const Error&) {
      // The first error is the one to tell; a full disk cannot take its story.
    }
  }

  const RunRequest request_;
  const MeasureContext& context_;
  const std::string profile_;
  const std::unique_ptr<PowerSource> power_;  // null: nobody asked
  RuleSet rules_;
  std::unique_ptr<Stand> stand_;
  WarmUp warm_up_;
  RunRecord record_;
};

}  // namespace

RunRecord Measure(const RunRequest& request, const MeasureContext& context) {
  return Measuring(WithTuned(request, context.observer), context).Run();
}

}  // namespace assay
