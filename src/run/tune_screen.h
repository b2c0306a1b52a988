// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The first part of tuning: one short trial of each setting that may be worth it. From the default
// along one axis after the other, then a step on two axes at once, then settings by lot.
#pragma once

#include <map>
#include <optional>
#include <span>

#include "run/tune_search.h"

namespace assay {

/// The noise that is assumed before anything was repeated, and how many repetitions that is worth.
inline constexpr double kAssumedNoise = 0.03, kAssumedFreedom = 4;

/// Immutable. `results`: of kScreen and kExplore, in order.
class TuneScreen {
 public:
  TuneScreen(const TunePlan& plan, std::span<const TuneResult> results);

  /// The next setting to try and why; none: nothing more is worth it.
  std::optional<TuneTrial> Next() const;

  /// Logarithm of the figure, a mean where there are several; none: not tried, or out.
  std::optional<double> LogFigure(const TunePoint& point) const;
  /// The best so far that is not explained by noise alone.
  const TunePoint& incumbent() const { return incumbent_; }
  /// Standard deviation of the logarithm of a short trial's figure.
  double noise() const { return noise_; }
  /// At most `count` that may be the best, the most promising first. Always holds the default, also
  /// when that is `count` + 1 then.
  std::vector<TunePoint> Promising(std::size_t count) const;

 private:
  struct Seen {
    double sum = 0, squares = 0;
    int count = 0;
    bool is_out = false;
  };
  bool IsOpen(const TunePoint& point) const;
  bool LeadsDown(const TunePoint& point) const;
  std::optional<TunePoint> OnAxis(std::size_t axis) const;
  std::optional<TunePoint> OnTwoAxes() const;
  std::optional<TunePoint> ByLot() const;
  void TakeBest(double best);
  TuneTrial Trial(TuneStage stage, const TunePoint& point) const;

  const TunePlan& plan_;
  std::map<TunePoint, Seen> seen_;
  std::size_t explored_ = 0, tried_ = 0;
  TunePoint incumbent_;
  double jump_ = 0;  // by how much the incumbent was better than the one before, when it was new
  double noise_ = kAssumedNoise;
};

}  // namespace assay
