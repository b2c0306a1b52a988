// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// JSON files, read exactly (64-bit integers stay integers) and written in the order given.
// The parser itself is nlohmann-json; include <nlohmann/json.hpp> in .cc files only.
#pragma once

#include <exception>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace assay {

using Json = nlohmann::ordered_json;

/// Throws Error{kMissingFile}, or Error{kBadData} naming file, line and column.
Json ReadJson(const std::filesystem::path& path, std::string_view what);

/// What an exception of the parser says, without its own name and number: "line 2, column 9: ...".
std::string JsonProblem(const std::exception& exception);

/// Indented by two, trailing newline, written atomically. Text that is not UTF-8 is repaired.
void WriteJson(const std::filesystem::path& path, const Json& json);

}  // namespace assay
