// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The search: screen, race, confirm.
#include "run/tune_search.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "run/tune_race.h"
#include "run/tune_screen.h"
#include "run/tune_stats.h"

namespace assay {
namespace {

constexpr double kScreenPart = 0.5;  // of the time, at most
constexpr double kRacePart = 0.75;   // by then the race is over too
constexpr std::size_t kRacers = 6;
constexpr std::size_t kFinalists = 2;  // besides the default
constexpr int kFewestBlocks = 3, kWantedBlocks = 8, kMostBlocks = 10;
constexpr double kLongest = 4;  // short trials that a confirming one may take

double Seconds(Nanoseconds t) { return std::chrono::duration<double>(t).count(); }
Nanoseconds FromSeconds(double s) { return Nanoseconds(std::llround(s * 1e9)); }

std::vector<TuneResult> OfStages(std::span<const TuneResult> results, TuneStage first,
                                 TuneStage last) {
  std::vector<TuneResult> some;
  for (const TuneResult& r : results) {
    if (r.trial.stage >= first && r.trial.stage <= last) some.push_back(r);
  }
  return some;
}

class Tuning {
 public:
  Tuning(const TunePlan& plan, std::span<const TuneResult> results)
      : plan_(plan),
        screened_(OfStages(results, TuneStage::kScreen, TuneStage::kExplore)),
        raced_(OfStages(results, TuneStage::kRace, TuneStage::kRace)),
        confirmed_(OfStages(results, TuneStage::kConfirm, TuneStage::kConfirm)),
        preset_(PresetOf(plan)),
        screen_(plan, screened_),
        race_({.entrants = screen_.Promising(kRacers),
               .confidence = plan.confidence,
               .noise = screen_.noise()},
              raced_) {
    for (const TuneResult& r : results) {
      spent_ += Seconds(r.spent);
      if (r.trial.stage == TuneStage::kConfirm) continue;
      spent_before_ += Seconds(r.spent);
      if (r.is_abandoned || !(r.figure > 0)) continue;
      const double overhead = std::max(0.0, Seconds(r.spent - r.trial.duration));
      overhead_ += overhead;
      ++whole_;
      double& most = overheads_[r.trial.point];
      most = std::max(most, overhead);
    }
    if (whole_ > 0) overhead_ /= whole_;
    MakeFinal();
  }

  std::optional<TuneTrial> Next() const {
    if (confirmed_.empty()) {
      if (raced_.empty()) {
        const auto trial = screen_.Next();
        if (trial && HasTimeFor(trial->point, kScreenPart)) return trial;
      }
      const auto runner = race_.Next();
      if (runner && HasTimeFor(runner->point, kRacePart)) {
        return TuneTrial{.stage = TuneStage::kRace,
                         .block = runner->block,
                         .point = runner->point,
                         .duration = plan_.short_trial,
                         .expected = std::exp(screen_.LogFigure(screen_.incumbent()).value_or(0))};
      }
    }
    return NextOfFinal();
  }

  TuneOutcome Outcome() const {
    TuneOutcome outcome;
    outcome.best = outcome.compared = Leader();
    outcome.noise = race_.noise();
    outcome.figure = FigureOf(outcome.best);
    outcome.preset_figure = FigureOf(preset_);
    Compare(outcome);
    outcome.ended = Ended(outcome);
    if (outcome.ended == TuneEnd::kNotBetter) outcome.best = preset_;
    return outcome;
  }

 private:
  struct Comparison {
    TunePoint point;
    MeanInterval log_ratio;
  };

  /// How long a trial takes besides measuring: as long as one of this setting did, else the mean.
  double OverheadOf(const TunePoint& point) const {
    const auto found = overheads_.find(point);
    return found == overheads_.end() ? overhead_ : found->second;
  }

  bool HasTimeFor(const TunePoint& point, double part) const {
    const double next = Seconds(plan_.short_trial) + OverheadOf(point);
    return spent_ + next <= part * Seconds(plan_.total_time);
  }

  /// Who is confirmed, in how many blocks of which length: decided before the first block, so that
  /// what is measured there decides nothing but the answer.
  void MakeFinal() {
    for (const TunePoint& point : race_.survivors()) {
      if (point != preset_ && finalists_.size() < kFinalists) finalists_.push_back(point);
    }
    while (!finalists_.empty()) {
      const auto width = static_cast<double>(finalists_.size() + 1);
      const double left = Seconds(plan_.total_time) - spent_before_;
      const double least = Seconds(plan_.short_trial);
      double overhead = 0;
      for (const TunePoint& point : Order(0)) overhead += OverheadOf(point);
      seconds_ = std::clamp((left / kWantedBlocks - overhead) / width, least, kLongest * least);
      blocks_ =
          std::min(kMostBlocks, static_cast<int>(std::floor(left / (width * seconds_ + overhead))));
      if (blocks_ >= kFewestBlocks || finalists_.size() == 1) break;
      finalists_.pop_back();
    }
  }

  /// Default and finalists there and back again, so that a steady drift hits all alike.
  std::vector<TunePoint> Order(int block) const {
    std::vector<TunePoint> order = {preset_};
    order.insert(order.end(), finalists_.begin(), finalists_.end());
    if (block % 2 == 1) std::reverse(order.begin(), order.end());
    return order;
  }

  std::optional<TuneTrial> NextOfFinal() const {
    if (finalists_.empty() || blocks_ < kFewestBlocks) return std::nullopt;
    const auto made = static_cast<int>(confirmed_.size());
    const auto width = static_cast<int>(finalists_.size() + 1);
    if (made >= blocks_ * width) return std::nullopt;
    const TunePoint point = Order(made / width)[static_cast<std::size_t>(made % width)];
    const double next = seconds_ + OverheadOf(point);
    if (spent_ + next > Seconds(plan_.total_time)) return std::nullopt;
    return TuneTrial{.stage = TuneStage::kConfirm,
                     .block = made / width,
                     .point = point,
                     .duration = FromSeconds(seconds_),
                     .expected = FigureOf(Leader())};
  }

  int CompleteBlocks() const {
    return static_cast<int>(confirmed_.size() / (finalists_.size() + 1));
  }

  /// Figures of a setting in the complete blocks.
  std::vector<double> Confirmed(const TunePoint& point) const {
    std::vector<double> figures;
    for (const TuneResult& r : confirmed_) {
      if (r.trial.point == point && r.trial.block < CompleteBlocks()) figures.push_back(r.figure);
    }
    return figures;
  }

  /// Each finalist over the default, block by block; none where a figure is missing.
  std::vector<Comparison> Comparisons() const {
    std::vector<Comparison> all;
    const std::vector<double> preset = Confirmed(preset_);
    const double share = (1 - plan_.confidence) / static_cast<double>(finalists_.size());
    for (const TunePoint& point : finalists_) {
      const std::vector<double> figures = Confirmed(point);
      std::vector<double> ratios;
      for (std::size_t i = 0; i < figures.size() && i < preset.size(); ++i) {
        if (figures[i] > 0 && preset[i] > 0) ratios.push_back(std::log(figures[i] / preset[i]));
      }
      if (ratios.size() < 2 || ratios.size() < figures.size()) continue;
      all.push_back({.point = point, .log_ratio = MeanWithInterval(ratios, 1 - share)});
    }
    return all;
  }

  void Compare(TuneOutcome& outcome) const {
    outcome.blocks = confirmed_.empty() ? 0 : CompleteBlocks();
    if (outcome.blocks < 2) return;
    const std::vector<Comparison> all = Comparisons();
    const auto best = std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return a.log_ratio.mean < b.log_ratio.mean;
    });
    if (best == all.end()) return;
    outcome.best = outcome.compared = best->point;
    outcome.ratio = std::exp(best->log_ratio.mean);
    outcome.low = std::exp(best->log_ratio.low);
    outcome.high = std::exp(best->log_ratio.high);
    outcome.figure = FigureOf(best->point);
  }

  std::optional<TuneEnd> Ended(const TuneOutcome& outcome) const {
    if (Next()) return std::nullopt;
    if (finalists_.empty()) return ScreenIsDone() ? TuneEnd::kNotBetter : TuneEnd::kNoTime;
    if (outcome.blocks < kFewestBlocks) return TuneEnd::kNoTime;
    const bool is_better = outcome.ratio > 0 ? outcome.low > 1 && outcome.ratio >= 1 + kLeastGain
                                             : HoldsWhereDefaultDoesNot(outcome);
    return is_better ? TuneEnd::kBetter : TuneEnd::kNotBetter;
  }

  /// At least one setting besides the default was looked at, or there is none.
  bool ScreenIsDone() const {
    const bool tried_another =
        std::any_of(screened_.begin(), screened_.end(),
                    [this](const TuneResult& r) { return r.trial.point != preset_; });
    return tried_another || !screen_.Next();
  }

  bool HoldsWhereDefaultDoesNot(const TuneOutcome& outcome) const {
    const auto is_none = [](double x) { return !(x > 0); };
    const std::vector<double> preset = Confirmed(preset_);
    const std::vector<double> best = Confirmed(outcome.best);
    return std::all_of(preset.begin(), preset.end(), is_none) &&
           std::none_of(best.begin(), best.end(), is_none);
  }

  TunePoint Leader() const {
    return race_.survivors().empty() ? screen_.incumbent() : race_.survivors().front();
  }

  double FigureOf(const TunePoint& point) const {
    double sum = 0;
    int count = 0;
    for (const double x : confirmed_.empty() ? std::vector<double>() : Confirmed(point)) {
      if (!(x > 0)) return 0;
      sum += std::log(x);
      ++count;
    }
    if (count > 0) return std::exp(sum / count);
    if (const double raced = race_.Figure(point); raced > 0) return raced;
    const auto screened = screen_.LogFigure(point);
    return screened ? std::exp(*screened) : 0;
  }

  const TunePlan& plan_;
  const std::vector<TuneResult> screened_, raced_, confirmed_;
  const TunePoint preset_;
  const TuneScreen screen_;
  const TuneRace race_;
  std::vector<TunePoint> finalists_;
  std::map<TunePoint, double> overheads_;  // seconds, the most that was seen
  double spent_ = 0, spent_before_ = 0, overhead_ = 0, seconds_ = 0;
  int whole_ = 0, blocks_ = 0;
};

}  // namespace

std::optional<TuneTrial> NextTrial(const TunePlan& plan, std::span<const TuneResult> results) {
  return Tuning(plan, results).Next();
}

TuneOutcome OutcomeOf(const TunePlan& plan, std::span<const TuneResult> results) {
  return Tuning(plan, results).Outcome();
}

TunePoint PresetOf(const TunePlan& plan) {
  TunePoint point;
  for (const TuneAxisShape& axis : plan.axes) point.push_back(axis.preset);
  return point;
}

std::size_t CountSettings(const TunePlan& plan) {
  std::size_t count = 0;
  TunePoint point(plan.axes.size(), 0);
  while (true) {
    count += !plan.is_allowed || plan.is_allowed(point);
    std::size_t axis = 0;
    while (axis < point.size() && ++point[axis] == plan.axes[axis].values) point[axis++] = 0;
    if (axis == point.size()) return count;
  }
}

}  // namespace assay
