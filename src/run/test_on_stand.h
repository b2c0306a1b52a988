// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One test on a stand, as a single run and the searches make it.
#pragma once

#include <filesystem>
#include <string>

#include "run/loadgen_switch.h"
#include "run/stand.h"
#include "run/test_settings_of.h"
#include "run/test_watch.h"

namespace assay {

struct TestOnStand {
  Stand& stand;  // with the SUT that Reconnect made for this test
  const MeasureContext& context;
  const RunPlan& plan;
  const WarmUp& warm_up;
  const std::string& profile;           // of the LoadGen
  const std::filesystem::path& folder;  // for its logs, exists
  TestTimes times;
  bool is_live = false;
  TestWatch watch{};
};

/// Makes the test. An engine that failed or hangs is told by the stand, not by this.
LoadGenOutcome MakeTest(const TestOnStand& test);

/// The times of a test that only has to tell whether a bound holds: what is late beyond doubt need
/// not be waited for.
TestTimes SearchTimesOf(const RunPlan& plan, const WarmUp& warm_up);

/// Of an engine that hangs.
inline constexpr char kEngineHangs[] = "the engine did not give back its last batches within 10 s";

/// Throws Error{kEngine} when the engine has failed or hangs.
void CheckEngine(Stand& stand);

}  // namespace assay
