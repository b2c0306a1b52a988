// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads a text file line by line in bounded memory, whatever its size.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace assay {

/// One thread at a time.
class LineReader {
 public:
  /// Longer lines are cut to this many bytes.
  static constexpr std::size_t kLongestLine = std::size_t{4} << 20;

  /// Throws Error{kMissingFile} with `what` ("summary", "detail log") in its sentence.
  LineReader(std::filesystem::path file, std::string_view what);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  /// The next line without its line end ("\n" or "\r\n"); valid until the next call. False at the
  /// end. Throws Error{kBadData} when the disk fails.
  bool Next(std::string_view& line);
  /// Of the line that Next gave, from 1.
  std::size_t number() const { return number_; }
  const std::filesystem::path& file() const { return file_; }

 private:
  void Fill();

  std::filesystem::path file_;
  std::string what_;
  int fd_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what was not given yet
  std::size_t number_ = 0;
  bool is_skipping_ = false;  // the rest of a line that was cut
  bool has_ended_ = false;
};

}  // namespace assay
