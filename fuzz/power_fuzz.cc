// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any text as a meter's file: read or refused with an Error; times and energy never go back, and
// what is computed from them is a figure or a sentence.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "record/power.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  assay::RunRecord record;
  record.samples_completed = 500;
  record.timed = assay::TimedPart{1'795'694'400'000'000'000, 1'795'694'410'000'000'000};
  try {
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    const assay::PowerTrace trace = assay::ParsePowerCsv(text, "meter.csv", {});
    for (std::size_t i = 1; i < trace.points.size(); ++i) {
      ASSAY_CHECK(trace.points[i].at_ns > trace.points[i - 1].at_ns);
      ASSAY_CHECK(trace.points[i].joules >= trace.points[i - 1].joules);
    }
    const assay::PowerFigures power = assay::PowerWithin(trace, record);
    ASSAY_CHECK(power.average_watts.has_value() == power.problem.empty());
    ASSAY_CHECK(!power.average_watts || (std::isfinite(*power.average_watts) &&
                                         *power.average_watts > 0 && power.samples >= 5));
  } catch (const assay::Error& e) {
    ASSAY_CHECK(e.code() == assay::ErrorCode::kBadData);
  }
  return 0;
}
