// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "report/compare_stats.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace assay {
namespace {

constexpr int kTrials = 1000;

/// Normal noise from a fixed seed, the same on every library.
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : engine_(seed) {}
  double Next() {
    const double u = Uniform(), v = Uniform();
    return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
  }
  std::vector<double> Repeats(int count, double mean, double relative_noise) {
    std::vector<double> values;
    for (int i = 0; i < count; ++i) values.push_back(mean * (1 + relative_noise * Next()));
    return values;
  }

 private:
  double Uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) / 9007199254740992.0; }
  std::mt19937_64 engine_;
};

struct Claims {
  int better = 0, worse = 0, same = 0, unknown = 0;
};

struct World {
  int repeats = 10;
  double true_change = 0;
  bool is_higher_better = true;
};

Claims Simulate(const World& world, std::uint64_t seed) {
  Noise noise(seed);
  Claims claims;
  for (int trial = 0; trial < kTrials; ++trial) {
    const auto a = noise.Repeats(world.repeats, 100, 0.01);
    const auto b = noise.Repeats(world.repeats, 100 * (1 + world.true_change), 0.01);
    const auto found = Estimate(a, b, {.is_higher_better = world.is_higher_better});
    int* counts[] = {&claims.better, &claims.worse, &claims.same, &claims.unknown};
    ++*counts[static_cast<int>(found.verdict)];
  }
  return claims;
}

}  // namespace

TEST_CASE("simulation: without a difference none is claimed, with 10, 5 and 3 repeats a side") {
  for (const int repeats : {10, 5, 3}) {
    const Claims claims = Simulate({.repeats = repeats}, 20201021 + repeats);
    MESSAGE(repeats, " repeats: better ", claims.better, ", worse ", claims.worse, ", same ",
            claims.same, ", cannot tell ", claims.unknown);
    CHECK(claims.better + claims.worse <= kTrials * 5 / 100);
    CHECK(claims.better + claims.worse > 0);  // an interval that never errs would be too wide
  }
}

TEST_CASE("simulation: a true change of 2 % is found with 10 repeats a side, in its direction") {
  const Claims up = Simulate({.true_change = 0.02}, 1);
  const Claims down = Simulate({.true_change = -0.02}, 2);
  const Claims slower = Simulate({.true_change = 0.02, .is_higher_better = false}, 3);
  MESSAGE("found: ", up.better, ", ", down.worse, ", ", slower.worse, " of ", kTrials);
  CHECK(up.better >= kTrials * 90 / 100);
  CHECK(down.worse >= kTrials * 90 / 100);
  CHECK(slower.worse >= kTrials * 90 / 100);
  CHECK(up.worse + down.better + slower.better == 0);
}

TEST_CASE("simulation: the interval holds the true change about as often as it says") {
  Noise noise(7);
  int held = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const auto a = noise.Repeats(5, 100, 0.01), b = noise.Repeats(5, 103, 0.01);
    const auto found = Estimate(a, b);
    held += *found.lo <= 0.03 && 0.03 <= *found.hi ? 1 : 0;
  }
  // 98 % of 1000, standard deviation sqrt(1000 * 0.98 * 0.02) = 4.4
  CHECK(held >= 962);
  CHECK(held <= 998);
}

TEST_CASE("simulation: the smallest change that could have been found is found nine times in ten") {
  Noise noise(11);
  double smallest = 0;
  for (int i = 0; i < 200; ++i) {
    smallest +=
        *Estimate(noise.Repeats(10, 100, 0.01), noise.Repeats(10, 100, 0.01)).smallest_found / 200;
  }
  // t(0.99, 18) + t(0.9, 18) = 2.552 + 1.330; error = 1 % * sqrt(2 / 10)
  CHECK(smallest == doctest::Approx(0.0174).epsilon(0.03));
  const Claims claims = Simulate({.true_change = smallest}, 12);
  CHECK(claims.better == doctest::Approx(900).epsilon(0.04));
}

TEST_CASE("one run on a side is never better, however large the change") {
  const double one[] = {100}, other[] = {200};
  const double three[] = {200, 201, 199};
  for (const auto& found : {Estimate(one, other), Estimate(one, three), Estimate(three, one)}) {
    CHECK(found.verdict == CompareVerdict::kCannotTell);
    CHECK_FALSE(found.lo);
  }
  CHECK(Estimate(one, other).change == doctest::Approx(1.0));
}

TEST_CASE("pairs take the drift out that both sides share") {
  // The machine slows down by 20 %; B is 2 % faster in every pair, give or take 0.1 %.
  const double a[] = {100, 95, 90, 85, 80};
  const double b[] = {102, 96.995, 91.71, 86.7, 81.68};
  CHECK(Estimate(a, b).verdict == CompareVerdict::kCannotTell);
  const auto paired = Estimate(a, b, {.is_paired = true});
  CHECK(paired.verdict == CompareVerdict::kBetter);
  CHECK(paired.change == doctest::Approx(0.02).epsilon(0.05));
}

TEST_CASE("same: the whole interval lies within the threshold") {
  const double a[] = {100, 100.1, 99.9}, b[] = {100.2, 100.1, 100.0};
  CHECK(Estimate(a, b).verdict == CompareVerdict::kSame);
  CHECK(Estimate(a, b, {.threshold = 0.001}).verdict == CompareVerdict::kCannotTell);
  const double exact[] = {76.1, 76.1};
  CHECK(Estimate(exact, exact).verdict == CompareVerdict::kSame);
}

TEST_CASE("absolute differences, also of values that are not positive") {
  const double a[] = {0, 0, 0}, b[] = {1, 1.01, 0.99};
  const auto found = Estimate(a, b, {.threshold = 0.1, .is_absolute = true});
  CHECK(found.change == doctest::Approx(1));
  CHECK(found.verdict == CompareVerdict::kBetter);
  CHECK(Estimate(a, b).change == doctest::Approx(1));  // no ratio to zero
}

}  // namespace assay
