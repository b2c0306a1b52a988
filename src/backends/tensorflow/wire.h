// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Protocol buffers as bytes: enough to read what TensorFlow hands over serialised and to write its
// options. A protobuf library of our own would meet TensorFlow's in one process.
// Format: protobuf.dev, "Encoding".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::tensorflow {

/// One field of a message: a number, or the bytes of a text or an inner message.
struct Field {
  int number = 0;
  std::uint64_t value = 0;   // of varints and fixed-size numbers
  std::string_view bytes{};  // within the message it was read from
};

/// In order. Throws Error{kBadData} for bytes that are no message.
std::vector<Field> Fields(std::string_view message);

/// The last field of that number; one without content when there is none.
Field LastField(std::string_view message, int number);

std::string NumberField(int number, std::uint64_t value);
std::string BytesField(int number, std::string_view bytes);

}  // namespace assay::tensorflow
