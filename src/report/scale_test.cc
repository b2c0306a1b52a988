// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "report/scale.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace assay::report {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("each further nine is as far away as the one before") {
  CHECK(PercentilePosition(0) == doctest::Approx(0));
  CHECK(PercentilePosition(90) == doctest::Approx(1));
  CHECK(PercentilePosition(99) == doctest::Approx(2));
  CHECK(PercentilePosition(99.9) == doctest::Approx(3));
  CHECK(PercentilePosition(50) == doctest::Approx(0.30103));
  CHECK(std::isfinite(PercentilePosition(100)));
  CHECK(std::isfinite(PercentilePosition(kNan)));
}

TEST_CASE("a linear scale maps ends to ends and keeps what lies outside at them") {
  const Scale scale(Scale::Kind::kLinear, {0, 10}, {100, 200});
  CHECK(scale(0) == 100);
  CHECK(scale(5) == 150);
  CHECK(scale(99) == 200);
  CHECK(scale(-1) == 100);
  CHECK(scale(kNan) == 100);
  CHECK(scale(kInfinity) == 100);
}

TEST_CASE("a logarithmic scale gives each power of ten the same room") {
  const Scale scale(Scale::Kind::kLogarithmic, {1, 100}, {0, 200});
  CHECK(scale(10) == doctest::Approx(100));
  CHECK(scale(0) == 0);
}

TEST_CASE("a scale without extent has one place") {
  CHECK(Scale(Scale::Kind::kLinear, {3, 3}, {7, 9})(3) == 7);
  CHECK(Scale(Scale::Kind::kLogarithmic, {0, 0}, {7, 9})(3) == 7);
}

TEST_CASE("linear ticks are round, begin at zero and reach the greatest value") {
  CHECK(LinearTicks(26, 6) == std::vector<double>{0, 5, 10, 15, 20, 25, 30});
  CHECK(LinearTicks(100, 5) == std::vector<double>{0, 20, 40, 60, 80, 100});
  CHECK(LinearTicks(0, 5) == std::vector<double>{0, 1});
  CHECK(LinearTicks(kNan, 5) == std::vector<double>{0, 1});
  CHECK(LinearTicks(kInfinity, 5) == std::vector<double>{0, 1});
  CHECK(LinearTicks(1e-9, 5).back() == doctest::Approx(1e-9));
}

TEST_CASE("logarithmic ticks enclose the values; many decades keep the powers only") {
  CHECK(LogarithmicTicks({3, 40}, 8) == std::vector<double>{2, 5, 10, 20, 50});
  const std::vector<double> powers = LogarithmicTicks({0.5, 9000}, 6);
  CHECK(powers.front() == doctest::Approx(0.1));
  CHECK(powers.back() == doctest::Approx(10'000));
  CHECK(powers.size() == 6);
}

TEST_CASE("durations are read in the unit that leaves at least two of it") {
  CHECK(UnitFor(15e6).name == "ms");
  CHECK(UnitFor(1.5e9).name == "ms");
  CHECK(UnitFor(2e9).name == "s");
  CHECK(UnitFor(40e3).name == "µs");
  CHECK(UnitFor(0).name == "ns");
}

TEST_CASE("a tick shows as few digits as tell it") {
  CHECK(TickText(0) == "0");
  CHECK(TickText(2.5) == "2.5");
  CHECK(TickText(20'000) == "20,000");
  CHECK(TickText(99.99) == "99.99");
  CHECK(TickText(-5) == "-5");
}

}  // namespace assay::report
