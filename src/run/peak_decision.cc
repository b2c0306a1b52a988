// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The sequential test: mixtures of likelihood ratios.
#include "run/peak_decision.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

constexpr std::uint64_t kFirstLook = 64;
constexpr double kLookAgain = 1.2;
constexpr double kFewestEvents = 3;  // before a level is said to fail
constexpr double kGrowing = 3;       // standard errors
constexpr double kFarOff = 4;        // times the allowed share, or a part of it
constexpr double kSurer = 50;        // an end by chance would bend the fit
constexpr double kOverload = 2;      // bounds
constexpr std::uint64_t kOverloadQueries = 64;
constexpr double kOverloadTime = 4;  // bounds

/// Late shares, in allowed ones, that the test mixes as alternatives.
constexpr double kBetter[] = {0.05, 0.1, 0.25, 0.5, 0.65, 0.8, 0.9};
constexpr double kWorse[] = {1.1, 1.25, 1.5, 2, 3, 5, 10, 30, 60};

/// Logarithm of the mixed likelihood ratio of the alternatives against exactly the allowed share.
double LogEvidence(double events, double expected, std::span<const double> alternatives) {
  double largest = -1e300, sum = 0;
  for (const double ratio : alternatives) {
    const double log_ratio = events * std::log(ratio) + (1 - ratio) * expected;
    if (log_ratio > largest) {
      sum = sum * std::exp(largest - log_ratio) + 1;
      largest = log_ratio;
    } else {
      sum += std::exp(log_ratio - largest);
    }
  }
  return largest + std::log(sum / static_cast<double>(alternatives.size()));
}

}  // namespace

Decision Decide(const LateFigures& figures, const LateCriterion& criterion, double error) {
  if (figures.queries == 0) return Decision::kUndecided;
  const double events = figures.Events();
  const double expected = figures.Expected(criterion.allowed_share);
  const double needed = -std::log(error);
  if (events >= kFewestEvents && LogEvidence(events, expected, kWorse) >= needed) {
    return Decision::kFails;
  }
  if (figures.growth < kGrowing && LogEvidence(events, expected, kBetter) >= needed) {
    return Decision::kHolds;
  }
  return Decision::kUndecided;
}

bool IsOverloaded(std::span<const std::int64_t> latencies_ns, const LateCriterion& criterion,
                  double queries_per_second) {
  const double bound_s = std::chrono::duration<double>(criterion.bound).count();
  const auto stretch = std::max<std::uint64_t>(
      kOverloadQueries, static_cast<std::uint64_t>(kOverloadTime * bound_s * queries_per_second));
  if (latencies_ns.size() < stretch) return false;
  const double far = kOverload * static_cast<double>(criterion.bound.count());
  const auto last = latencies_ns.last(stretch);
  return std::all_of(last.begin(), last.end(),
                     [far](std::int64_t x) { return x < 0 || static_cast<double>(x) > far; });
}

bool ProbeWatch::WantsMore(std::span<const std::int64_t> latencies_ns) {
  for (; counted_ < latencies_ns.size(); ++counted_) {
    const std::int64_t x = latencies_ns[counted_];
    late_ += x < 0 || x > parts_.criterion.bound.count();
  }
  if (parts_.ends == Ends::kWhenImpossible) {
    return static_cast<double>(late_) <= parts_.criterion.allowed_share * parts_.planned_queries;
  }
  if (counted_ < std::max(next_look_, kFirstLook)) return true;
  next_look_ = static_cast<std::uint64_t>(kLookAgain * static_cast<double>(counted_)) + 1;
  return LookClosely(latencies_ns);
}

bool ProbeWatch::LookClosely(std::span<const std::int64_t> latencies_ns) const {
  if (IsOverloaded(latencies_ns, parts_.criterion, parts_.queries_per_second)) return false;
  const LateFigures figures = FiguresOfProbe(latencies_ns, parts_.criterion);
  if (parts_.ends == Ends::kWhenDecided) {
    return Decide(figures, parts_.criterion, parts_.error) == Decision::kUndecided;
  }
  const Decision decision = Decide(figures, parts_.criterion, parts_.error / kSurer);
  if (decision == Decision::kUndecided) return true;
  const double ratio = figures.Share() / parts_.criterion.allowed_share;
  return ratio < kFarOff && ratio > 1 / kFarOff;
}

}  // namespace assay
