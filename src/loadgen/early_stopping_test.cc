// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "loadgen/early_stopping.h"

#include <doctest/doctest.h>

#include <cmath>

namespace assay::loadgen {
namespace {

TEST_CASE("no query over the bound: 0.9 to the 44th is the first power below one in a hundred") {
  CHECK(std::pow(0.9, 44) < 0.01);
  CHECK(std::pow(0.9, 43) >= 0.01);
  CHECK(MinimumUnderLatency(0.9, 0) == 44);
}

// 0.9^n + n * 0.1 * 0.9^(n-1) < 0.01 for the first time at n = 64.
TEST_CASE("one query over the bound takes 64 queries in all at 0.9, and 662 at 0.99") {
  CHECK(MinimumUnderLatency(0.9, 1) == 63);
  CHECK(MinimumUnderLatency(0.99, 1) == 661);
}

TEST_CASE("the most queries over the bound is the inverse of the fewest under it") {
  for (const double p : {0.9, 0.97, 0.99, 0.999}) {
    for (const std::uint64_t t : {0u, 1u, 2u, 7u, 100u, 5000u}) {
      const std::uint64_t fewest = MinimumUnderLatency(p, t) + t;
      CHECK(MostOverLatency(p, fewest) == t);
      CHECK(MostOverLatency(p, fewest - 1) == (t == 0 ? std::nullopt : std::optional(t - 1)));
    }
  }
}

// Direct sum of the binomial probabilities, in the order in which nothing is lost.
double SlowTail(std::uint64_t n, std::uint64_t t, double q) {
  double term = std::pow(1 - q, static_cast<double>(n));
  double sum = term;
  for (std::uint64_t k = 1; k <= t; ++k) {
    term *= static_cast<double>(n - k + 1) / static_cast<double>(k) * (q / (1 - q));
    sum += term;
  }
  return sum;
}

TEST_CASE("the threshold is the first count whose summed tail is below one in a hundred") {
  for (std::uint64_t t = 0; t < 60; ++t) {
    const std::uint64_t n = MinimumUnderLatency(0.9, t) + t;
    CAPTURE(t);
    CHECK(SlowTail(n, t, 0.1) < 0.01);
    CHECK(SlowTail(n - 1, t, 0.1) >= 0.01);
  }
}

TEST_CASE("Server: one query fewer than needed fails") {
  CHECK(JudgeBound(0.99, 662, 1).is_met);
  CHECK_FALSE(JudgeBound(0.99, 661, 1).is_met);
  CHECK(JudgeBound(0.99, 661, 1).needed == 662);
}

// h(10) + 10 = 197 <= 200 < h(11) + 11: the estimate leaves nine out and takes the tenth highest.
TEST_CASE("SingleStream: of 200 queries at 0.9 nine are discarded") {
  const EarlyStopping judged = JudgeCount(0.9, 200);
  CHECK(judged.is_met);
  CHECK(judged.discarded == 9);
  CHECK(EstimateRank(0.9, 200) == 190);
  CHECK_FALSE(EstimateRank(0.99, 200));
}

TEST_CASE("a run of a hundred million queries is judged at once") {
  const std::uint64_t most = *MostOverLatency(0.99, 100'000'000);
  // Mean 1,000,000, standard deviation 995: the 1 % quantile lies 2.326 deviations below.
  CHECK(most == doctest::Approx(1'000'000 - 2.326 * 995).epsilon(0.0001));
}

}  // namespace
}  // namespace assay::loadgen
