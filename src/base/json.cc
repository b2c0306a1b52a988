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
                fmt::format("{} {} is not valid JSON: {}", what, path.string(), JsonProblem(e)));
  }
}

std::string JsonProblem(const std::exception& exception) {
  std::string_view text = exception.what();
  const std::size_t name_end = text.substr(0, 1) == "[" ? text.find("] ") : std::string_view::npos;
  if (name_end != std::string_view::npos) text.remove_prefix(name_end + 2);
  constexpr std::string_view kIntroduction = "parse error at ";
  if (text.substr(0, kIntroduction.size()) == kIntroduction)
    text.remove_prefix(kIntroduction.size());
  return std::string(text);
}

void WriteJson(const std::filesystem::path& path, const Json& json) {
  WriteFile(path, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace assay
