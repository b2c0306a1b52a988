// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads safetensors files.
#include "onnx/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "base/files.h"

namespace assay {
namespace {

static_assert(std::endian::native == std::endian::little, "the values are little-endian");

constexpr std::size_t kLengthBytes = 8;
// The format's own limit on the header, so that a broken length cannot ask for all memory.
constexpr std::uint64_t kLargestHeader = 100'000'000;

constexpr std::array<std::pair<std::string_view, ElementType>, 9> kTypes = {{
    {"F32", ElementType::kF32},
    {"F16", ElementType::kF16},
    {"BF16", ElementType::kBF16},
    {"F64", ElementType::kF64},
    {"I8", ElementType::kI8},
    {"U8", ElementType::kU8},
    {"I32", ElementType::kI32},
    {"I64", ElementType::kI64},
    {"BOOL", ElementType::kBool},
}};

[[noreturn]] void ThrowBroken(const std::string& origin, const std::string& reason) {
  throw Error(ErrorCode::kBadData,
              fmt::format("{} is no complete safetensors file: {}; fetch or convert it again",
                          origin, reason));
}

std::size_t AsCount(const nlohmann::json& value, const std::string& origin) {
  if (!value.is_number_unsigned())
    ThrowBroken(origin, "its header holds a number that is no count");
  return value.get<std::size_t>();
}

Shape ReadShape(const nlohmann::json& dimensions, const std::string& origin) {
  if (!dimensions.is_array() || dimensions.size() > Shape::kMaxRank) {
    ThrowBroken(origin, "a shape is no list of at most eight dimensions");
  }
  Shape shape;
  for (const auto& dimension : dimensions) {
    const std::size_t extent = AsCount(dimension, origin);
    if (extent > std::numeric_limits<std::int32_t>::max()) {
      ThrowBroken(origin, "a dimension is larger than any tensor");
    }
    shape.Append(static_cast<std::int64_t>(extent));
  }
  return shape;
}

/// Bytes of a tensor of this shape; more than `limit` reads as limit + 1, so nothing overflows.
std::size_t BytesOf(const Shape& shape, ElementType type, std::size_t limit) {
  std::size_t bytes = SizeOf(type);
  for (const std::int64_t extent : shape) {
    if (extent == 0) return 0;
    if (bytes > limit / static_cast<std::size_t>(extent)) return limit + 1;
    bytes *= static_cast<std::size_t>(extent);
  }
  return bytes;
}

nlohmann::json ReadHeader(const std::string& bytes, const std::string& origin) {
  if (bytes.size() < kLengthBytes) ThrowBroken(origin, "it is shorter than its length field");
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), kLengthBytes);
  if (length > kLargestHeader || length > bytes.size() - kLengthBytes) {
    ThrowBroken(origin, fmt::format("its header of {} bytes does not fit in", length));
  }
  const auto begin = bytes.begin() + kLengthBytes;
  auto header = nlohmann::json::parse(begin, begin + static_cast<std::ptrdiff_t>(length), nullptr,
                                      /*allow_exceptions=*/false);
  if (!header.is_object()) ThrowBroken(origin, "its header is no JSON object");
  return header;
}

}  // namespace

Safetensors::Entry Safetensors::ReadEntry(const nlohmann::json& item, std::size_t byte_count,
                                          const std::string& origin) {
  const auto complete = item.is_object() && item.contains("dtype") && item["dtype"].is_string() &&
                        item.contains("shape") && item.contains("data_offsets") &&
                        item["data_offsets"].is_array() && item["data_offsets"].size() == 2;
  if (!complete) ThrowBroken(origin, "a tensor lacks dtype, shape or data_offsets");
  const auto& type_name = item["dtype"].get_ref<const std::string&>();
  const auto* type = std::find_if(kTypes.begin(), kTypes.end(),
                                  [&](const auto& row) { return row.first == type_name; });
  if (type == kTypes.end()) ThrowBroken(origin, fmt::format("unknown type '{}'", type_name));
  const std::size_t begin = AsCount(item["data_offsets"][0], origin);
  const std::size_t end = AsCount(item["data_offsets"][1], origin);
  if (begin > end || end > byte_count) ThrowBroken(origin, "a tensor lies outside of the file");
  Entry entry{.type = type->second,
              .shape = ReadShape(item["shape"], origin),
              .begin = begin,
              .byte_count = end - begin};
  if (BytesOf(entry.shape, entry.type, byte_count) != entry.byte_count) {
    ThrowBroken(origin, fmt::format("a tensor of shape {} has {} bytes", entry.shape.Text(),
                                    entry.byte_count));
  }
  return entry;
}

Safetensors Safetensors::Parse(std::string bytes, const std::string& origin) {
  const nlohmann::json header = ReadHeader(bytes, origin);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), kLengthBytes);
  const std::size_t first = kLengthBytes + length;
  Safetensors file;
  std::vector<std::pair<std::size_t, std::size_t>> ranges;  // begin and bytes, to find gaps
  for (const auto& [name, item] : header.items()) {
    if (name == "__metadata__") continue;
    Entry entry = ReadEntry(item, bytes.size() - first, origin);
    ranges.emplace_back(entry.begin, entry.byte_count);
    entry.begin += first;
    file.entries_.emplace(name, entry);
  }
  std::sort(ranges.begin(), ranges.end());
  std::size_t next = 0;
  for (const auto& [begin, byte_count] : ranges) {
    if (begin != next) ThrowBroken(origin, "its tensors overlap or leave gaps");
    next = begin + byte_count;
  }
  if (next != bytes.size() - first) ThrowBroken(origin, "bytes follow that belong to no tensor");
  file.origin_ = origin;
  file.bytes_ = std::move(bytes);
  return file;
}

Safetensors Safetensors::Read(const std::filesystem::path& file) {
  return Parse(ReadFile(file, "weights"), file.string());
}

std::vector<std::string> Safetensors::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries_) names.push_back(name);
  return names;
}

const Safetensors::Entry& Safetensors::Find(std::string_view name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) {
    throw Error(
        ErrorCode::kBadData,
        fmt::format("{} holds no tensor '{}': it belongs to another network", origin_, name));
  }
  return found->second;
}

const Shape& Safetensors::ShapeOf(std::string_view name) const { return Find(name).shape; }

std::vector<float> Safetensors::Floats(std::string_view name, const Shape& shape) const {
  const Entry& entry = Find(name);
  if (entry.type != ElementType::kF32 || !(entry.shape == shape)) {
    throw Error(
        ErrorCode::kBadData,
        fmt::format("the tensor '{}' of {} is {} {}, expected f32 {}: it belongs to another "
                    "network",
                    name, origin_, Name(entry.type), entry.shape.Text(), shape.Text()));
  }
  std::vector<float> values(entry.byte_count / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), bytes_.data() + entry.begin, entry.byte_count);
  return values;
}

}  // namespace assay
