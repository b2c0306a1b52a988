// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the rate search.
#include "run/rate_search.h"

#include <doctest/doctest.h>

namespace assay {
namespace {

TEST_CASE("rate search: a system that holds up to 100/s is found within 10 % below") {
  for (const double start : {40.0, 90.0, 130.0, 300.0}) {
    const RateFound found = FindRate(
        {.start_qps = start, .max_probes = 12, .holds = [](double qps) { return qps <= 100; }});
    CHECK(found.qps <= 100);
    CHECK(found.qps >= 88);
  }
}

TEST_CASE("rate search: a system that holds nothing gives no rate, and stops asking") {
  int asked = 0;
  const RateFound found = FindRate({.start_qps = 50, .max_probes = 5, .holds = [&](double) {
                                      ++asked;
                                      return false;
                                    }});
  CHECK(found.qps == 0);
  CHECK(asked == 5);
}

TEST_CASE("a short test speaks against a rate only when its late samples would be a surprise") {
  // Exact binomial tails at 1 %: the first count that fewer than one test in ten reaches.
  struct Row {
    std::uint64_t issued, first_surprise;
  };
  for (const Row row : {Row{50, 2}, Row{100, 3}, Row{300, 6}, Row{1000, 15}}) {
    CAPTURE(row.issued);
    CHECK(MayHold(row.first_surprise - 1, row.issued, 0.01));
    CHECK_FALSE(MayHold(row.first_surprise, row.issued, 0.01));
  }
  CHECK(MayHold(10'000, 1'000'000, 0.01));
  CHECK_FALSE(MayHold(10'400, 1'000'000, 0.01));
  CHECK(MayHold(0, 1, 0.01));
  CHECK_FALSE(MayHold(0, 0, 0.01));
  CHECK_FALSE(MayHold(50, 50, 0.01));
  CHECK_FALSE(MayHold(1, 100, 0));
}

}  // namespace
}  // namespace assay
