// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Which setting is tried next for the first time.
#include "run/tune_screen.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

constexpr double kNothing = -1e300;  // below any logarithm of a figure
constexpr int kPresetTrials = 2;     // everything is compared with the default
constexpr double kStepNoise = 1;     // a better setting is one by this many standard deviations
constexpr double kDownNoise = 1.5;   // a side leads down when it is worse by so many
constexpr double kClearNoise = 3;    // a clearly worse setting is so by so many
constexpr std::size_t kExplored = 6;
constexpr double kHopeless = 0.35;  // of the logarithm: three tenths below the best
constexpr double kHopelessNoise = 5;
constexpr std::size_t kMostSettings = 200'000;  // that are listed to draw lots from

std::uint64_t Mixed(std::uint64_t x) {
  x = (x + 1) * 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  return x ^ (x >> 31);
}

}  // namespace

TuneScreen::TuneScreen(const TunePlan& plan, std::span<const TuneResult> results)
    : plan_(plan), incumbent_(PresetOf(plan)) {
  double best = kNothing;
  for (const TuneResult& r : results) {
    ++tried_;
    explored_ += r.trial.stage == TuneStage::kExplore;
    Seen& seen = seen_[r.trial.point];
    if (!(r.figure > 0) || r.is_abandoned) {
      seen.is_out = true;
      continue;
    }
    const double x = std::log(r.figure);
    seen.sum += x;
    seen.squares += x * x;
    ++seen.count;
    const double mean = seen.sum / seen.count;
    if (r.trial.point == incumbent_ || mean > best + kStepNoise * noise_) {
      if (r.trial.point != incumbent_) jump_ = mean - best;
      incumbent_ = r.trial.point;
      best = mean;
    }
  }
  double squares = kAssumedFreedom * kAssumedNoise * kAssumedNoise, freedom = kAssumedFreedom;
  for (const auto& [point, seen] : seen_) {
    if (seen.count < 2) continue;
    squares += std::max(0.0, seen.squares - seen.sum * seen.sum / seen.count);
    freedom += seen.count - 1;
  }
  noise_ = std::sqrt(squares / freedom);
  TakeBest(LogFigure(incumbent_).value_or(kNothing));
}

/// An incumbent whose second trial was worse gives way.
void TuneScreen::TakeBest(double best) {
  for (const auto& [point, seen] : seen_) {
    const auto x = LogFigure(point);
    if (!x || *x <= best + kStepNoise * noise_) continue;
    incumbent_ = point;
    best = *x;
    jump_ = 0;
  }
}

std::optional<double> TuneScreen::LogFigure(const TunePoint& point) const {
  const auto found = seen_.find(point);
  if (found == seen_.end() || found->second.is_out) return std::nullopt;
  return found->second.sum / found->second.count;
}

bool TuneScreen::IsOpen(const TunePoint& point) const {
  return !seen_.contains(point) && (!plan_.is_allowed || plan_.is_allowed(point));
}

bool TuneScreen::LeadsDown(const TunePoint& point) const {
  const auto found = seen_.find(point);
  if (found == seen_.end()) return false;
  if (found->second.is_out) return true;
  const auto best = LogFigure(incumbent_);
  return best && *LogFigure(point) < *best - kDownNoise * std::sqrt(2.0) * noise_;
}

/// The nearest setting on the line through the incumbent that was not tried, on a side that has not
/// turned out to lead down.
std::optional<TunePoint> TuneScreen::OnAxis(std::size_t axis) const {
  const TuneAxisShape& shape = plan_.axes[axis];
  bool is_closed[2] = {false, false};
  for (int distance = 1; distance < shape.values; ++distance) {
    for (const int side : {1, 0}) {
      TunePoint point = incumbent_;
      point[axis] += side == 1 ? distance : -distance;
      if (point[axis] < 0 || point[axis] >= shape.values || is_closed[side]) continue;
      if (IsOpen(point)) return point;
      is_closed[side] = shape.is_ordered && LeadsDown(point);
    }
  }
  return std::nullopt;
}

std::optional<TunePoint> TuneScreen::OnTwoAxes() const {
  for (std::size_t a = 0; a < plan_.axes.size(); ++a) {
    for (std::size_t b = a + 1; b < plan_.axes.size(); ++b) {
      for (const auto& [up, right] : {std::pair{1, -1}, {-1, 1}, {1, 1}, {-1, -1}}) {
        TunePoint point = incumbent_;
        point[a] += up;
        point[b] += right;
        const bool is_inside = point[a] >= 0 && point[a] < plan_.axes[a].values && point[b] >= 0 &&
                               point[b] < plan_.axes[b].values;
        if (is_inside && IsOpen(point)) return point;
      }
    }
  }
  return std::nullopt;
}

std::optional<TunePoint> TuneScreen::ByLot() const {
  if (explored_ >= kExplored) return std::nullopt;
  std::vector<TunePoint> open;
  TunePoint point(plan_.axes.size(), 0);
  for (std::size_t listed = 0; listed < kMostSettings; ++listed) {
    if (IsOpen(point)) open.push_back(point);
    std::size_t axis = 0;
    while (axis < point.size() && ++point[axis] == plan_.axes[axis].values) point[axis++] = 0;
    if (axis == point.size()) break;
  }
  if (open.empty()) return std::nullopt;
  return open[Mixed(tried_) % open.size()];
}

TuneTrial TuneScreen::Trial(TuneStage stage, const TunePoint& point) const {
  TuneTrial trial{.stage = stage, .point = point, .duration = plan_.short_trial};
  if (const auto best = LogFigure(incumbent_)) {
    trial.expected = std::exp(*best);
    if (!seen_.contains(point) && point != PresetOf(plan_)) {
      trial.hopeless = std::exp(*best - std::max(kHopeless, kHopelessNoise * noise_));
    }
  }
  return trial;
}

std::optional<TuneTrial> TuneScreen::Next() const {
  const TunePoint preset = PresetOf(plan_);
  const auto seen = seen_.find(preset);
  if (seen == seen_.end() || (!seen->second.is_out && seen->second.count < kPresetTrials)) {
    return Trial(TuneStage::kScreen, preset);
  }
  // A leap may be luck: all that follows would be measured by it.
  const bool is_leap = jump_ > kClearNoise * std::sqrt(2.0) * kAssumedNoise;
  if (is_leap && LogFigure(incumbent_) && seen_.at(incumbent_).count == 1) {
    return Trial(TuneStage::kScreen, incumbent_);
  }
  for (std::size_t axis = 0; axis < plan_.axes.size(); ++axis) {
    if (const auto point = OnAxis(axis)) return Trial(TuneStage::kScreen, *point);
  }
  if (const auto point = OnTwoAxes()) return Trial(TuneStage::kScreen, *point);
  if (const auto point = ByLot()) return Trial(TuneStage::kExplore, *point);
  return std::nullopt;
}

std::vector<TunePoint> TuneScreen::Promising(std::size_t count) const {
  double best = kNothing;
  std::vector<std::pair<double, TunePoint>> ranked;
  for (const auto& [point, seen] : seen_) {
    if (const auto x = LogFigure(point)) {
      ranked.emplace_back(*x, point);
      best = std::max(best, *x);
    }
  }
  std::sort(ranked.begin(), ranked.end(), std::greater<>());
  const double least = best - kClearNoise * std::sqrt(2.0) * noise_;
  std::vector<TunePoint> points;
  for (const auto& [x, point] : ranked) {
    if (x >= least && points.size() < count) points.push_back(point);
  }
  const TunePoint preset = PresetOf(plan_);
  if (LogFigure(preset) && std::find(points.begin(), points.end(), preset) == points.end()) {
    points.push_back(preset);
  }
  return points;
}

}  // namespace assay
