// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "loadgen/percentiles.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace assay::loadgen {
namespace {

std::vector<std::int64_t> OneTo(std::int64_t last) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(last));
  std::iota(values.rbegin(), values.rend(), 1);  // descending: order must not matter
  return values;
}

TEST_CASE("the percentile is the value at index trunc(n * p) of the sorted values") {
  const Percentiles p = PercentilesOf(OneTo(1000), 0.42);
  // Index 500 of 1..1000 is 501, and so on.
  CHECK(p.ns == std::array<std::int64_t, 6>{501, 901, 951, 971, 991, 1000});
  CHECK(p.target_ns == 421);
  CHECK(p.min_ns == 1);
  CHECK(p.max_ns == 1000);
  CHECK(p.mean_ns == 500);  // 500.5, cut
}

TEST_CASE("a rank beyond the end is the last value; no values give zeros") {
  CHECK(PercentilesOf(std::vector<std::int64_t>{7}, 1.0).target_ns == 7);
  CHECK(PercentilesOf({}, 0.9).max_ns == 0);
}

void CheckAgainstSorting(const std::vector<std::int64_t>& values) {
  std::vector<std::int64_t> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  std::vector<RankedValue> wanted;
  for (const double p : {1.0, 0.0, 0.5, 0.9, 0.99, 0.99, 0.999, 0.123456}) {
    wanted.push_back({.rank = RankOf(values.size(), p)});
  }
  FindRanked(values, wanted);
  for (const RankedValue& each : wanted) CHECK(each.value == sorted[each.rank]);
}

TEST_CASE("selection by counting equals sorting, whatever the spread of the values") {
  std::mt19937_64 random(7);
  for (const int bits : {1, 8, 11, 12, 13, 24, 31, 36, 37, 47, 62}) {
    CAPTURE(bits);
    std::vector<std::int64_t> values(100'000);
    for (auto& value : values) {
      value = static_cast<std::int64_t>(random() >> (64 - bits)) - (std::int64_t{1} << (bits - 1));
    }
    CheckAgainstSorting(values);
  }
}

TEST_CASE("many equal values and one far away") {
  std::vector<std::int64_t> values(70'000, 120);
  CheckAgainstSorting(values);
  values[500] = 3'000'000'000'000;
  values[501] = 121;
  CheckAgainstSorting(values);
}

}  // namespace
}  // namespace assay::loadgen
