// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The posterior of peak and steepness on a grid.
#include "run/peak_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"

namespace assay {
namespace {

constexpr int kSteps = 32;       // of the peak's grid, between two levels that were probed
constexpr int kSteepSteps = 28;  // of the steepness's
constexpr double kLeastSteep = 0.7, kMostSteep = 1500;
constexpr double kSteepPerCorrelation = 3, kSteepSpread = 1.0;
constexpr double kReach = 0.7;   // how far beyond the probed levels the peak may lie (logarithm)
constexpr double kWindow = 0.8;  // logarithm of the late share over the allowed one
constexpr std::ptrdiff_t kAlways = 2;
constexpr double kPriorFreedom = 4;

double NormalTail(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }

/// P(Poisson(mean) <= limit), continued between the integers; Wilson and Hilferty's approximation.
double PoissonAtMost(double limit, double mean) {
  const double a = limit + 1;
  const double spread = 1 / (9 * a);
  return NormalTail((std::cbrt(mean / a) - (1 - spread)) / std::sqrt(spread));
}

struct Node {
  double log_peak, width;
};

/// Finer where the levels lie close together.
std::vector<Node> NodesBetween(std::span<const FitPoint> points) {
  std::vector<double> edges;
  for (const FitPoint& p : points) edges.push_back(std::log(p.level));
  std::sort(edges.begin(), edges.end());
  edges.insert(edges.begin(), edges.front() - kReach);
  edges.push_back(edges.back() + kReach);
  std::vector<Node> nodes;
  for (std::size_t e = 1; e < edges.size(); ++e) {
    const double width = (edges[e] - edges[e - 1]) / kSteps;
    if (width < 1e-9) continue;
    for (int i = 0; i < kSteps; ++i) nodes.push_back({edges[e - 1] + (i + 0.5) * width, width});
  }
  return nodes;
}

double UsualSteepness(std::span<const FitPoint> points) {
  double sum = 0, weights = 0;
  for (const FitPoint& p : points) {
    const double weight = 1 / (1 + std::abs(std::log((p.events + 0.1) / (p.expected + 0.1))));
    sum += weight * std::log(p.correlation);
    weights += weight;
  }
  return kSteepPerCorrelation * std::exp(0.5 * sum / weights);
}

}  // namespace

PeakFit::PeakFit(std::span<const FitPoint> points, double allowed_share)
    : allowed_share_(allowed_share) {
  ASSAY_CHECK(!points.empty());
  points_.assign(points.begin(), points.end());
  Weigh(points_);
  std::vector<FitPoint> near = Near();
  Weigh(near);
  double chi = 0, freedom = kPriorFreedom - 2;
  for (const FitPoint& p : near) {
    const double mean =
        p.expected * std::exp(std::clamp(steepness_ * (std::log(p.level) - mean_), -5.0, 5.0));
    if (mean < 0.5) continue;
    chi += (p.events - mean) * (p.events - mean) / mean;
    freedom += 1;
  }
  disagreement_ = std::max(1.0, (kPriorFreedom - 2 + chi) / std::max(1.0, freedom));
  if (disagreement_ > 1) {
    for (FitPoint& p : near) {
      p.events /= disagreement_;
      p.expected /= disagreement_;
    }
    Weigh(near);
  }
}

/// The law holds near the peak only. Of what lies far from it, two on each side, so that the peak
/// stays enclosed.
std::vector<FitPoint> PeakFit::Near() const {
  std::vector<FitPoint> sorted = points_;
  std::sort(sorted.begin(), sorted.end(),
            [](const FitPoint& a, const FitPoint& b) { return a.level < b.level; });
  const auto first_above =
      std::find_if(sorted.begin(), sorted.end(),
                   [this](const FitPoint& p) { return std::log(p.level) > mean_; }) -
      sorted.begin();
  std::vector<FitPoint> near;
  for (std::ptrdiff_t i = 0; i < std::ssize(sorted); ++i) {
    const FitPoint& p = sorted[static_cast<std::size_t>(i)];
    const bool is_nearest = i >= first_above - kAlways && i < first_above + kAlways;
    const double distance = std::abs(std::log(p.level) - mean_);
    if (is_nearest || distance <= kWindow / steepness_ + 2 * deviation_) near.push_back(p);
  }
  return near;
}

void PeakFit::Weigh(std::span<const FitPoint> points) {
  const std::vector<Node> nodes = NodesBetween(points);
  const double usual = std::log(UsualSteepness(points));
  cells_.clear();
  double best = -std::numeric_limits<double>::infinity();
  for (int k = 0; k < kSteepSteps; ++k) {
    const double log_steep =
        std::log(kLeastSteep) + (k + 0.5) / kSteepSteps * std::log(kMostSteep / kLeastSteep);
    const double steep = std::exp(log_steep);
    const double away = (log_steep - usual) / kSteepSpread;
    for (const Node& node : nodes) {
      double log_weight = std::log(node.width) - 0.5 * away * away;
      for (const FitPoint& p : points) {
        const double z = std::min(50.0, steep * (std::log(p.level) - node.log_peak));
        const double ratio = -std::expm1(-allowed_share_ * std::exp(z)) / allowed_share_;
        log_weight += p.events * std::log(std::max(ratio, 1e-300)) - p.expected * ratio;
      }
      best = std::max(best, log_weight);
      cells_.push_back({node.log_peak, steep, log_weight});
    }
  }
  double sum = 0, mean = 0, square = 0, log_steep = 0;
  for (Cell& c : cells_) sum += c.weight = std::exp(c.weight - best);
  for (Cell& c : cells_) {
    c.weight /= sum;
    mean += c.weight * c.log_peak;
    log_steep += c.weight * std::log(c.steepness);
  }
  for (const Cell& c : cells_) square += c.weight * (c.log_peak - mean) * (c.log_peak - mean);
  mean_ = mean;
  deviation_ = std::sqrt(square);
  steepness_ = std::exp(log_steep);
  std::sort(cells_.begin(), cells_.end(),
            [](const Cell& a, const Cell& b) { return a.log_peak < b.log_peak; });
}

double PeakFit::Peak(double probability) const {
  double sum = 0;
  for (const Cell& c : cells_) {
    sum += c.weight;
    if (sum >= probability) return std::exp(c.log_peak);
  }
  return std::exp(cells_.back().log_peak);
}

double PeakFit::DispersionNear(double log_level) const {
  double sum = 0, weights = 0;
  for (const FitPoint& p : points_) {
    const double away = steepness_ * (std::log(p.level) - log_level);
    const double weight = p.expected * p.dispersion * std::exp(-std::abs(away)) + 1e-12;
    sum += weight * std::log(p.dispersion);
    weights += weight;
  }
  return std::exp(sum / weights);
}

double PeakFit::ChanceOfValid(double level, const RunLength& run) const {
  const double log_level = std::log(level);
  if (run.most_late < 0) return 0;
  const double weight = 1 / (DispersionNear(log_level) * disagreement_);
  const double at_peak = run.queries * allowed_share_ * weight;
  double chance = 0;
  for (const Cell& c : cells_) {
    if (c.weight < 1e-9) continue;
    const double z = std::min(50.0, c.steepness * (log_level - c.log_peak));
    const double ratio = -std::expm1(-allowed_share_ * std::exp(z)) / allowed_share_;
    chance += c.weight * PoissonAtMost(run.most_late * weight, at_peak * ratio);
  }
  return chance;
}

double PeakFit::Trusted(double probability,
                        const std::function<RunLength(double level)>& length_at) const {
  double low = cells_.front().log_peak - 2, high = cells_.back().log_peak + 1;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    const double level = std::exp(middle);
    (ChanceOfValid(level, length_at(level)) >= probability ? low : high) = middle;
  }
  return std::exp(low);
}

}  // namespace assay
