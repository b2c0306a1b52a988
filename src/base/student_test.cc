// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/student.h"

#include <doctest/doctest.h>

namespace assay {
namespace {

TEST_CASE("Student's quantiles are those of printed tables") {
  // Source: tables of Student's t, e.g. NIST/SEMATECH e-Handbook, 1.3.6.7.2.
  CHECK(StudentQuantile(0.975, 1) == doctest::Approx(12.706).epsilon(1e-4));
  CHECK(StudentQuantile(0.975, 5) == doctest::Approx(2.5706).epsilon(1e-4));
  CHECK(StudentQuantile(0.95, 30) == doctest::Approx(1.6973).epsilon(1e-4));
  CHECK(StudentQuantile(0.99, 4) == doctest::Approx(3.747).epsilon(1e-4));
  CHECK(StudentQuantile(0.99, 18) == doctest::Approx(2.552).epsilon(2e-4));
  CHECK(StudentQuantile(0.95, 1000) == doctest::Approx(1.646).epsilon(3e-4));
  CHECK(StudentQuantile(0.5, 7) == doctest::Approx(0));
  CHECK(StudentQuantile(0.1, 9) == doctest::Approx(-1.383).epsilon(3e-4));
}

}  // namespace
}  // namespace assay
