// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What probes say of the peak, and of runs near it.
#include "run/peak_fit.h"

#include <doctest/doctest.h>

#include <cmath>

namespace assay {
namespace {

constexpr double kAllowed = 0.01;

/// Independent queries: at 100/s one in a thousand is late, at 120/s one in ten; by the law between
/// them one in a hundred is at about 109.5/s.
PeakFit TwoProbes() {
  const FitPoint points[] = {{.level = 100, .events = 1, .expected = 10},
                             {.level = 120, .events = 100, .expected = 10}};
  return PeakFit(points, kAllowed);
}

TEST_CASE("the peak lies where the fitted share is the allowed one") {
  const PeakFit fit = TwoProbes();
  CHECK(fit.median() == doctest::Approx(std::sqrt(100 * 120.0)).epsilon(0.02));
  CHECK(fit.Peak(0.025) < fit.median());
  CHECK(fit.Peak(0.975) > fit.median());
}

TEST_CASE("a run that may have no late query is VALID as often as it has none") {
  const PeakFit fit = TwoProbes();
  // 50 queries, of which one in a thousand is late: e^-0.05. The posterior's spread costs a little.
  const double chance = fit.ChanceOfValid(100, {.queries = 50, .most_late = 0});
  CHECK(chance == doctest::Approx(std::exp(-0.05)).epsilon(0.06));
  CHECK(fit.ChanceOfValid(100, {.queries = 50, .most_late = -1}) == 0);
}

TEST_CASE("a short run is trusted at a lower level than a long one, and keeps to its probability") {
  const PeakFit fit = TwoProbes();
  const auto exact = [](double queries) {
    return [queries](double) {
      return RunLength{.queries = queries, .most_late = std::floor(queries * kAllowed)};
    };
  };
  const double shorter = fit.Trusted(0.95, exact(60));
  const double longer = fit.Trusted(0.95, exact(100'000));
  CHECK(shorter < 0.95 * longer);
  CHECK(fit.ChanceOfValid(shorter, exact(60)(shorter)) == doctest::Approx(0.95).epsilon(1e-3));
}

}  // namespace
}  // namespace assay
