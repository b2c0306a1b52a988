// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What TensorFlow alone must do: frozen graphs, signatures, arithmetic that is read back.
#include <doctest/doctest.h>

#include <cstdlib>

#include "base/files.h"
#include "conformance/bench.h"

namespace assay::conformance {
namespace {

namespace fs = std::filesystem;

using Floats = std::vector<float>;

bool IsMeant() { return BackendUnderTest() == "tensorflow"; }

fs::path Made(const std::string& name) {
  return fs::path(std::getenv("ASSAY_TINY_MODELS")) / "tensorflow" / name;
}

const std::vector<Port> kX = {{.name = "x", .shape = {-1, 3}}};

TEST_CASE("tensorflow: a frozen graph is fed at its placeholder and fetched at its results") {
  if (!IsMeant()) return;
  Bench bench("tensorflow");
  const auto model = bench.Load({.file = Made("frozen.pb"), .batch_sizes = {2}, .input_ports = kX});
  CHECK(model->Facts().precision == "f32");
  REQUIRE(model->Facts().outputs.size() == 1);
  CHECK(model->Facts().outputs[0].name == "class:0");
  const Answer answer = Run(*bench.NewSession(*model), 2, {Bytes(Floats{1, 2, 3, 3, 0, 0})});
  CHECK(answer.outputs.at(0).As<std::int64_t>() == std::vector<std::int64_t>{1, 0});
}

TEST_CASE("tensorflow: any tensor of a frozen graph can be fetched by its name") {
  if (!IsMeant()) return;
  Bench bench("tensorflow");
  const auto model = bench.Load({.file = Made("frozen.pb"),
                                 .inputs = {"x"},
                                 .outputs = {"class:0", "scores"},
                                 .input_ports = kX});
  const Answer answer = Run(*bench.NewSession(*model), 1, {Bytes(Floats{1, 2, 3})});
  CHECK(answer.outputs.at(1).As<float>() == Floats{4, 5.5F});
}

/// What a model with so many threads says of them.
std::string ThreadsTold(Bench& bench, int threads) {
  const auto model =
      bench.Load({.file = Made("frozen.pb"), .input_ports = kX, .streams = 1, .threads = threads});
  for (const auto& [name, value] : model->Facts().settings) {
    if (name == "intra-op threads") return value;
  }
  return "";
}

TEST_CASE("tensorflow: the first model sets the threads of the process, and later ones say so") {
  if (!IsMeant()) return;
  Bench bench("tensorflow");
  CHECK(bench.backend().Describe().first_load_sets_threads);
  const std::string first = ThreadsTold(bench, 1), second = ThreadsTold(bench, 3);
  CHECK(first.front() == second.front());  // one of them did not get what it wanted
  CHECK((first + second).find(", as the first model of this process wanted, not ") !=
        std::string::npos);
}

TEST_CASE("tensorflow: a SavedModel is named by its folder or by the file in it") {
  if (!IsMeant()) return;
  Bench bench("tensorflow");
  const auto model =
      bench.Load({.file = Made("classifier") / "saved_model.pb", .outputs = {"scores"}});
  CHECK(Run(*bench.NewSession(*model), 1, {Bytes(Floats{1, 2, 3})}).outputs.at(0).As<float>() ==
        Floats{4, 5.5F});
}

TEST_CASE("tensorflow: what computes is read back, bf16 where it is asked for") {
  if (!IsMeant()) return;
  Bench bench("tensorflow");
  const fs::path file = Made("convolution");
  CHECK(bench.Load({.file = file})->Facts().precision == "f32");
  const std::string rounded = bench.Load({.file = file, .precision = "bf16"})->Facts().precision;
  CHECK((rounded == "bf16" || rounded == "f32"));  // f32: a CPU without it, and it is told
  ErrorCode code{};
  CHECK(bench.Refusal({.file = file, .precision = "f16"}, code) ==
        "TensorFlow on the CPU has no precision 'f16': use f32, bf16 or i8");
  CHECK(code == ErrorCode::kUsage);
}

TEST_CASE("tensorflow: what is no model of its kind is refused with the way to one") {
  if (!IsMeant()) return;
  Bench bench("tensorflow");
  ErrorCode code{};
  const fs::path onnx = bench.folder() / "m.onnx";
  WriteFile(onnx, "x");
  CHECK(bench.Refusal({.file = onnx}, code) ==
        "TensorFlow cannot read the model " + onnx.string() +
            ": it takes SavedModels and frozen graphs (.pb); `assay convert` makes one from an "
            "ONNX file");
  CHECK(code == ErrorCode::kBadData);
  CHECK(bench.Refusal({.file = Made("unsigned")}, code) ==
        "TensorFlow cannot read the model " + Made("unsigned").string() +
            ": it has no signature 'serving_default', but none at all");
  const fs::path empty = bench.folder() / "empty.pb";
  WriteFile(empty, "");
  CHECK(bench.Refusal({.file = empty}, code) ==
        "TensorFlow cannot read the model " + empty.string() +
            ": it is no graph with a placeholder to feed and a result");
}

}  // namespace
}  // namespace assay::conformance
