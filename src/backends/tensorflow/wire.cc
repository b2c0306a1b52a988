// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Protocol buffers as bytes.
#include "backends/tensorflow/wire.h"

#include "base/error.h"

namespace assay::tensorflow {
namespace {

enum WireType { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

[[noreturn]] void RefuseMessage() {
  throw Error(ErrorCode::kBadData, "it is no message of TensorFlow's, or it was cut");
}

/// Takes fields from the front of a message.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}
  bool AtEnd() const { return rest_.empty(); }

  Field Next() {
    const std::uint64_t key = Varint();
    Field field{.number = static_cast<int>(key >> 3), .value = 0, .bytes = {}};
    switch (key & 7) {
      case kVarint:
        field.value = Varint();
        break;
      case kFixed64:
        field.value = LittleEndian(Take(8));
        break;
      case kFixed32:
        field.value = LittleEndian(Take(4));
        break;
      case kBytes:
        field.bytes = Take(Varint());
        break;
      default:
        RefuseMessage();
    }
    return field;
  }

 private:
  std::uint64_t Varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(Take(1)[0]);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    RefuseMessage();
  }
  std::string_view Take(std::uint64_t count) {
    if (count > rest_.size()) RefuseMessage();
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  static std::uint64_t LittleEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) {
      value = value << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return value;
  }

  std::string_view rest_;
};

std::string Varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}

}  // namespace

std::vector<Field> Fields(std::string_view message) {
  std::vector<Field> fields;
  for (Reader reader(message); !reader.AtEnd();) fields.push_back(reader.Next());
  return fields;
}

Field LastField(std::string_view message, int number) {
  Field found{.number = number, .value = 0, .bytes = {}};
  for (const Field& field : Fields(message)) {
    if (field.number == number) found = field;
  }
  return found;
}

std::string NumberField(int number, std::uint64_t value) {
  return Varint(static_cast<std::uint64_t>(number) << 3 | kVarint) + Varint(value);
}

std::string BytesField(int number, std::string_view bytes) {
  return Varint(static_cast<std::uint64_t>(number) << 3 | kBytes) + Varint(bytes.size()) +
         std::string(bytes);
}

}  // namespace assay::tensorflow
