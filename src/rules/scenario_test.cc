// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "rules/scenario.h"

#include <doctest/doctest.h>

#include <string>

#include "base/test_refusal.h"

namespace assay {

TEST_CASE("a scenario's name is read back whatever its case and dashes") {
  CHECK(ParseScenario("single-stream") == Scenario::kSingleStream);
  CHECK(ParseScenario("Multi Stream") == Scenario::kMultiStream);
  CHECK(ParseScenario("OFFLINE") == Scenario::kOffline);
  for (const Scenario scenario : AllScenarios()) CHECK(ParseScenario(Name(scenario)) == scenario);
}

TEST_CASE("modes and divisions are read by name") {
  CHECK(ParseMode("Accuracy") == Mode::kAccuracy);
  CHECK(ParseMode("performance") == Mode::kPerformance);
  CHECK(ParseDivision("closed") == Division::kClosed);
  CHECK(ParseDivision("Open") == Division::kOpen);
}

TEST_CASE("an unknown scenario names the nearest one and all that exist") {
  CHECK(RefusalOf(ErrorCode::kUsage, [] { ParseScenario("ofline"); }) ==
        "there is no scenario 'ofline' (did you mean Offline?): choose one of Offline, Server, "
        "SingleStream, MultiStream");
}

TEST_CASE("an empty word is no division") { CHECK_THROWS_AS(ParseDivision(""), Error); }

}  // namespace assay
