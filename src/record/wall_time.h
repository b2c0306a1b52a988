// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Points in time as logs and meters write them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

/// Nanoseconds since 1970 (UTC) of "2026-11-26T07:05:10.123Z", "... +01:00" or "+0100", the same
/// with a blank for the T, "11-26-2026 07:05:10.123" as LoadGen and PTDaemon write it, or seconds
/// since 1970. `zone` is the offset from UTC of a time that names none. Absent: it is no time.
std::optional<std::int64_t> ParseWallTime(std::string_view text, std::chrono::seconds zone);

/// The offset from UTC at the end of an ISO time: "…+0100" is one hour; 0 where there is none.
std::chrono::seconds ZoneOf(std::string_view iso_time);

/// "2026-11-26 07:05:10.123" in the zone.
std::string WallTimeText(std::int64_t ns_since_1970, std::chrono::seconds zone);

}  // namespace assay
