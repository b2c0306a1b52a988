// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of percentiles.
#include "loadgen/results.h"

#include <doctest/doctest.h>

#include <numeric>

namespace assay::loadgen {
namespace {

std::vector<std::int64_t> OneTo(std::int64_t last) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(last));
  std::iota(values.rbegin(), values.rend(), 1);  // descending: order must not matter
  return values;
}

TEST_CASE("the percentile is the value at index trunc(n * p) of the sorted values") {
  std::vector<std::int64_t> values = OneTo(1000);
  const Percentiles p = PercentilesOf(values, 0.42);
  // Index 500 of 1..1000 is 501, and so on.
  CHECK(p.ns == std::array<std::int64_t, 6>{501, 901, 951, 971, 991, 1000});
  CHECK(p.target_ns == 421);
  CHECK(p.min_ns == 1);
  CHECK(p.max_ns == 1000);
  CHECK(p.mean_ns == 500);  // 500.5, cut
}

TEST_CASE("a rank beyond the end is the last value; no values give zeros") {
  std::vector<std::int64_t> values = {7};
  CHECK(PercentilesOf(values, 1.0).target_ns == 7);
  std::vector<std::int64_t> none;
  CHECK(PercentilesOf(none, 0.9).max_ns == 0);
}

}  // namespace
}  // namespace assay::loadgen
