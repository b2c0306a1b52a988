// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Writing many small records to a stream as a few large blocks.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <ostream>
#include <string_view>

namespace assay::loadgen {

/// One thread at a time. A megabyte is gathered before the stream is called, and the destructor
/// gives it the rest.
class BlockWriter {
 public:
  /// `out` must outlive the writer.
  explicit BlockWriter(std::ostream& out)
      : out_(out), block_(std::make_unique_for_overwrite<char[]>(kBlockBytes)) {}
  ~BlockWriter() { MakeRoom(); }
  BlockWriter(const BlockWriter&) = delete;
  BlockWriter& operator=(const BlockWriter&) = delete;

  void Add(std::string_view text) {
    if (text.size() > kBlockBytes - size_) MakeRoom();
    if (text.size() > kBlockBytes) {
      out_.write(text.data(), static_cast<std::streamsize>(text.size()));
      return;
    }
    std::memcpy(block_.get() + size_, text.data(), text.size());
    size_ += text.size();
  }
  void Add(std::integral auto number) {
    if (kBlockBytes - size_ < kLongestNumber) MakeRoom();
    char* const at = block_.get() + size_;
    size_ += static_cast<std::size_t>(std::to_chars(at, at + kLongestNumber, number).ptr - at);
  }
  /// Two upper-case digits a byte.
  void AddHex(const unsigned char* bytes, std::size_t count);
  /// `ns` as microseconds with three decimals.
  void AddMicroseconds(std::int64_t ns);

 private:
  static constexpr std::size_t kBlockBytes = std::size_t{1} << 20;
  static constexpr std::size_t kLongestNumber = 24;
  void MakeRoom();

  std::ostream& out_;
  std::unique_ptr<char[]> block_;
  std::size_t size_ = 0;
};

}  // namespace assay::loadgen
