// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What all probes together say of the peak: the level at which the share of late queries equals
// what is allowed, how sure that is, and how probable it is that a run at some level is VALID.
// The model is explained in docs/peak.md.
#pragma once

#include <functional>
#include <span>
#include <vector>

namespace assay {

/// One probe, as the fit sees it.
struct FitPoint {
  double level = 0;        // queries per second, or samples per query
  double events = 0;       // late queries in independent ones
  double expected = 0;     // the same if exactly the allowed share were late
  double dispersion = 1;   // late queries per event
  double correlation = 1;  // correlation time of the latencies, in queries
};

/// How long a run is whose outcome is to be foretold.
struct RunLength {
  double queries = 0;
  double most_late = 0;  // with more of them late it is INVALID; negative: INVALID in any case
};

/// Near its peak, the late share of a system grows as level^steepness. Immutable.
class PeakFit {
 public:
  /// Needs at least one point. `allowed_share` of the queries may be late.
  PeakFit(std::span<const FitPoint> points, double allowed_share);

  /// The level at which the late share is what is allowed: the quantile of what is probable.
  double Peak(double probability) const;
  double median() const { return Peak(.5); }
  double steepness() const { return steepness_; }
  /// Standard deviation of the logarithm of the peak.
  double deviation() const { return deviation_; }
  /// Probability that a run at `level` is VALID.
  double ChanceOfValid(double level, const RunLength& run) const;
  /// The highest level at which that is at least `probability`, for runs that are as long as
  /// `length_at` says of their level.
  double Trusted(double probability, const std::function<RunLength(double level)>& length_at) const;
  /// More than 1: the probes differ by more than bursts explain (drift, other load).
  double disagreement() const { return disagreement_; }

 private:
  struct Cell {  // of the posterior
    double log_peak, steepness, weight;
  };
  std::vector<FitPoint> Near() const;
  void Weigh(std::span<const FitPoint> points);
  double DispersionNear(double log_level) const;

  std::vector<FitPoint> points_;
  double allowed_share_;
  std::vector<Cell> cells_;
  double steepness_ = 0, deviation_ = 0, mean_ = 0, disagreement_ = 1;
};

}  // namespace assay
