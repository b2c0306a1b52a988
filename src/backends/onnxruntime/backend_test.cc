// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of what is ONNX Runtime's alone; what all engines share is in tests/conformance. Built only
// where the engine is.
#include <doctest/doctest.h>

#include "backends/catalog.h"
#include "backends/onnxruntime/precision.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

struct Bench {
  RealClock clock;
  TestFolder folder;

  fs::path Config(const std::string& text) const { return folder.Write("config.toml", text); }
  std::unique_ptr<Backend> Open(const fs::path& config = {}) {
    return OpenBackend("onnxruntime", {.clock = &clock, .config = config});
  }
};

TEST_CASE("onnxruntime: a profile tells the arithmetic of the nodes that do the work") {
  const onnxruntime::Profile profile = onnxruntime::ReadProfile(R"([
      {"cat": "Session", "name": "session_initialization"},
      {"cat": "Node", "args": {"op_name": "FusedConv", "provider": "CPUExecutionProvider",
          "input_type_shape": [{"float": [1, 3]}, {"float": [3]}]}},
      {"cat": "Node", "args": {"op_name": "QLinearMatMul", "provider": "CUDAExecutionProvider",
          "input_type_shape": [{"uint8": [1, 3]}, {"float": []}]}},
      {"cat": "Node", "args": {"op_name": "Cast", "provider": "CPUExecutionProvider",
          "input_type_shape": [{"float16": [1]}]}}])");
  CHECK(profile.precision == "f32+i8");
  CHECK(profile.providers == "CPUExecutionProvider: 2, CUDAExecutionProvider: 1");
  CHECK(RefusalOf(ErrorCode::kEngine, [] {
          onnxruntime::ReadProfile("{");
        }).starts_with("ONNX Runtime's profile of a batch cannot be read: "));
}

TEST_CASE("onnxruntime: the CPU provider has f32 and i8, and says so") {
  Bench bench;
  const auto backend = bench.Open();
  const auto placements = backend->DefaultPlacements(1);
  const ModelSpec spec{.file = "m.onnx", .precision = "bf16"};
  CHECK(RefusalOf(ErrorCode::kUsage, [&] { backend->Load(spec, placements); }) ==
        "ONNX Runtime has no precision 'bf16' with its provider 'cpu': use f32, i8");
}

TEST_CASE("onnxruntime: its own file names the library and the provider") {
  Bench bench;
  CHECK(bench.Open(bench.Config("provider = \"cpu\""))->Describe().devices[0].kind == "cpu");
  const auto refusal = [&](const std::string& text, ErrorCode code) {
    const fs::path config = bench.Config(text);
    return RefusalOf(code, [&] { bench.Open(config); });
  };
  const std::string file = (bench.folder / "config.toml").string();
  CHECK(refusal("provider = \"gpu\"", ErrorCode::kBadData) ==
        "unknown provider 'gpu': use cpu, cuda or tensorrt");
  CHECK(refusal("\nspeed = 1", ErrorCode::kBadData) ==
        file + ", line 2: unknown key 'speed', known here: library, provider");
  CHECK(refusal("provider = 3", ErrorCode::kBadData) ==
        file + ", line 1: 'provider' must be a text");
  CHECK(refusal("library = \"/nonexistent/lib.so\"", ErrorCode::kMissingFile)
            .starts_with("ONNX Runtime's library does not load (/nonexistent/lib.so: "));
}

}  // namespace
}  // namespace assay
