// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Who is still in the race.
#include "run/tune_race.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/student.h"
#include "run/tune_screen.h"
#include "run/tune_stats.h"

namespace assay {
namespace {

constexpr int kMostBlocks = 6;
constexpr std::size_t kFewestEntrants = 3;  // of two the confirmation decides

}  // namespace

TuneRace::TuneRace(Parts parts, std::span<const TuneResult> results)
    : parts_(std::move(parts)), survivors_(parts_.entrants), noise_(parts_.noise) {
  if (survivors_.size() < kFewestEntrants) return;
  std::vector<Block> measured;
  for (const TuneResult& r : results) {
    measured.resize(std::max(measured.size(), static_cast<std::size_t>(r.trial.block) + 1));
    const bool is_out = !(r.figure > 0) || r.is_abandoned;
    measured[static_cast<std::size_t>(r.trial.block)][r.trial.point] =
        is_out ? -std::numeric_limits<double>::infinity() : std::log(r.figure);
  }
  measured.resize(std::max<std::size_t>(measured.size(), kMostBlocks));
  for (int block = 0; block < kMostBlocks && survivors_.size() > 1; ++block) {
    const Block& have = measured[static_cast<std::size_t>(block)];
    next_ = Missing(block, have);
    if (next_) return;
    DropOut(have);
    blocks_.push_back(have);
    DropWorse();
  }
}

/// Each block begins with another one, so that none always follows the same.
std::optional<TuneRace::Runner> TuneRace::Missing(int block, const Block& have) const {
  for (std::size_t i = 0; i < survivors_.size(); ++i) {
    const TunePoint& point = survivors_[(i + static_cast<std::size_t>(block)) % survivors_.size()];
    if (!have.contains(point)) return Runner{.block = block, .point = point};
  }
  return std::nullopt;
}

void TuneRace::DropOut(const Block& last) {
  std::erase_if(survivors_, [&last](const TunePoint& p) { return std::isinf(last.at(p)); });
}

double TuneRace::Mean(const TunePoint& point) const {
  double sum = 0;
  for (const Block& block : blocks_) sum += block.at(point);
  return sum / static_cast<double>(blocks_.size());
}

/// Those whose mean lies below the best's by more than noise explains, at the confidence shared
/// among all comparisons.
void TuneRace::DropWorse() {
  std::vector<std::vector<double>> rows;
  for (const Block& block : blocks_) {
    std::vector<double>& row = rows.emplace_back();
    for (const TunePoint& point : survivors_) row.push_back(block.at(point));
  }
  if (survivors_.empty()) return;
  const Scatter scatter = ScatterOf(rows);
  const double freedom = kAssumedFreedom + scatter.freedom;
  noise_ = std::sqrt((kAssumedFreedom * parts_.noise * parts_.noise + scatter.squares) / freedom);
  std::stable_sort(survivors_.begin(), survivors_.end(),
                   [this](const TunePoint& a, const TunePoint& b) { return Mean(a) > Mean(b); });
  if (blocks_.size() < 2 || survivors_.size() < 2) return;
  const auto others = static_cast<double>(survivors_.size() - 1);
  const double t = StudentQuantile(1 - (1 - parts_.confidence) / others, freedom);
  const double reach = t * noise_ * std::sqrt(2.0 / static_cast<double>(blocks_.size()));
  const double best = Mean(survivors_.front());
  std::erase_if(survivors_, [&](const TunePoint& p) { return Mean(p) < best - reach; });
}

double TuneRace::Figure(const TunePoint& point) const {
  if (blocks_.empty() || !blocks_.back().contains(point)) return 0;
  return std::exp(Mean(point));
}

}  // namespace assay
