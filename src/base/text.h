// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Numbers and durations as people read them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace assay {

/// Four significant digits with thousands separators: 149124.3 -> "149,124", 8.4537 -> "8.454".
std::string FormatRate(double per_second);
/// "812 ns", "15.3 us" written with the micro sign, "14.92 ms", "61.2 s", "10 min 5 s".
std::string FormatDuration(Nanoseconds duration);
/// "602 kB", "2.1 GB" (powers of ten).
std::string FormatBytes(double bytes);
/// 24576 -> "24,576".
std::string FormatCount(std::uint64_t count);
/// A duration as typed: "15s", "500ms", "2m", "1.5h"; a bare number is seconds.
/// Throws Error{kUsage} naming `option`.
Nanoseconds ParseDuration(std::string_view text, std::string_view option);

/// Pieces between runs of white space; none empty.
std::vector<std::string_view> SplitWords(std::string_view text);
/// Pieces between separators, at least one; "a,,b" has an empty one.
std::vector<std::string_view> Split(std::string_view text, char separator);
/// `text` without white space at both ends.
std::string_view Trim(std::string_view text);
/// The candidate nearest to `word` if it is near enough to be a slip of the finger, else "".
std::string NearestWord(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace assay
