// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What PyTorch alone must do: files that tell little of themselves, other arithmetic, packages.
#include <doctest/doctest.h>

#include <cstdlib>

#include "conformance/bench.h"

namespace assay::conformance {
namespace {

using Floats = std::vector<float>;

constexpr char kBackend[] = "libtorch";

bool IsForLibtorch() { return BackendUnderTest() == kBackend; }

TEST_CASE("libtorch: types and shapes of the inputs come from the task, or loading is refused") {
  if (!IsForLibtorch()) return;
  Bench bench(kBackend);
  const std::filesystem::path file = bench.Make(Kind::kScaler).file;
  ErrorCode code{};
  CHECK(bench.Refusal({.file = file}, code) ==
        "the model " + file.string() +
            " does not tell type and shape of its input 'x': name it in the model card");
  CHECK(code == ErrorCode::kBadData);
}

TEST_CASE("libtorch: a file that ends early is refused in one sentence that says what to do") {
  if (!IsForLibtorch()) return;
  namespace fs = std::filesystem;
  Bench bench(kBackend);
  const TinyModel scaler = bench.Make(Kind::kScaler);
  const fs::path file = bench.folder() / "ends_early.pt";
  fs::copy_file(scaler.file, file);
  fs::resize_file(file, fs::file_size(file) / 2);
  ErrorCode code{};
  CHECK(bench.Refusal({.file = file, .input_ports = scaler.inputs}, code) ==
        "PyTorch cannot load the model " + file.string() +
            ": PytorchStreamReader failed reading zip archive: failed finding central directory; "
            "the file is damaged or no TorchScript: make it anew");
  CHECK(code == ErrorCode::kBadData);
}

TEST_CASE("libtorch: a result without a name takes the wanted one, and is numbered otherwise") {
  if (!IsForLibtorch()) return;
  Bench bench(kBackend);
  const auto name = [&](const std::vector<std::string>& wanted) {
    return bench.Load(Kind::kScaler, {.outputs = wanted})->Facts().outputs.at(0).name;
  };
  CHECK(name({"doubled"}) == "doubled");
  CHECK(name({}) == "0");
}

TEST_CASE(
    "libtorch: a shorter arithmetic that is asked for is computed and read back, answers are f32") {
  if (!IsForLibtorch()) return;
  Bench bench(kBackend);
  const auto model = bench.Load(Kind::kClassifier, {.precision = "bf16", .outputs = {"scores"}});
  CHECK(model->Facts().precision == "bf16");
  CHECK(model->Facts().outputs.at(0).type == ElementType::kF32);
  const Answer answer = Run(*bench.NewSession(*model), 1, {Bytes(Floats{1, 2, 3})});
  CHECK(answer.outputs.at(0).As<float>() == Floats{4, 5.5F});  // exact in bf16 too
}

TEST_CASE("libtorch: weights that were frozen before the file was saved take the arithmetic too") {
  if (!IsForLibtorch()) return;
  Bench bench(kBackend);
  const TinyModel classifier = bench.Make(Kind::kClassifier);
  const auto model = bench.Load({.file = classifier.file.parent_path() / "frozen.pt",
                                 .precision = "bf16",
                                 .outputs = {"scores"},
                                 .input_ports = classifier.inputs});
  CHECK(model->Facts().precision == "bf16");
  const Answer answer = Run(*bench.NewSession(*model), 1, {Bytes(Floats{1, 2, 3})});
  CHECK(answer.outputs.at(0).As<float>() == Floats{4, 5.5F});
}

TEST_CASE("libtorch: quantised operators are read back as i8") {
  if (!IsForLibtorch()) return;
  Bench bench(kBackend);
  const TinyModel classifier = bench.Make(Kind::kClassifier);
  const auto model = bench.Load({.file = classifier.file.parent_path() / "quantised.pt",
                                 .precision = "i8",
                                 .input_ports = classifier.inputs});
  CHECK(model->Facts().precision == "i8");
}

TEST_CASE("libtorch: a package computes for the batch sizes it was compiled for") {
  const char* file = std::getenv("ASSAY_TEST_PACKAGE");
  if (!IsForLibtorch() || file == nullptr) return;
  Bench bench(kBackend);
  ModelSpec spec{.file = file,
                 .batch_sizes = {2, 3},
                 .outputs = {"scores", "class"},
                 .input_ports = bench.Make(Kind::kClassifier).inputs};
  const auto model = bench.Load(spec);
  CHECK(model->Facts().outputs.at(0).shape == Shape{-1, 2});
  const Answer answer =
      Run(*bench.NewSession(*model), 3, {Bytes(Floats{1, 2, 3, 3, 0, 0, 0, 9, 9})});
  REQUIRE(answer.outputs.size() == 2);
  CHECK(answer.outputs[1].As<std::int64_t>() == std::vector<std::int64_t>{1, 0, 1});
  CHECK(answer.outputs[0].As<float>() == Floats{4, 5.5F, 3, 0.5F, 9, 18.5F});

  ErrorCode code{};
  spec.batch_sizes = {1};
  CHECK(bench.Refusal(spec, code).find("cannot take batches of 1: ") != std::string::npos);
  spec = {.file = file, .precision = "f16", .input_ports = spec.input_ports};
  CHECK(bench.Refusal(spec, code).find("was compiled for its own arithmetic") != std::string::npos);
  CHECK(code == ErrorCode::kUsage);
}

}  // namespace
}  // namespace assay::conformance
