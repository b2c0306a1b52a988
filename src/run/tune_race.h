// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The second part of tuning: the best settings of the screening are measured in blocks, each once a
// block, so that what drifts hits all alike. After each block the clearly worse ones are left
// behind.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "run/tune_search.h"

namespace assay {

/// Immutable.
class TuneRace {
 public:
  struct Parts {
    std::vector<TunePoint> entrants;
    double confidence = 0.95;
    double noise = 0;  // as the screening saw it
  };
  /// `results`: of kRace, in order.
  TuneRace(Parts parts, std::span<const TuneResult> results);

  /// What the current block lacks; none: the race is decided.
  struct Runner {
    int block = 0;
    TunePoint point{};
  };
  std::optional<Runner> Next() const { return next_; }
  /// Those that are not clearly worse than the best, the best first.
  const std::vector<TunePoint>& survivors() const { return survivors_; }
  /// Geometric mean over the blocks; 0: none.
  double Figure(const TunePoint& point) const;
  /// Standard deviation of the logarithm of a trial's figure.
  double noise() const { return noise_; }

 private:
  using Block = std::map<TunePoint, double>;  // logarithms of figures; -infinity: out
  std::optional<Runner> Missing(int block, const Block& have) const;
  void DropOut(const Block& last);
  void DropWorse();
  double Mean(const TunePoint& point) const;

  Parts parts_;
  std::vector<Block> blocks_;  // complete ones
  std::vector<TunePoint> survivors_;
  std::optional<Runner> next_;
  double noise_ = 0;
};

}  // namespace assay
