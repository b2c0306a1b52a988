// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The search: bracket by short probes, refine around the peak, confirm.
#include "run/peak_search.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "run/peak_fit.h"

namespace assay {
namespace {

constexpr double kFirstShare = 0.7;  // of the start
constexpr double kStepUp = 1.25;
constexpr double kStepDown = 0.6;    // after an overload
constexpr double kNarrow = 1.12;     // a bracket that the fit can take over
constexpr double kBracketPart = 12;  // a bracketing probe is at most this part of a confirmation
constexpr double kRefinePart = 2;    // a refining one
constexpr double kOffset = 0.4;      // refining levels lie where the late share is e^±this
constexpr double kBeyondBracket = 1.05;  // as far outside of it a refining probe may lie
constexpr double kSearchRuns = 4.5;      // full lengths that all probes together may take
constexpr double kTotalRuns = 7.8;       // with confirmations
constexpr double kSmallPart = 0.25;      // of the margin's variance: more probing would gain little
constexpr double kPrecise = 0.004, kPreciseEnough = 0.002;
constexpr double kWorthClimbing =
    1.008;  // above a confirmed level, by what the confirmation taught
constexpr double kClimbQuantile = 0.25, kClimbMargin = 0.993;
constexpr double kStepAfterInvalid = 0.995;

double Seconds(Nanoseconds t) { return std::chrono::duration<double>(t).count(); }
Nanoseconds FromSeconds(double s) { return Nanoseconds(std::llround(s * 1e9)); }

double QueryRate(const SearchPlan& plan, double level) {
  return plan.levels_are_counts ? plan.queries_per_second : level;
}

double FullSeconds(const SearchPlan& plan, double level) {
  return std::max(Seconds(plan.full_duration),
                  static_cast<double>(plan.full_queries) / QueryRate(plan, level));
}

double ConfirmSeconds(const SearchPlan& plan, double level) {
  return plan.confirm_time.count() > 0 ? Seconds(plan.confirm_time) : FullSeconds(plan, level);
}

double MostLate(const SearchPlan& plan, double queries) {
  if (plan.most_late) return plan.most_late(queries);
  return std::floor(queries * plan.criterion.allowed_share + 1e-9);
}

std::uint64_t MixSeed(std::uint64_t seed, std::uint64_t number) {
  std::uint64_t x = seed + (number + 1) * 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

bool LeansToHold(const ProbeResult& r, double allowed) {
  if (r.decision != Decision::kUndecided) return r.decision == Decision::kHolds;
  return !r.is_overloaded && r.figures.Share() <= allowed;
}

constexpr double kOverloadEvents = 3;  // what an overload is worth: not all, it may be a hiccup

FitPoint PointOf(const ProbeResult& r, double allowed) {
  FitPoint point{.level = r.probe.level,
                 .events = r.figures.Events(),
                 .expected = r.figures.Expected(allowed),
                 .dispersion = r.figures.dispersion,
                 .correlation = r.figures.correlation};
  if (r.is_overloaded) point.events = std::max(point.events, kOverloadEvents);
  return point;
}

class Searching {
 public:
  Searching(const SearchPlan& plan, std::span<const ProbeResult> results)
      : plan_(plan), results_(results) {
    for (const ProbeResult& r : results) {
      const double seconds = Seconds(r.spent);
      total_spent_ += seconds;
      if (r.probe.purpose != Purpose::kConfirm) search_spent_ += seconds;
      if (r.is_valid.value_or(false)) confirmed_ = std::max(confirmed_, r.probe.level);
      if (r.figures.queries == 0) continue;
      points_.push_back(PointOf(r, plan.criterion.allowed_share));
      (LeansToHold(r, plan.criterion.allowed_share) ? holding_ : failing_).push_back(&r);
    }
    for (const ProbeResult* r : failing_) {
      if (high_ == 0 || r->probe.level < high_) high_ = r->probe.level;
    }
    for (const ProbeResult* r : holding_) {
      if (high_ == 0 || r->probe.level < high_) low_ = std::max(low_, r->probe.level);
    }
    if (!points_.empty()) fit_.emplace(points_, plan.criterion.allowed_share);
  }

  std::optional<Probe> Next() const {
    if (Ended()) return std::nullopt;
    if (!IsBracketed()) {
      if (const auto probe = Within(Purpose::kBracket, BracketLevel(), kBracketPart)) return probe;
    }
    if (fit_ && IsBracketed() && confirmed_ == 0 && !IsPrecise()) {
      const auto probe = Within(Purpose::kRefine, RefineLevel(), kRefinePart);
      if (probe) return probe;
    }
    if (!fit_) return std::nullopt;
    return Probe{.purpose = Purpose::kConfirm,
                 .level = ConfirmLevel(),
                 .duration = plan_.confirm_time,
                 .seed = 0};
  }

  SearchAnswer Answer() const {
    SearchAnswer answer;
    if (fit_) {
      answer.low = fit_->Peak((1 - plan_.confidence) / 2);
      answer.high = fit_->Peak((1 + plan_.confidence) / 2);
      answer.level = ConfirmLevel();
    }
    answer.ended = Ended();
    if (confirmed_ > 0) answer.level = confirmed_;
    if (answer.ended == SearchEnd::kNothingHolds) answer = {.ended = SearchEnd::kNothingHolds};
    return answer;
  }

 private:
  std::optional<SearchEnd> Ended() const {
    if (NothingHolds()) return SearchEnd::kNothingHolds;
    const bool just_confirmed =
        !results_.empty() && results_.back().probe.purpose == Purpose::kConfirm;
    if (confirmed_ > 0 && !MayClimb()) return SearchEnd::kConfirmed;
    if (!fit_) {
      if (results_.empty()) return std::nullopt;
      return SearchEnd::kNoTime;
    }
    const double level = ConfirmLevel();
    if (total_spent_ + ConfirmSeconds(plan_, level) > TotalSeconds(level)) {
      return just_confirmed ? SearchEnd::kNotConfirmed : SearchEnd::kNoTime;
    }
    return std::nullopt;
  }

  bool NothingHolds() const {
    return std::any_of(failing_.begin(), failing_.end(), [this](const ProbeResult* r) {
      return r->probe.level <= plan_.least && r->decision == Decision::kFails;
    });
  }

  bool MayClimb() const {
    const double level = ConfirmLevel();
    return level >= confirmed_ * kWorthClimbing &&
           (!plan_.levels_are_counts || level > confirmed_) &&
           total_spent_ + ConfirmSeconds(plan_, level) <= TotalSeconds(level);
  }

  double SearchSeconds(double level) const {
    return plan_.search_time.count() > 0 ? Seconds(plan_.search_time)
                                         : kSearchRuns * FullSeconds(plan_, level);
  }
  double TotalSeconds(double level) const {
    return plan_.total_time.count() > 0 ? Seconds(plan_.total_time)
                                        : kTotalRuns * FullSeconds(plan_, level);
  }

  bool IsBracketed() const {
    if (low_ == 0 || high_ == 0) return false;
    return plan_.levels_are_counts ? high_ - low_ <= 1.5 : high_ / low_ <= kNarrow;
  }

  double BracketLevel() const {
    double level = 0;
    if (low_ == 0 && high_ == 0) {
      level = plan_.start * kFirstShare;
    } else if (low_ == 0) {
      level = high_ * StepDown();
    } else if (high_ == 0) {
      level = low_ * kStepUp;
    } else {
      level = std::sqrt(low_ * high_);
    }
    if (plan_.levels_are_counts) {  // a whole number that has not been tried
      if (low_ > 0) level = std::max(level, low_ + 1);
      if (high_ > 0) level = std::min(level, high_ - 1);
    }
    return Allowed(level);
  }

  double StepDown() const {
    double worst = 0;
    bool overloaded = false;
    for (const ProbeResult* r : failing_) {
      if (r->probe.level > high_) continue;
      worst = std::max(worst, r->figures.Share());
      overloaded = overloaded || r->is_overloaded;
    }
    if (overloaded) return kStepDown;
    return std::clamp(std::pow(plan_.criterion.allowed_share / worst, 1.0 / 8), 0.5, 0.85);
  }

  /// Where the fit learns most: a little below and a little above the peak in turn.
  double RefineLevel() const {
    const auto made = std::count_if(results_.begin(), results_.end(), [](const ProbeResult& r) {
      return r.probe.purpose == Purpose::kRefine;
    });
    const double offset = kOffset / fit_->steepness();
    const double middle = fit_->median();
    if (fit_->deviation() > offset) return Allowed(NearBracket(middle));
    return Allowed(NearBracket(middle * std::exp(made % 2 == 0 ? -offset : offset)));
  }

  /// Where one probe that the machine disturbed has bent the fit, the bracket knows better.
  double NearBracket(double level) const {
    return std::clamp(level, std::min(low_, high_) / kBeyondBracket, high_ * kBeyondBracket);
  }

  bool IsPrecise() const {
    if (plan_.levels_are_counts && high_ - low_ <= 1.5) return true;
    const double trusted = TrustedLevel();
    const double margin = std::log(fit_->median() / trusted) / 1.645;
    const double deviation = fit_->deviation();
    if (deviation <= kPreciseEnough) return true;
    return deviation <= kPrecise && deviation * deviation <= kSmallPart * margin * margin;
  }

  double TrustedLevel() const {
    return fit_->Trusted(plan_.confidence, [this](double level) {
      const double queries = PlannedQueries(plan_, level, plan_.confirm_time);
      return RunLength{.queries = queries, .most_late = MostLate(plan_, queries)};
    });
  }

  /// What is tried after a level was confirmed, where the fit left a wide margin: a level that the
  /// peak lies above more likely than not. If it does not hold, the confirmed one remains.
  double ClimbLevel() const { return fit_->Peak(kClimbQuantile) * kClimbMargin; }

  double ConfirmLevel() const {
    double level = TrustedLevel();
    if (plan_.levels_are_counts && low_ > 0 && high_ - low_ <= 1.5) level = low_;
    if (confirmed_ > 0 && !plan_.levels_are_counts) level = std::max(level, ClimbLevel());
    for (const ProbeResult& r : results_) {
      if (r.is_valid && !*r.is_valid) {
        level = std::min(
            level, plan_.levels_are_counts ? r.probe.level - 1 : r.probe.level * kStepAfterInvalid);
      }
    }
    return Rounded(level);
  }

  /// A probe of the given part of a confirmation, as far as there is time for it.
  std::optional<Probe> Within(Purpose purpose, double level, double part) const {
    const double left = SearchSeconds(level) - search_spent_;
    double seconds = ConfirmSeconds(plan_, level) / part;
    seconds = std::min(seconds, left);
    if (seconds < ConfirmSeconds(plan_, level) / 40 || seconds <= 0) return std::nullopt;
    return Probe{.purpose = purpose,
                 .level = level,
                 .duration = FromSeconds(seconds),
                 .seed = MixSeed(plan_.seed, results_.size())};
  }

  double Allowed(double level) const { return Rounded(std::max(level, plan_.least)); }

  /// What a person can type again: four digits, downwards.
  double Rounded(double level) const {
    if (plan_.levels_are_counts) return std::max(1.0, std::floor(level + 1e-9));
    const double unit = std::pow(10.0, std::floor(std::log10(level)) - 3);
    return std::floor(level / unit + 1e-9) * unit;
  }

  const SearchPlan& plan_;
  std::span<const ProbeResult> results_;
  std::vector<FitPoint> points_;
  std::vector<const ProbeResult*> holding_, failing_;
  double low_ = 0, high_ = 0;
  double confirmed_ = 0;
  double total_spent_ = 0, search_spent_ = 0;
  std::optional<PeakFit> fit_;
};

ProbeWatch::Ends EndsOf(Purpose purpose) {
  switch (purpose) {
    case Purpose::kBracket:
      return ProbeWatch::Ends::kWhenDecided;
    case Purpose::kRefine:
      return ProbeWatch::Ends::kWhenFarOff;
    case Purpose::kConfirm:
      return ProbeWatch::Ends::kWhenImpossible;
  }
  ASSAY_CHECK(false);
}

}  // namespace

std::optional<Probe> NextProbe(const SearchPlan& plan, std::span<const ProbeResult> results) {
  return Searching(plan, results).Next();
}

SearchAnswer AnswerOf(const SearchPlan& plan, std::span<const ProbeResult> results) {
  return Searching(plan, results).Answer();
}

double PlannedQueries(const SearchPlan& plan, double level, Nanoseconds duration) {
  const double seconds = duration.count() > 0 ? Seconds(duration) : FullSeconds(plan, level);
  return std::max(1.0, seconds * QueryRate(plan, level));
}

ProbeResult RunProbe(const SearchPlan& plan, const Probe& probe, Prober& prober) {
  const double rate = QueryRate(plan, probe.level);
  const double error = (1 - plan.confidence) / 2;
  ProbeWatch watch({.criterion = plan.criterion,
                    .error = error,
                    .queries_per_second = rate,
                    .planned_queries = PlannedQueries(plan, probe.level, probe.duration),
                    .ends = EndsOf(probe.purpose)});
  const Prober::Outcome outcome = prober.Run(probe, watch);
  ProbeResult result{.probe = probe,
                     .figures = FiguresOfProbe(outcome.latencies_ns, plan.criterion),
                     .spent = outcome.spent,
                     .is_valid = outcome.is_valid};
  result.is_overloaded = IsOverloaded(outcome.latencies_ns, plan.criterion, rate);
  result.decision =
      result.is_overloaded ? Decision::kFails : Decide(result.figures, plan.criterion, error);
  return result;
}

}  // namespace assay
