// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tensors: element types, shapes, owned and borrowed.
#include "base/tensor.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "base/error.h"

namespace assay {
namespace {

struct TypeRow {
  ElementType type;
  std::string_view name;
  std::size_t bytes;
};
constexpr TypeRow kTypes[] = {
    {ElementType::kF32, "f32", 4}, {ElementType::kF16, "f16", 2}, {ElementType::kBF16, "bf16", 2},
    {ElementType::kF64, "f64", 8}, {ElementType::kI8, "i8", 1},   {ElementType::kU8, "u8", 1},
    {ElementType::kI32, "i32", 4}, {ElementType::kI64, "i64", 8}, {ElementType::kBool, "bool", 1},
};

const TypeRow& Row(ElementType type) {
  const auto* row = std::find_if(std::begin(kTypes), std::end(kTypes),
                                 [type](const TypeRow& r) { return r.type == type; });
  ASSAY_CHECK(row != std::end(kTypes));
  return *row;
}

constexpr std::align_val_t kAlignment{64};

}  // namespace

std::size_t SizeOf(ElementType type) { return Row(type).bytes; }

std::string_view Name(ElementType type) { return Row(type).name; }

ElementType ParseElementType(std::string_view name) {
  std::string known;
  for (const TypeRow& row : kTypes) {
    if (row.name == name) return row.type;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", row.name);
  }
  throw Error(ErrorCode::kBadData,
              fmt::format("unknown element type '{}': use one of {}", name, known));
}

Shape::Shape(std::initializer_list<std::int64_t> dimensions) {
  for (const std::int64_t d : dimensions) Append(d);
}

void Shape::Append(std::int64_t dimension) {
  if (rank_ == kMaxRank) {
    throw Error(
        ErrorCode::kEngine,
        fmt::format("a tensor has more than {} dimensions, which Assay cannot pass on", kMaxRank));
  }
  dimensions_[rank_++] = dimension;
}

std::size_t Shape::ElementCount() const {
  std::size_t count = 1;
  for (const std::int64_t d : *this) {
    ASSAY_CHECK(d >= 0);
    count *= static_cast<std::size_t>(d);
  }
  return count;
}

std::string Shape::Text() const {
  std::string text;
  for (const std::int64_t d : *this) {
    text += text.empty() ? "" : ",";
    text += d < 0 ? "?" : std::to_string(d);
  }
  return "[" + text + "]";
}

bool Shape::operator==(const Shape& other) const {
  return std::equal(begin(), end(), other.begin(), other.end());
}

Tensor::Tensor(ElementType type, const Shape& shape)
    : type_(type),
      shape_(shape),
      byte_count_(shape.ElementCount() * SizeOf(type)),
      bytes_(static_cast<std::byte*>(
          ::operator new(std::max<std::size_t>(byte_count_, 1), kAlignment))) {}

TensorView Tensor::View() const {
  return {
      .type = type_, .memory = Memory::kHost, .device = 0, .shape = shape_, .bytes = bytes_.get()};
}

void Tensor::Free::operator()(std::byte* bytes) const { ::operator delete(bytes, kAlignment); }

Tensor AsF16(const Tensor& tensor) {
  const TensorView view = tensor.View();
  ASSAY_CHECK(view.type == ElementType::kF32);
  Tensor half(ElementType::kF16, view.shape);
  const auto* from = tensor.As<const float>();
  std::transform(from, from + tensor.ByteCount() / sizeof(float), half.As<_Float16>(),
                 [](float number) { return static_cast<_Float16>(number); });
  return half;
}

}  // namespace assay
