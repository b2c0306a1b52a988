// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads a text file line by line in bounded memory, whatever its size.
#include "base/line_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace assay {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10;

}  // namespace

LineReader::LineReader(std::filesystem::path file, std::string_view what)
    : file_(std::move(file)), what_(what), fd_(open(file_.c_str(), O_RDONLY | O_CLOEXEC)) {
  std::error_code ignored;
  const bool is_folder = fd_ >= 0 && std::filesystem::is_directory(file_, ignored);
  if (fd_ >= 0 && !is_folder) return;
  const std::string reason = is_folder ? "it is a folder" : std::strerror(errno);
  if (fd_ >= 0) close(fd_);
  throw Error(ErrorCode::kMissingFile,
              fmt::format("cannot read {} {}: {}", what_, file_.string(), reason));
}

LineReader::~LineReader() { close(fd_); }

/// Reads on behind what was not given yet, which moves to the front.
void LineReader::Fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t kept = buffer_.size();
  buffer_.resize(kept + kReadBytes);
  ssize_t count = read(fd_, buffer_.data() + kept, kReadBytes);
  while (count < 0 && errno == EINTR) count = read(fd_, buffer_.data() + kept, kReadBytes);
  if (count < 0) {
    throw Error(ErrorCode::kBadData,
                fmt::format("cannot read {} {}: {}", what_, file_.string(), std::strerror(errno)));
  }
  buffer_.resize(kept + static_cast<std::size_t>(count));
  has_ended_ = count == 0;
}

bool LineReader::Next(std::string_view& line) {
  for (std::size_t searched = begin_;;) {
    const std::size_t end = buffer_.find('\n', searched);
    const std::size_t pending = buffer_.size() - begin_;
    if (end == std::string::npos && !has_ended_ && pending < kLongestLine) {
      searched = pending;  // where what comes next will stand
      Fill();
      continue;
    }
    if (end == std::string::npos && pending == 0) return false;
    const std::size_t next = std::min(end, buffer_.size());
    line = std::string_view(buffer_).substr(begin_, std::min(next - begin_, kLongestLine));
    begin_ = next + (end == std::string::npos ? 0 : 1);
    searched = begin_;
    const bool was_skipping = is_skipping_;
    is_skipping_ = end == std::string::npos && !has_ended_;
    if (was_skipping) continue;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    ++number_;
    return true;
  }
}

}  // namespace assay
