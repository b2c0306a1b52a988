// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// JSON files.
#include "base/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"

namespace assay {

Json ReadJson(const std::filesystem::path& path, std::string_view what) {
  const std::string text = ReadFile(path, what);
  try {
    return Json::parse(text);
  } catch (const Json::exception& e) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{} {} is not valid JSON: {}", what, path.string(), e.what()));
  }
}

void WriteJson(const std::filesystem::path& path, const Json& json) {
  WriteFile(path, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace assay
