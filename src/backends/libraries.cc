// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Loaded libraries, as the dynamic loader lists them.

#include <link.h>

#include <algorithm>
#include <filesystem>

#include "backends/model_parts.h"

namespace assay {

std::vector<std::pair<std::string, std::string>> LoadedLibraries(
    std::span<const std::string_view> prefixes) {
  std::vector<std::string> paths;
  dl_iterate_phdr(
      [](dl_phdr_info* library, std::size_t, void* list) {
        static_cast<std::vector<std::string>*>(list)->emplace_back(library->dlpi_name);
        return 0;
      },
      &paths);
  std::vector<std::pair<std::string, std::string>> found;
  for (const std::filesystem::path path : paths) {
    const std::string name = path.filename().string();
    const bool is_wanted = std::any_of(prefixes.begin(), prefixes.end(),
                                       [&name](auto prefix) { return name.starts_with(prefix); });
    if (!is_wanted) continue;
    std::error_code error;
    const std::filesystem::path real = std::filesystem::canonical(path, error);
    found.emplace_back(name, error ? path.string() : real.string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace assay
