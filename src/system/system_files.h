// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reading the small text files in which Linux describes the machine.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// The file's text without white space at both ends; "" when it is absent or unreadable.
std::string ReadText(const std::filesystem::path& file);

/// The file's leading whole number; absent when there is none.
std::optional<std::int64_t> ReadNumber(const std::filesystem::path& file);

/// The leading whole number of `text`.
std::optional<std::int64_t> ParseNumber(std::string_view text);

/// The value of the first line "key : value" or "key=value" of `text`, without quotes; "" if none.
std::string ValueOf(std::string_view text, std::string_view key);

/// "0-2,8" -> 0 1 2 8, as the kernel lists processors and nodes. Stops at what it cannot read.
std::vector<int> ParseList(std::string_view list);

}  // namespace assay
