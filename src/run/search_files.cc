// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Keys and journals of searches.
#include "run/search_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/files.h"

namespace assay {

namespace fs = std::filesystem;
using nlohmann::json;

json KeyJson(const SearchKey& key) {
  json about = json::object();
  for (const auto& [name, value] : key) about[name] = value;
  return about;
}

void CheckKey(const json& about, const SearchKey& key, const fs::path& folder) {
  for (const auto& [name, value] : key) {
    const std::string before = about.value(name, std::string());
    if (before == value) continue;
    throw Error(
        ErrorCode::kUsage,
        fmt::format("{} holds a search with {} {}, not {}: choose another --out", folder.string(),
                    name, before.empty() ? "unset" : before, value.empty() ? "unset" : value));
  }
}

Error BrokenSearch(const fs::path& file, const std::string& what) {
  return Error(ErrorCode::kBadData,
               fmt::format("{}: {}: this search cannot be gone on with, choose another --out",
                           file.string(), what));
}

std::vector<std::string> WholeLines(const fs::path& file) {
  std::vector<std::string> lines;
  if (!fs::exists(file)) return lines;
  const std::string text = ReadFile(file, "the journal of the search");
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = text.find('\n', from);
    if (end == std::string::npos) break;  // torn
    lines.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return lines;
}

void AppendLine(const fs::path& file, const std::string& line) {
  // A torn line of a killed search would swallow the next one.
  if (fs::exists(file)) {
    const std::string text = ReadFile(file, "the journal of the search");
    const std::size_t whole = text.rfind('\n');
    fs::resize_file(file, whole == std::string::npos ? 0 : whole + 1);
  }
  const std::string bytes = line + "\n";
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const bool is_written =
      descriptor >= 0 &&
      write(descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      fsync(descriptor) == 0;
  const int why = errno;
  if (descriptor >= 0) close(descriptor);
  if (is_written) return;
  throw Error(ErrorCode::kUnwritable,
              fmt::format("cannot keep what was measured in {}: {}; make room or choose another "
                          "--out",
                          file.string(), std::strerror(why)));
}

}  // namespace assay
