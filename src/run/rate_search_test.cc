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

TEST_CASE("a rate far below what the engine could do is found in few tests") {
  const RateFound found =
      FindRate({.start_qps = 168, .max_probes = 6, .holds = [](double qps) { return qps <= 15; }});
  CHECK(found.qps <= 15);
  CHECK(found.qps >= 9);
}

TEST_CASE("after a full test that missed, the rate falls the more the further it missed") {
  CHECK(LowerRate(100, 0.011, 0.01) == doctest::Approx(85));
  CHECK(LowerRate(100, 0.02, 0.01) == doctest::Approx(50));
  CHECK(LowerRate(100, 1, 0.01) == doctest::Approx(40));
}

}  // namespace
}  // namespace assay
