// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Blocks, and the two forms of number that need more than std::to_chars.
#include "loadgen/block_writer.h"

#include <algorithm>
#include <array>

namespace assay::loadgen {
namespace {

/// The two digits of each byte.
constexpr std::array<char, 512> kHexPairs = [] {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::array<char, 512> pairs{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    pairs[2 * byte] = kDigits[byte >> 4];
    pairs[2 * byte + 1] = kDigits[byte & 15];
  }
  return pairs;
}();

}  // namespace

void BlockWriter::MakeRoom() {
  if (size_ > 0) out_.write(block_.get(), static_cast<std::streamsize>(size_));
  size_ = 0;
}

void BlockWriter::AddHex(const unsigned char* bytes, std::size_t count) {
  while (count > 0) {
    if (kBlockBytes - size_ < 2) MakeRoom();
    const std::size_t now = std::min(count, (kBlockBytes - size_) / 2);
    char* at = block_.get() + size_;
    for (std::size_t i = 0; i < now; ++i, at += 2) std::memcpy(at, &kHexPairs[2 * bytes[i]], 2);
    size_ += 2 * now;
    bytes += now;
    count -= now;
  }
}

void BlockWriter::AddMicroseconds(std::int64_t ns) {
  if (ns < 0) {
    Add("-");
    ns = -ns;
  }
  Add(ns / 1000);
  const std::int64_t rest = ns % 1000;
  const char decimals[4] = {'.', static_cast<char>('0' + rest / 100),
                            static_cast<char>('0' + rest / 10 % 10),
                            static_cast<char>('0' + rest % 10)};
  Add(std::string_view(decimals, sizeof decimals));
}

}  // namespace assay::loadgen
