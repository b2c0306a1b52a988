// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tensors: all that backends and benchmarks share. Never a bare void*.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace assay {

enum class ElementType { kF32, kF16, kBF16, kF64, kI8, kU8, kI32, kI64, kBool };

/// Bytes of one element.
std::size_t SizeOf(ElementType type);
/// "f32", "i64", ... as used in model cards and on the command line.
std::string_view Name(ElementType type);
/// The inverse of Name. Throws Error{kBadData} that lists the known names.
ElementType ParseElementType(std::string_view name);

enum class Memory { kHost, kPinned, kDevice };

/// Dimensions, inline, rank at most 8. A dimension of -1 is dynamic (in facts, never in views).
class Shape {
 public:
  static constexpr std::size_t kMaxRank = 8;
  Shape() = default;
  Shape(std::initializer_list<std::int64_t> dimensions);

  std::size_t rank() const { return rank_; }
  std::int64_t operator[](std::size_t i) const { return dimensions_[i]; }
  std::int64_t& operator[](std::size_t i) { return dimensions_[i]; }
  const std::int64_t* begin() const { return dimensions_.data(); }
  const std::int64_t* end() const { return dimensions_.data() + rank_; }
  /// Throws Error{kEngine} beyond rank 8: engines give tensors of any rank.
  void Append(std::int64_t dimension);
  /// Product of the dimensions; 1 for rank 0. Only for shapes without dynamic dimensions.
  std::size_t ElementCount() const;
  /// "[8,3,224,224]", dynamic dimensions as "?".
  std::string Text() const;
  bool operator==(const Shape& other) const;

 private:
  std::array<std::int64_t, kMaxRank> dimensions_{};
  std::size_t rank_ = 0;
};

/// A tensor that belongs to somebody else.
struct TensorView {
  ElementType type = ElementType::kF32;
  Memory memory = Memory::kHost;
  int device = 0;
  Shape shape;
  std::byte* bytes = nullptr;

  std::size_t ByteCount() const { return shape.ElementCount() * SizeOf(type); }
};

/// A tensor in host memory that owns its bytes, aligned to 64. Movable.
class Tensor {
 public:
  Tensor() = default;
  Tensor(ElementType type, const Shape& shape);

  TensorView View() const;
  std::size_t ByteCount() const { return byte_count_; }
  template <typename T>
  T* As() const {
    return reinterpret_cast<T*>(bytes_.get());
  }

 private:
  struct Free {
    void operator()(std::byte* bytes) const;
  };
  ElementType type_ = ElementType::kF32;
  Shape shape_;
  std::size_t byte_count_ = 0;
  std::unique_ptr<std::byte, Free> bytes_;
};

/// The same numbers as f16, rounded to the nearest, to even where two are as near. `tensor` is f32.
Tensor AsF16(const Tensor& tensor);

}  // namespace assay
