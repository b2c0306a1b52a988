// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// From the samples of a power meter and a test's timed part to watts, energy, samples per joule;
// and the samples as a file.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "record/run_record.h"

namespace assay {

inline constexpr char kPowerFileName[] = "assay_power.csv";

/// How much energy had flowed at a time, from an arbitrary zero.
struct PowerPoint {
  std::int64_t at_ns = 0;  // since 1970
  double joules = 0;
};

/// What a meter said, in the order of time.
struct PowerTrace {
  std::string source{};  // "RAPL (package-0)": what measured, and what it covers
  std::vector<PowerPoint> points{};
};

/// Average, energy and samples per joule within the record's timed part, or one sentence why there
/// are none: too few samples, a gap, a record without times. Between two points the power is
/// taken as constant, also where the first or last lies up to a gap inside.
PowerFigures PowerWithin(const PowerTrace& trace, const RunRecord& record);

/// Four significant digits, also below one: "61.25", "0.4012", "176.2".
std::string PowerNumber(double value);

/// "61.3 W on average, 919 J, 0.4012 samples/J – 151 samples of RAPL (…)", or why there are none.
std::string PowerLine(const PowerFigures& power);

/// How the clock of a meter differs from that of the machine that ran.
struct MeterClock {
  std::chrono::seconds zone{0};  // offset from UTC of times that name none
  Nanoseconds offset{0};         // is added to the meter's times
};

/// Reads a meter's samples (docs/power.md): columns `time` and `watts` or `joules` named in the
/// first line, or PTDaemon's "Time,…,Watts,…". Throws Error{kMissingFile, kBadData} naming file
/// and line.
PowerTrace ReadPowerCsv(const std::filesystem::path& file, const MeterClock& clock);

/// The same from a text; `where` is the file's name.
PowerTrace ParsePowerCsv(std::string_view text, const std::string& where, const MeterClock& clock);

/// The points from a little before the record's timed part to a little after, as a file that
/// ReadPowerCsv reads.
std::string PowerCsvText(const PowerTrace& trace, const RunRecord& record);

}  // namespace assay
