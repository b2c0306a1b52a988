// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Whole searches on invented machines whose best setting is known, with noise and drift.
#include "run/tune_search.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <random>
#include <set>

#include "run/tune_stats.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

/// A machine: the figure of each setting, and how measuring it scatters.
struct Surface {
  std::vector<TuneAxisShape> axes;
  std::function<double(const TunePoint&)> log_figure;
  double noise = 0.02;   // of a short trial; a longer one has less, down to half of it
  double drift = 0;      // of the logarithm, over the whole time
  double disturbed = 0;  // the share of trials that other work slows down by three tenths
  double overhead = 1;   // seconds that a trial takes to start
};

struct Searched {
  TuneOutcome outcome;
  double regret = 0;  // by how much the answer is worse than the best setting
  double spent = 0;   // seconds
  std::size_t trials = 0;
};

TunePlan PlanFor(const Surface& surface) {
  return {.axes = surface.axes, .total_time = 300s, .short_trial = 3s};
}

double BestOf(const Surface& surface) {
  double best = -1e300;
  TunePoint point(surface.axes.size(), 0);
  while (true) {
    best = std::max(best, surface.log_figure(point));
    std::size_t axis = 0;
    while (axis < point.size() && ++point[axis] == surface.axes[axis].values) point[axis++] = 0;
    if (axis == point.size()) return best;
  }
}

/// Measures trial after trial.
class Machine {
 public:
  Machine(const Surface& surface, unsigned seed) : surface_(surface), random_(seed) {}

  TuneResult Measure(const TuneTrial& trial, double total) {
    const double seconds = std::chrono::duration<double>(trial.duration).count();
    const double noise = surface_.noise * std::max(0.5, std::sqrt(3 / seconds));
    const double now = spent_ / total;
    const double x =
        surface_.log_figure(trial.point) + surface_.drift * now + noise * normal_(random_);
    const bool is_disturbed = uniform_(random_) < surface_.disturbed;
    TuneResult r{.trial = trial, .figure = std::exp(x) * (is_disturbed ? 0.7 : 1)};
    r.is_abandoned = r.figure < trial.hopeless;
    const double spent = surface_.overhead + (r.is_abandoned ? seconds / 3 : seconds);
    spent_ += spent;
    r.spent = Nanoseconds(std::llround(spent * 1e9));
    return r;
  }
  double spent() const { return spent_; }

 private:
  const Surface& surface_;
  std::mt19937 random_;
  std::normal_distribution<double> normal_;
  std::uniform_real_distribution<double> uniform_;
  double spent_ = 0;
};

Searched Search(const Surface& surface, unsigned seed) {
  const TunePlan plan = PlanFor(surface);
  Machine machine(surface, seed);
  std::vector<TuneResult> results;
  while (const auto trial = NextTrial(plan, results)) {
    results.push_back(machine.Measure(*trial, 300));
    REQUIRE(results.size() < 1000);
  }
  Searched s{
      .outcome = OutcomeOf(plan, results), .spent = machine.spent(), .trials = results.size()};
  s.regret = BestOf(surface) - surface.log_figure(s.outcome.best);
  return s;
}

struct Tally {
  int good = 0, better = 0, intervals_hold = 0;
  double spent = 0, worst = 0, trials = 0;
};

Tally SearchMany(const Surface& surface, int seeds) {
  Tally tally;
  const TunePoint preset = PresetOf(PlanFor(surface));
  for (int seed = 0; seed < seeds; ++seed) {
    const Searched s = Search(surface, static_cast<unsigned>(seed));
    REQUIRE(s.outcome.ended.has_value());
    tally.good += s.regret <= 0.02;
    tally.worst = std::max(tally.worst, s.regret);
    tally.spent = std::max(tally.spent, s.spent);
    tally.trials += static_cast<double>(s.trials) / seeds;
    if (s.outcome.ended != TuneEnd::kBetter) continue;
    ++tally.better;
    const double truth = std::exp(surface.log_figure(s.outcome.best) - surface.log_figure(preset));
    tally.intervals_hold += s.outcome.low <= truth && truth <= s.outcome.high;
  }
  MESSAGE(
      fmt::format("of {}: {} within 2 %, worst {:.3f}; {} better, {} intervals hold the truth; "
                  "{:.0f} trials, at most {:.0f} s",
                  seeds, tally.good, tally.worst, tally.better, tally.intervals_hold, tally.trials,
                  tally.spent));
  return tally;
}

/// Streams, threads, batch, window of a processor of many cores: a round top away from the default,
/// and streams and batch that make up for each other.
Surface RoundTop() {
  return {.axes = {{7, 3}, {3, 2}, {6, 0}, {4, 0}}, .log_figure = [](const TunePoint& p) {
            const double streams = p[0] - 4.2, batch = p[2] - 2.3;
            return 5 - 0.02 * streams * streams - 0.02 * batch * batch - 0.01 * streams * batch -
                   0.05 * (2 - p[1]) - 0.02 * std::abs(p[3] - 1);
          }};
}

/// A ridge along which two axes must change together.
Surface Ridge() {
  return {.axes = {{7, 0}, {7, 6}, {3, 0}}, .log_figure = [](const TunePoint& p) {
            const double across = p[0] + p[1] - 6, along = p[0] - p[1] - 1;
            return 3 - 0.06 * across * across - 0.006 * along * along - 0.03 * p[2];
          }};
}

Surface Flat() {
  return {.axes = {{5, 2}, {3, 2}, {6, 0}, {4, 0}},
          .log_figure = [](const TunePoint&) { return 4.0; }};
}

/// Two cores: six settings, the default among the best.
Surface DefaultIsBest() {
  return {.axes = {{2, 1}, {2, 1}, {4, 0}}, .log_figure = [](const TunePoint& p) {
            return 4 - 0.2 * (1 - p[0]) - 0.4 * (1 - p[1]) - 0.04 * p[2];
          }};
}

constexpr int kSeeds = 200;

TEST_CASE(
    "tune: a round top is found within 2 % in 95 of 100 searches, in a fifth of all settings' "
    "time") {
  const Surface surface = RoundTop();
  const Tally tally = SearchMany(surface, kSeeds);
  CHECK(tally.good >= 0.95 * kSeeds);
  CHECK(tally.better >= 0.95 * kSeeds);
  CHECK(tally.intervals_hold >= 0.93 * tally.better);
  CHECK(tally.spent <= 300);  // 7 * 3 * 6 * 4 settings of 4 s: 2016 s
}

TEST_CASE("tune: a ridge along which two settings must change together is climbed") {
  const Tally tally = SearchMany(Ridge(), kSeeds);
  CHECK(tally.good >= 0.95 * kSeeds);
}

TEST_CASE(
    "tune: where all settings are alike, a gain is claimed in no more than 5 of 100 searches") {
  CHECK(SearchMany(Flat(), kSeeds).better <= 0.05 * kSeeds);
}

TEST_CASE("tune: a machine that grows slower all the time makes no setting better") {
  Surface surface = Flat();
  surface.drift = -0.3;
  CHECK(SearchMany(surface, kSeeds).better <= 0.05 * kSeeds);
}

TEST_CASE("tune: drift does not hide the best setting") {
  Surface surface = RoundTop();
  surface.drift = -0.1;
  CHECK(SearchMany(surface, kSeeds).good >= 0.9 * kSeeds);
}

TEST_CASE("tune: other work that slows down trials now and then makes no setting better") {
  Surface surface = Flat();
  surface.disturbed = 0.3;
  CHECK(SearchMany(surface, kSeeds).better <= 0.05 * kSeeds);
}

TEST_CASE("tune: where other work slows down a trial in ten, less is found, none of it wrong") {
  Surface surface = RoundTop();
  surface.disturbed = 0.1;
  const Tally tally = SearchMany(surface, kSeeds);
  CHECK(tally.better >= 0.75 * kSeeds);
  CHECK(tally.intervals_hold >= 0.95 * tally.better);
}

TEST_CASE("tune: where the default is the best, nothing is called better") {
  const Tally tally = SearchMany(DefaultIsBest(), kSeeds);
  CHECK(tally.better <= 0.05 * kSeeds);
  CHECK(tally.good >= 0.99 * kSeeds);
}

}  // namespace
}  // namespace assay
