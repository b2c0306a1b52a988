// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// From a run plan to the LoadGen's settings, and the time a test may take.
#pragma once

#include <string_view>

#include "rules/run_plan.h"
#include "run/stand.h"
#include "test_settings.h"

namespace assay {

struct TestTimes {
  Nanoseconds hard_limit{0};  // zero: none
  Nanoseconds drain_limit{0};
  Nanoseconds expected{0};  // for the live view; zero: unknown
};

/// Settings for the plan, by the rules of `profile` ("v0.7", "v6"). Offline sizes its query from
/// the warm-up rate.
mlperf::TestSettings SettingsOf(const RunPlan& plan, const WarmUp& warm_up,
                                std::string_view profile);

/// How long the test may take: with a budget hard, without only a limit on draining.
TestTimes TimesOf(const RunPlan& plan, const WarmUp& warm_up);

}  // namespace assay
