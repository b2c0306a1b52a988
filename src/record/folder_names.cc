// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The folders of a published tree, and which scenario one stands for.
#include "record/folder_names.h"

#include <algorithm>

namespace assay {
namespace {

std::string Plain(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c == '-' || c == '_' || c == ' ') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return plain;
}

}  // namespace

std::vector<std::string> FolderNames(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  std::error_code error, ignored;
  for (fs::directory_iterator item(folder, error), end; !error && item != end;
       item.increment(error)) {
    std::string name = item->path().filename().string();
    if (!name.starts_with(".") && item->is_directory(ignored)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<Scenario> ScenarioOfFolder(std::string_view name) {
  for (const Scenario scenario : AllScenarios()) {
    if (Plain(Name(scenario)) == Plain(name)) return scenario;
  }
  return std::nullopt;
}

}  // namespace assay
