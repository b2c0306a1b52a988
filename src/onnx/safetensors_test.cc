// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the safetensors reader: one good file built by hand, and the ways to be broken.
#include "onnx/safetensors.h"

#include <doctest/doctest.h>

#include <cstring>

#include "base/error.h"

namespace assay {
namespace {

std::string File(const std::string& header, const std::string& values) {
  const std::uint64_t length = header.size();
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes + header + values;
}

std::string Floats(std::initializer_list<float> values) {
  return {reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(float)};
}

void CheckRefused(const std::string& bytes) {
  try {
    Safetensors::Parse(bytes, "broken.safetensors");
    FAIL("was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kBadData);
    CHECK(std::string(error.what()).find("broken.safetensors") != std::string::npos);
  }
}

const std::string kTwo =
    R"({"__metadata__":{"from":"a test"},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]},)"
    R"("a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})";

TEST_CASE("safetensors: tensors are found by name, whatever their order in the header") {
  const auto file = Safetensors::Parse(File(kTwo, Floats({1.5F, 2.0F, -3.0F})), "two");
  CHECK(file.Names() == std::vector<std::string>{"a", "b"});
  CHECK(file.Floats("a", {}) == std::vector<float>{1.5F});
  CHECK(file.Floats("b", {1, 2}) == std::vector<float>{2.0F, -3.0F});
  CHECK(file.ShapeOf("b") == Shape{1, 2});
}

TEST_CASE("safetensors: an absent name, another shape and another type are named") {
  const auto file = Safetensors::Parse(
      File(R"({"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}})", std::string(8, '\0')), "f");
  CHECK_THROWS_WITH_AS(file.Floats("m", {1}), doctest::Contains("no tensor 'm'"), Error);
  CHECK_THROWS_WITH_AS(file.Floats("n", {1}), doctest::Contains("i64 [1], expected f32 [1]"),
                       Error);
  CHECK_THROWS_WITH_AS(file.Floats("n", {2}), doctest::Contains("expected f32 [2]"), Error);
}

TEST_CASE("safetensors: a file cut anywhere is refused") {
  const std::string whole = File(kTwo, Floats({1, 2, 3}));
  for (std::size_t size = 0; size < whole.size(); ++size) CheckRefused(whole.substr(0, size));
}

TEST_CASE("safetensors: a header that asks for more than there is, is refused") {
  CheckRefused(std::string(8, '\xff') + "{}");
  CheckRefused(File("[]", ""));
  CheckRefused(File("{", ""));
  CheckRefused(File(R"({"a":7})", ""));
  CheckRefused(File(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}})", Floats({1})));
  CheckRefused(File(R"({"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}})", Floats({1})));
  CheckRefused(File(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", Floats({1})));
  CheckRefused(File(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", Floats({1})));
  CheckRefused(File(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", Floats({1})));
  CheckRefused(File(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", Floats({1})));
  // 2^31 * 2^31 * 2^2 elements of 4 bytes are 2^66 bytes: 0 when it wraps round.
  CheckRefused(
      File(R"({"a":{"dtype":"F32","shape":[2147483647,2147483647,4],"data_offsets":[0,0]}})", ""));
}

TEST_CASE("safetensors: tensors that share bytes or leave gaps are refused") {
  CheckRefused(File(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                    R"("b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                    Floats({1})));
  CheckRefused(File(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", Floats({1, 2})));
  CheckRefused(File(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", Floats({1, 2})));
}

}  // namespace
}  // namespace assay
