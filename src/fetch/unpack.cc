// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Takes single files out of archives.
#include "fetch/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <set>
#include <string_view>

#include "base/error.h"
#include "base/files.h"
#include "fetch/fetch.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

struct CloseArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

[[noreturn]] void ThrowBroken(const fs::path& file, const std::string& reason) {
  throw Error(ErrorCode::kBadData,
              fmt::format("cannot unpack {}: {}; fetch it again", file.string(), reason));
}

std::string Reason(archive* handle) {
  const char* text = archive_error_string(handle);
  return text == nullptr ? "it is damaged" : text;
}

Archive OpenArchive(const fs::path& file) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) {
    throw Error(ErrorCode::kMissingFile,
                fmt::format("cannot unpack {}: no such file", file.string()));
  }
  Archive handle(archive_read_new());
  archive_read_support_filter_all(handle.get());
  archive_read_support_format_zip(handle.get());
  archive_read_support_format_tar(handle.get());
  constexpr std::size_t kBlockBytes = 1 << 16;
  if (archive_read_open_filename(handle.get(), file.c_str(), kBlockBytes) != ARCHIVE_OK) {
    ThrowBroken(file, Reason(handle.get()));
  }
  return handle;
}

/// A file that is renamed to its place at the end, or removed.
class PartFile {
 public:
  explicit PartFile(const fs::path& target)
      : target_(target), path_(fmt::format("{}.{}.part", target.string(), getpid())) {
    MakeFolder(target.parent_path());
    out_.open(path_, std::ios::binary | std::ios::trunc);
    if (!out_) ThrowUnwritable();
  }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  void Write(std::string_view bytes) {
    if (!out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) ThrowUnwritable();
  }
  void Close() {
    out_.close();
    if (!out_) ThrowUnwritable();
  }
  void Keep() {
    std::error_code error;
    fs::rename(path_, target_, error);
    if (error) ThrowUnwritable();
  }
  const fs::path& path() const { return path_; }

 private:
  [[noreturn]] void ThrowUnwritable() const {
    throw Error(ErrorCode::kUnwritable,
                fmt::format("cannot write {}: {}; choose another folder or make room",
                            target_.string(), std::strerror(errno)));
  }
  fs::path target_;
  fs::path path_;
  std::ofstream out_;
};

void UnpackOne(archive* handle, const fs::path& file, const ArchiveMember& member,
               std::size_t max_bytes) {
  PartFile part(member.file);
  std::array<char, 1 << 16> buffer;
  std::size_t total = 0;
  while (true) {
    const la_ssize_t count = archive_read_data(handle, buffer.data(), buffer.size());
    if (count < 0) ThrowBroken(file, Reason(handle));
    if (count == 0) break;
    total += static_cast<std::size_t>(count);
    if (total > max_bytes) {
      ThrowBroken(file, fmt::format("{} in it is larger than {} bytes", member.path, max_bytes));
    }
    part.Write({buffer.data(), static_cast<std::size_t>(count)});
  }
  part.Close();
  if (!member.sha256.empty()) {
    CheckSha256(part.path(), member.sha256, fmt::format("{} in {}", member.path, file.string()));
  }
  part.Keep();
}

}  // namespace

void UnpackMembers(const fs::path& archive_file, const std::vector<ArchiveMember>& members,
                   std::size_t max_bytes) {
  const Archive handle = OpenArchive(archive_file);
  std::set<std::string_view> missing;
  for (const ArchiveMember& member : members) missing.insert(member.path);
  archive_entry* entry = nullptr;
  while (!missing.empty()) {
    const int status = archive_read_next_header(handle.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
      ThrowBroken(archive_file, Reason(handle.get()));
    const char* path = archive_entry_pathname(entry);
    if (path == nullptr || missing.erase(path) == 0) continue;
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr) {
      ThrowBroken(archive_file, fmt::format("{} in it is no regular file", path));
    }
    for (const ArchiveMember& member : members) {
      if (member.path == path) UnpackOne(handle.get(), archive_file, member, max_bytes);
    }
  }
  if (!missing.empty()) {
    throw Error(ErrorCode::kMissingFile, fmt::format("{} holds no {}: it is another version",
                                                     archive_file.string(), *missing.begin()));
  }
}

}  // namespace assay
