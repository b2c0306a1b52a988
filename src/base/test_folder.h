// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// For tests alone: a folder that goes away.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "base/files.h"

namespace assay {

/// A new empty folder below the system's temporary one; at scope end it is gone, with everything in
/// it.
class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "assay-XXXXXX").string();
    ASSAY_CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() {
    std::error_code ignored;  // what stays is in no other test's way
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

  /// Writes a file, and makes the folders above it; returns its path.
  std::filesystem::path Write(const std::filesystem::path& name, std::string_view text) const {
    std::filesystem::path file = path_ / name;
    MakeFolder(file.parent_path());
    WriteFile(file, text);
    return file;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace assay
