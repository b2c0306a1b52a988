// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One trial of a setting.
#include "run/tune_trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/left_behind.h"
#include "base/text.h"
#include "rules/rule_set.h"
#include "run/loadgen_switch.h"
#include "run/measure_parts.h"
#include "run/peak_search.h"
#include "run/stand.h"
#include "run/test_on_stand.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::size_t kSamples = 64;  // that are loaded: each trial decodes them anew
constexpr int kWarmUpPart = 4;        // of a trial
constexpr Nanoseconds kLongestWarmUp = 2s;
constexpr double kConfirmPart = 0.8;   // of a trial: what its probes are measured by
constexpr double kRounds = 100;        // nothing but the trial's length ends its search
constexpr double kFirstShare = 0.7;    // of the start, where such a search begins
constexpr double kHalfInterval = 0.5;  // its middle is the figure
constexpr double kLeastPart = 1000;    // of the start: nothing below is looked at
constexpr double kLookFrom = 0.3;      // of a trial; before, it says too little
constexpr std::size_t kFewestQueries = 20;
constexpr std::uint64_t kFewestBatches = 4;

double Seconds(Nanoseconds t) { return std::chrono::duration<double>(t).count(); }

/// Nearest rank, as the verdict takes it, of the queries that were answered: the last one is cut
/// off by the end of the trial. 0: none was.
double LatencyAt(std::vector<std::int64_t> latencies_ns, double percentile) {
  std::erase_if(latencies_ns, [](std::int64_t x) { return x < 0; });
  if (latencies_ns.empty()) return 0;
  std::sort(latencies_ns.begin(), latencies_ns.end());
  const auto rank = static_cast<std::size_t>(static_cast<double>(latencies_ns.size()) * percentile);
  return static_cast<double>(latencies_ns[std::min(rank, latencies_ns.size() - 1)]);
}

/// Looks at a test whether its figure can still reach what is hopeless.
class HopelessWatch {
 public:
  struct Parts {
    double hopeless = 0;
    Nanoseconds duration{0};
    std::uint64_t batch = 1;
    const EndpointSut& sut;
    Clock& clock;
  };
  explicit HopelessWatch(const Parts& parts) : parts_(parts), begin_(parts.clock.Now()) {}

  bool is_hopeless() const { return is_hopeless_; }

  /// More than half of the queries take longer than nine tenths of them may.
  bool LooksAtLatency(std::span<const std::int64_t> latencies_ns) {
    if (parts_.hopeless == 0 || latencies_ns.size() < kFewestQueries) return true;
    const double limit = 1e9 / parts_.hopeless;
    const auto slow = std::count_if(latencies_ns.begin(), latencies_ns.end(), [&](std::int64_t x) {
      return x < 0 || static_cast<double>(x) > limit;
    });
    is_hopeless_ = 2 * static_cast<std::size_t>(slow) > latencies_ns.size();
    return !is_hopeless_;
  }

  bool LooksAtRate() {
    const Nanoseconds now = parts_.clock.Now();
    const std::uint64_t completed = parts_.sut.completed();
    if (first_ == 0 && completed > 0) {
      first_ = completed;
      since_ = now;
    }
    const double seconds = Seconds(now - since_);
    const bool is_soon = first_ == 0 ||
                         Seconds(now - begin_) < kLookFrom * Seconds(parts_.duration) ||
                         completed - first_ < kFewestBatches * parts_.batch;
    if (parts_.hopeless == 0 || is_soon || seconds <= 0) return true;
    is_hopeless_ = static_cast<double>(completed - first_) / seconds < parts_.hopeless;
    return !is_hopeless_;
  }

 private:
  Parts parts_;
  Nanoseconds begin_, since_{0};
  std::uint64_t first_ = 0;
  bool is_hopeless_ = false;
};

/// One trial; one object for each.
class Trial : private Prober {
 public:
  explicit Trial(const TrialParts& parts)
      : parts_(parts),
        context_(parts.context),
        profile_(ProfileFor(parts.request)),
        begin_(parts.context.clock.Now()),
        stand_(std::make_unique<Stand>(parts.request, parts.context)) {
    PlanRequest wanted = parts.request.plan;
    wanted.budget = parts.trial.duration;
    plan_ = MakePlan(RuleSet::LoadInstalled(), wanted, stand_->Subject());
    plan_.performance_samples = std::min(plan_.performance_samples, kSamples);
  }
  ~Trial() override {
    if (stand_->EngineHangs() && !context_.clock.IsVirtual()) LeaveBehind(std::move(stand_));
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  TrialMeasured Run() {
    try {
      return Measured();
    } catch (const Error& e) {
      if (!stand_->EngineHangs()) throw;
      throw EngineHangsError(ErrorCode::kEngine, fmt::format("{}: the search ends here", e.what()));
    }
  }

 private:
  TrialMeasured Measured() {
    stand_->Assemble(plan_);
    CheckPrecision();
    warm_up_ =
        stand_->Warm(std::min<Nanoseconds>(kLongestWarmUp, parts_.trial.duration / kWarmUpPart));
    stand_->FitBatch(plan_, warm_up_);
    TrialMeasured measured = plan_.scenario == Scenario::kServer ? Rate() : Figure();
    measured.spent = context_.clock.Now() - begin_;
    return measured;
  }

  void CheckPrecision() const {
    const std::string used = stand_->Describe().precision_used;
    if (parts_.precision_used.empty() || used == parts_.precision_used) return;
    throw Error(ErrorCode::kEngine,
                fmt::format("it would compute in {}, not in {}", used, parts_.precision_used));
  }

  LoadGenOutcome Test(const RunPlan& plan, const fs::path& folder, const TestWatch& watch) {
    fs::remove_all(folder);  // of a search that was killed in it
    MakeFolder(folder);
    LoadGenOutcome outcome = MakeTest({.stand = *stand_,
                                       .context = context_,
                                       .plan = plan,
                                       .warm_up = warm_up_,
                                       .profile = profile_,
                                       .folder = folder,
                                       .times = SearchTimesOf(plan, warm_up_),
                                       .is_live = context_.live,
                                       .watch = watch});
    CheckEngine(*stand_);
    return outcome;
  }

  /// Offline, SingleStream, MultiStream: one test.
  TrialMeasured Figure() {
    stand_->Reconnect(plan_);
    HopelessWatch watch({.hopeless = parts_.trial.hopeless,
                         .duration = parts_.trial.duration,
                         .batch = static_cast<std::uint64_t>(stand_->largest_batch()),
                         .sut = stand_->sut(),
                         .clock = context_.clock});
    const bool is_offline = plan_.scenario == Scenario::kOffline;
    const LoadGenOutcome outcome =
        Test(plan_, parts_.folder, [&](std::span<const std::int64_t> latencies) {
          return is_offline ? watch.LooksAtRate() : watch.LooksAtLatency(latencies);
        });
    TrialMeasured measured{
        .figure = outcome.completed_per_second, .is_abandoned = watch.is_hopeless(), .says = ""};
    if (!is_offline) {
      const double latency = LatencyAt(outcome.query_latencies_ns, plan_.percentile);
      measured.figure = latency > 0 ? 1e9 / latency : 0;
      measured.says = latency > 0 ? AboutBound(latency) : "no query was answered in the time";
    }
    if (measured.is_abandoned) measured.says = "abandoned: far behind the best";
    return measured;
  }

  std::string AboutBound(double latency_ns) const {
    if (!plan_.latency_bound) return "";
    const bool is_within = latency_ns <= static_cast<double>(plan_.latency_bound->count());
    return fmt::format("{} the bound of {}", is_within ? "within" : "above",
                       FormatSpan(*plan_.latency_bound));
  }

  /// Server: the rate that holds the bound, by the probes of peak_search.h without confirmation.
  TrialMeasured Rate() {
    const Nanoseconds bound = *plan_.latency_bound;
    if (*warm_up_.one_sample > bound) {
      return {.says = fmt::format("one sample alone takes {}, the bound is {}",
                                  FormatDuration(*warm_up_.one_sample), FormatSpan(bound))};
    }
    const SearchPlan search = MakeSearchPlan();
    std::vector<ProbeResult> results;
    while (!context_.stop) {
      const std::optional<Probe> probe = NextProbe(search, results);
      if (!probe || probe->purpose == Purpose::kConfirm) break;
      number_ = results.size() + 1;
      results.push_back(RunProbe(search, *probe, *this));
      if (FailsHopelessly(results.back())) {
        return {.figure = results.back().probe.level,
                .is_abandoned = true,
                .says = fmt::format("abandoned: does not even hold {} queries/s",
                                    FormatRate(results.back().probe.level))};
      }
    }
    SearchPlan middle = search;
    middle.confidence = kHalfInterval;
    const SearchAnswer answer = AnswerOf(middle, results);
    if (answer.high <= 0) return {.says = "no rate holds the bound"};
    return {.figure = std::sqrt(answer.low * answer.high), .says = ""};
  }

  SearchPlan MakeSearchPlan() const {
    const double expected = parts_.trial.expected;
    const double start = expected > 0 ? expected / kFirstShare : std::max(warm_up_.rate, 1e-3);
    const auto part = [this](double of) {
      return Nanoseconds(std::llround(of * static_cast<double>(parts_.trial.duration.count())));
    };
    return {.criterion = {.bound = *plan_.latency_bound, .allowed_share = 1 - plan_.percentile},
            .start = start,
            .least = start / kLeastPart,
            .full_queries = plan_.min_queries,
            .full_duration = parts_.trial.duration,
            .search_time = parts_.trial.duration,
            .confirm_time = part(kConfirmPart),
            .total_time = part(kRounds),
            .seed = plan_.seeds.schedule};
  }

  bool FailsHopelessly(const ProbeResult& r) const {
    return r.decision == Decision::kFails && r.probe.level <= parts_.trial.hopeless;
  }

  Outcome Run(const Probe& probe, ProbeWatch& watch) override {
    const Nanoseconds begin = context_.clock.Now();
    RunPlan plan = plan_;
    plan.budget = probe.duration;
    plan.target_qps = probe.level;
    plan.seeds.sample_index = probe.seed;
    plan.seeds.schedule = probe.seed >> 7 ^ probe.seed;
    stand_->Reconnect(plan);
    LoadGenOutcome outcome =
        Test(plan, parts_.folder / std::to_string(number_),
             [&watch](std::span<const std::int64_t> l) { return watch.WantsMore(l); });
    return {.latencies_ns = std::move(outcome.query_latencies_ns),
            .spent = context_.clock.Now() - begin};
  }

  const TrialParts& parts_;
  const MeasureContext& context_;
  const std::string profile_;
  const Nanoseconds begin_;
  std::unique_ptr<Stand> stand_;
  RunPlan plan_;
  WarmUp warm_up_;
  std::size_t number_ = 0;  // of the probe
};

}  // namespace

TrialMeasured RunTrial(const TrialParts& parts) { return Trial(parts).Run(); }

}  // namespace assay
