// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Files and folders.
#include "base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

#include "base/error.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void ThrowUnwritable(const fs::path& path, int error) {
  throw Error(ErrorCode::kUnwritable,
              fmt::format("cannot write {}: {}; choose another folder or make room", path.string(),
                          std::strerror(error)));
}

/// Closes on scope end; Close() tells about late errors (a full disk shows there).
class OutputFile {
 public:
  explicit OutputFile(const fs::path& path)
      : path_(path), fd_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (fd_ < 0) ThrowUnwritable(path_, errno);
  }
  ~OutputFile() {
    if (fd_ >= 0) close(fd_);
  }
  void Write(std::string_view content) {
    while (!content.empty()) {
      const ssize_t n = write(fd_, content.data(), content.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) ThrowUnwritable(path_, errno);
      content.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  void Close() {
    const int result = close(fd_);
    fd_ = -1;
    if (result != 0) ThrowUnwritable(path_, errno);
  }

 private:
  fs::path path_;
  int fd_;
};

fs::path BesideProgram(const char* variable, const fs::path& relative) {
  if (const char* value = std::getenv(variable); value != nullptr && *value != '\0') return value;
  return (ProgramFolder().parent_path() / relative).lexically_normal();
}

}  // namespace

std::string ReadFile(const fs::path& path, std::string_view what) {
  std::ifstream in(path, std::ios::binary);
  std::error_code ignored;
  if (!in || fs::is_directory(path, ignored)) {
    throw Error(ErrorCode::kMissingFile, fmt::format("cannot read {} {}: {}", what, path.string(),
                                                     in ? "it is a folder" : std::strerror(errno)));
  }
  std::ostringstream content;
  content << in.rdbuf();
  return std::move(content).str();
}

void WriteFile(const fs::path& path, std::string_view content) {
  const fs::path temporary = fmt::format("{}.{}.part", path.string(), getpid());
  try {
    OutputFile out(temporary);
    out.Write(content);
    out.Close();
  } catch (const Error&) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    throw;
  }
  std::error_code error;
  fs::rename(temporary, path, error);
  if (error) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    ThrowUnwritable(path, error.value());
  }
}

void ScratchPath::Remove() const {
  std::error_code ignored;  // what stays is in nobody's way
  fs::remove_all(path_, ignored);
}

void MakeFolder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    throw Error(ErrorCode::kUnwritable,
                fmt::format("cannot make folder {}: {}", path.string(), error.message()));
  }
}

fs::path ProgramFolder() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path();
}

fs::path HomeFolder() {
  for (const auto& [variable, below] :
       {std::pair{"ASSAY_HOME", ""}, {"XDG_DATA_HOME", "assay"}, {"HOME", ".local/share/assay"}}) {
    if (const char* value = std::getenv(variable); value != nullptr && *value != '\0') {
      return *below == '\0' ? fs::path(value) : fs::path(value) / below;
    }
  }
  throw Error(ErrorCode::kEnvironment,
              "no place for models and data: set ASSAY_HOME to a folder you can write");
}

fs::path ShareFolder() { return BesideProgram("ASSAY_SHARE", "share/assay"); }

fs::path ModuleFolder() { return BesideProgram("ASSAY_MODULES", "lib/assay"); }

}  // namespace assay
