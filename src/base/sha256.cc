// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// SHA-256 by libmd.
#include "base/sha256.h"

#include <sha2.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/error.h"

namespace assay {

std::string Sha256(std::string_view bytes) {
  std::array<char, SHA256_DIGEST_STRING_LENGTH> digest{};
  SHA256Data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), digest.data());
  return digest.data();
}

std::string Sha256OfFile(const std::filesystem::path& path) {
  std::array<char, SHA256_DIGEST_STRING_LENGTH> digest{};
  if (SHA256File(path.c_str(), digest.data()) == nullptr) {
    throw Error(ErrorCode::kMissingFile, fmt::format("cannot read {} for its checksum: {}",
                                                     path.string(), std::strerror(errno)));
  }
  return digest.data();
}

std::string Sha256OfPath(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return Sha256OfFile(path);
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(path).string());
  }
  std::sort(files.begin(), files.end());
  std::string lines;
  for (const std::string& file : files) {
    lines += fmt::format("{}  {}\n", Sha256OfFile(path / file), file);
  }
  return Sha256(lines);
}

}  // namespace assay
