// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of shapes and tensors.
#include "base/tensor.h"

#include <doctest/doctest.h>

#include <cstdint>

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

TEST_CASE("a tensor owns aligned bytes of its size") {
  const Tensor tensor(ElementType::kF32, {3, 5});
  CHECK(tensor.ByteCount() == 60);
  CHECK(reinterpret_cast<std::uintptr_t>(tensor.As<float>()) % 64 == 0);
  CHECK(tensor.View().shape == Shape{3, 5});
}

TEST_CASE("element types have names, unknown ones are refused") {
  CHECK(Name(ParseElementType("bf16")) == "bf16");
  CHECK_THROWS_AS(ParseElementType("float"), Error);
}

}  // namespace
}  // namespace assay
