// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The texts of the v0.7 logs that are more than one line: settings blocks and the summary. Layout:
// docs/loadgen.md, sections 11.1 and 11.3; byte for byte, because the official checker parses it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "loadgen/run.h"
#include "loadgen/settings.h"

namespace assay::loadgen {

/// "Single Stream", "Multi Stream Free", ...
const char* NameOf(mlperf::TestScenario scenario);
/// "Performance", "Accuracy", ...
const char* NameOf(mlperf::TestMode mode);
/// Six significant digits, as C++ streams print by default.
std::string SixDigits(double value);

/// "1,2,3".
std::string CommaSeparated(const std::vector<std::size_t>& values);
/// A name as one line: control characters become blanks, so that it cannot pretend to be a line of
/// its own.
std::string OneLine(std::string name);

/// Upstream's counters of its lock-free log. Ours writes nothing while queries are timed.
inline constexpr const char* kContentionCounters[] = {"swap_request_slots_retry_count",
                                                      "swap_request_slots_retry_retry_count",
                                                      "swap_request_slots_retry_reencounter_count",
                                                      "start_reading_entries_retry_count",
                                                      "tls_total_log_cas_fail_count",
                                                      "tls_total_swap_buffers_slot_retry_count"};

std::string EffectiveSettingsText(const EffectiveSettings& settings);
std::string RequestedSettingsText(const EffectiveSettings& settings);

struct SummaryText {
  std::string sut_name;
  const EffectiveSettings& settings;
  const Result* performance = nullptr;  // null: an accuracy run has no figures
  std::uint64_t warnings = 0;
  std::uint64_t errors = 0;
};
std::string Summary(const SummaryText& text);

}  // namespace assay::loadgen
