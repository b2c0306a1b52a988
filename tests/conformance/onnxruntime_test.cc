// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What ONNX Runtime alone must do, with models written here.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/files.h"
#include "conformance/bench.h"
#include "onnx/graph_writer.h"

namespace assay::conformance {
namespace {

using namespace std::string_view_literals;

constexpr std::int64_t kOnnxU8 = 2, kOnnxI8 = 3;  // TensorProto.DataType

/// y = x · W in whole numbers: x [?,2] becomes uint8, W int8.
std::filesystem::path WriteWholeNumbers(const std::filesystem::path& folder) {
  const auto writer = NewGraphWriter({.name = "whole-numbers", .doc = "a test"});
  writer->Input({.name = "x", .shape = {-1, 2}});
  writer->Constant("w", {2, 2}, std::vector<float>{1, 2, 3, 4});
  writer->Node({"Cast", {"x"}, "x8", {{"to", kOnnxU8}}});
  writer->Node({"Cast", {"w"}, "w8", {{"to", kOnnxI8}}});
  writer->Node({"MatMulInteger", {"x8", "w8"}, "y", {}});
  writer->Output({.name = "y", .type = ElementType::kI32, .shape = {-1, 2}});
  const std::filesystem::path file = folder / "whole.onnx";
  writer->Save(file);
  return file;
}

TEST_CASE(
    "onnxruntime: whole-number arithmetic is read back as i8, with the provider that ran it") {
  if (BackendUnderTest() != "onnxruntime") return;
  Bench bench("onnxruntime");
  const auto model = bench.Load({.file = WriteWholeNumbers(bench.folder()), .precision = "i8"});
  CHECK(model->Facts().precision == "i8");
  const auto& settings = model->Facts().settings;
  const auto nodes = std::find_if(settings.begin(), settings.end(),
                                  [](const auto& s) { return s.first == "nodes by provider"; });
  REQUIRE(nodes != settings.end());
  CHECK(nodes->second.starts_with("CPUExecutionProvider: "));
  const auto session = bench.NewSession(*model);
  const Answer answer = Run(*session, 1, {Bytes(std::vector<float>{5, 6})});
  CHECK(answer.outputs.at(0).As<std::int32_t>() == std::vector<std::int32_t>{23, 34});
}

/// y = x + x and z = x with nine dimensions, x f32 [N,2]; written by the Python package onnx.
constexpr std::string_view kNineDimensions =
    "\010\010:\264\001\012\016\012\001x\012\001x\022\001y\"\003Add\012-\022\001s\"\010Constant*"
    "\036\012\005value*\022\010\011\020\007:\011\000\000\001\001\001\001\001\001\001B\001s\240"
    "\001\004\012\022\012\001x\012\001s\022\001z\"\007Reshape\022\001gZ\024\012\001x\022\017\012"
    "\015\010\001\022\011\012\003\022\001N\012\002\010\002b\024\012\001y\022\017\012\015\010\001"
    "\022\011\012\003\022\001N\012\002\010\002b0\012\001z\022+\012)\010\001\022%\012\003\022\001N"
    "\012\002\010\002\012\002\010\001\012\002\010\001\012\002\010\001\012\002\010\001\012\002\010"
    "\001\012\002\010\001\012\002\010\001B\004\012\000\020\015"sv;

TEST_CASE("onnxruntime: an output of nine dimensions is in nobody's way unless it is asked for") {
  if (BackendUnderTest() != "onnxruntime") return;
  Bench bench("onnxruntime");
  const std::filesystem::path file = bench.folder() / "nine.onnx";
  WriteFile(file, kNineDimensions);
  const auto model = bench.Load({.file = file, .outputs = {"y"}});
  const Answer answer = Run(*bench.NewSession(*model), 1, {Bytes(std::vector<float>{5, 6})});
  CHECK(answer.outputs.at(0).As<float>() == std::vector<float>{10, 12});
  ErrorCode code{};
  CHECK(bench.Refusal({.file = file, .outputs = {"z"}}, code) ==
        "a tensor has more than 8 dimensions, which Assay cannot pass on");
  CHECK(code == ErrorCode::kEngine);
}

TEST_CASE("onnxruntime: nothing of the profile is left when a model is refused") {
  if (BackendUnderTest() != "onnxruntime") return;
  Bench bench("onnxruntime");
  const std::filesystem::path file = WriteWholeNumbers(bench.folder());
  const TestFolder temporary;
  setenv("TMPDIR", temporary.path().c_str(), /*replace=*/1);
  ErrorCode code{};
  bench.Refusal({.file = file, .precision = "i8", .outputs = {"no such"}}, code);
  bench.Load({.file = file, .precision = "i8"});
  unsetenv("TMPDIR");
  CHECK(code == ErrorCode::kBadData);
  CHECK(std::filesystem::is_empty(temporary.path()));
}

}  // namespace
}  // namespace assay::conformance
