// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Files and folders: read whole, write so that a crash leaves the old or the new content, find
// ours.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace assay {

/// Throws Error{kMissingFile} with `what` ("model card", "label file") in its sentence.
std::string ReadFile(const std::filesystem::path& path, std::string_view what);

/// Writes beside the target and renames. Throws Error{kUnwritable} (no permission, disk full).
void WriteFile(const std::filesystem::path& path, std::string_view content);

/// Makes the folder and its parents. Throws Error{kUnwritable}.
void MakeFolder(const std::filesystem::path& path);

/// A file or folder that is gone, with everything in it, when this object goes. What an earlier
/// program left there is removed at once. Makes nothing itself.
class ScratchPath {
 public:
  explicit ScratchPath(std::filesystem::path path) : path_(std::move(path)) { Remove(); }
  ScratchPath(const ScratchPath&) = delete;
  ScratchPath& operator=(const ScratchPath&) = delete;
  ~ScratchPath() { Remove(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  void Remove() const;

  std::filesystem::path path_;
};

/// Where the running program lies.
std::filesystem::path ProgramFolder();

/// Where models and data are kept: $ASSAY_HOME, else $XDG_DATA_HOME/assay, else
/// ~/.local/share/assay.
std::filesystem::path HomeFolder();

/// Where the product's own read-only data lies (rules/, models/, datasets/, scripts/):
/// $ASSAY_SHARE, else ../share/assay seen from the running program.
std::filesystem::path ShareFolder();

/// Where the modules lie (measure.so, backend_*.so): $ASSAY_MODULES, else ../lib/assay seen from
/// the running program.
std::filesystem::path ModuleFolder();

}  // namespace assay
