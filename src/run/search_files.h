// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What the folders of all searches have in common: what a search is about, and a journal of lines
// that a kill cannot spoil.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace assay {

/// What a search is about: every pair must be equal for a folder to be gone on with.
using SearchKey = std::vector<std::pair<std::string, std::string>>;

/// As an object of texts.
nlohmann::json KeyJson(const SearchKey& key);

/// Throws Error{kUsage} naming the first pair that differs from `about`, as KeyJson wrote it.
void CheckKey(const nlohmann::json& about, const SearchKey& key,
              const std::filesystem::path& folder);

/// Error{kBadData}: this search cannot be gone on with.
Error BrokenSearch(const std::filesystem::path& file, const std::string& what);

/// The lines of a journal; a torn last one is left out, no file has none.
std::vector<std::string> WholeLines(const std::filesystem::path& file);

/// Appends one line and brings it to the disk; a torn last line goes. Throws Error{kUnwritable}.
void AppendLine(const std::filesystem::path& file, const std::string& line);

}  // namespace assay
