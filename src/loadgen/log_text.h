// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The texts of the v0.7 logs that are more than one line: settings blocks and the summary. Layout:
// docs/loadgen.md, sections 11.1 and 11.3; byte for byte, because the official checker parses it.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "loadgen/detail_log.h"
#include "loadgen/run.h"
#include "loadgen/settings.h"

namespace assay::loadgen {

/// "Single Stream", "Multi Stream Free", ...
const char* NameOf(mlperf::TestScenario scenario);
/// "Performance", "Accuracy", ...
const char* NameOf(mlperf::TestMode mode);
/// Six significant digits, as C++ streams print by default.
std::string SixDigits(double value);

void WriteEffectiveSettings(const EffectiveSettings& settings, DetailLog& log);
void WriteRequestedSettings(const EffectiveSettings& settings, DetailLog& log);

struct SummaryText {
  std::string sut_name;
  const EffectiveSettings& settings;
  const Result* performance = nullptr;  // null: an accuracy run has no figures
  std::uint64_t warnings = 0;
  std::uint64_t errors = 0;
};
std::string Summary(const SummaryText& text);

}  // namespace assay::loadgen
