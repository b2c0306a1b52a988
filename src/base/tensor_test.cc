// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of shapes and tensors.
#include "base/tensor.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <iterator>
#include <utility>

#include "base/error.h"

namespace assay {
namespace {

TEST_CASE("a shape knows its element count and its text") {
  CHECK(Shape{2, 3, 4}.ElementCount() == 24);
  CHECK(Shape{}.ElementCount() == 1);
  CHECK(Shape{-1, 3}.Text() == "[?,3]");
  CHECK(Shape{1, 2} == Shape{1, 2});
  CHECK_FALSE(Shape{1, 2} == Shape{1, 2, 1});
}

TEST_CASE("a ninth dimension is refused as something of the engine's, not as a mistake of ours") {
  Shape shape{1, 2, 3, 4, 5, 6, 7, 8};
  try {
    shape.Append(9);
    FAIL("appended");
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::kEngine);
  }
}

TEST_CASE("a tensor owns aligned bytes of its size") {
  const Tensor tensor(ElementType::kF32, {3, 5});
  CHECK(tensor.ByteCount() == 60);
  CHECK(reinterpret_cast<std::uintptr_t>(tensor.As<float>()) % 64 == 0);
  CHECK(tensor.View().shape == Shape{3, 5});
}

TEST_CASE("f32 becomes f16 by rounding to the nearest, to even between two") {
  // Values and their binary16 patterns, from numpy 2.2 (numpy.float32(x).astype(numpy.float16)).
  constexpr std::pair<float, std::uint16_t> kCases[] = {
      {1.0F, 0x3c00},          {-2.0F, 0xc000},       {65504.0F, 0x7bff},   {65520.0F, 0x7c00},
      {1.0009765F, 0x3c01},    {1.00048828F, 0x3c00}, {1.0014648F, 0x3c02}, {5.9604645e-8F, 0x0001},
      {2.9802322e-8F, 0x0000}, {123.675F, 0x57bb},    {-0.0F, 0x8000}};
  Tensor numbers(ElementType::kF32, {static_cast<std::int64_t>(std::size(kCases))});
  for (std::size_t i = 0; i < std::size(kCases); ++i) numbers.As<float>()[i] = kCases[i].first;
  const Tensor half = AsF16(numbers);
  CHECK(half.View().type == ElementType::kF16);
  CHECK(half.View().shape == numbers.View().shape);
  for (std::size_t i = 0; i < std::size(kCases); ++i) {
    CAPTURE(kCases[i].first);
    CHECK(half.As<std::uint16_t>()[i] == kCases[i].second);
  }
}

TEST_CASE("element types have names, unknown ones are refused") {
  CHECK(Name(ParseElementType("bf16")) == "bf16");
  CHECK_THROWS_AS(ParseElementType("float"), Error);
}

}  // namespace
}  // namespace assay
