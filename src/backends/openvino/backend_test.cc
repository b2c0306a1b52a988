// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the OpenVINO engine with tiny models written here. Built only where the engine is.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <future>
#include <openvino/openvino.hpp>
#include <openvino/opsets/opset13.hpp>

#include "backends/catalog.h"
#include "base/files.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
namespace op = ov::opset13;

std::shared_ptr<op::Constant> Numbers(const ov::Shape& shape, const std::vector<float>& values) {
  return std::make_shared<op::Constant>(ov::element::f32, shape, values);
}

/// scores = x · W + b and class = argmax(scores), x: [?,3], W = [[1,0],[0,1],[1,1]], b = (0, 0.5).
fs::path WriteClassifier(const fs::path& folder) {
  const auto x = std::make_shared<op::Parameter>(ov::element::f32, ov::PartialShape{-1, 3});
  x->set_friendly_name("x");
  x->output(0).set_names({"x:0"});
  const auto product = std::make_shared<op::MatMul>(x, Numbers({3, 2}, {1, 0, 0, 1, 1, 1}));
  const auto scores = std::make_shared<op::Add>(product, Numbers({2}, {0, 0.5}));
  scores->output(0).set_names({"scores"});
  const auto top = std::make_shared<op::TopK>(
      scores, op::Constant::create(ov::element::i64, {}, {1}), 1, "max", "value", ov::element::i64);
  const auto squeezed = std::make_shared<op::Squeeze>(
      top->output(1), op::Constant::create(ov::element::i64, {1}, {1}));
  squeezed->output(0).set_names({"class:0"});
  const auto model = std::make_shared<ov::Model>(ov::OutputVector{scores, squeezed},
                                                 ov::ParameterVector{x}, "classifier");
  const fs::path file = folder / "classifier.xml";
  ov::save_model(model, file.string(), false);
  return file;
}

/// y = a 3×3 convolution of 8 channels over x: [?,3,16,16].
fs::path WriteConvolution(const fs::path& folder) {
  const auto x = std::make_shared<op::Parameter>(ov::element::f32, ov::PartialShape{-1, 3, 16, 16});
  const auto y = std::make_shared<op::Convolution>(
      x, Numbers({8, 3, 3, 3}, std::vector<float>(8 * 3 * 9, 0.01F)), ov::Strides{1, 1},
      ov::CoordinateDiff{1, 1}, ov::CoordinateDiff{1, 1}, ov::Strides{1, 1});
  const auto model =
      std::make_shared<ov::Model>(ov::OutputVector{y}, ov::ParameterVector{x}, "convolution");
  const fs::path file = folder / "convolution.xml";
  ov::save_model(model, file.string(), false);
  return file;
}

struct Bench {
  RealClock clock;
  TestFolder folder;
  std::unique_ptr<Backend> backend = OpenBackend("openvino", {.clock = &clock});
  std::vector<Placement> placements = backend->DefaultPlacements(1);

  std::unique_ptr<Model> Load(ModelSpec spec) { return backend->Load(spec, placements); }
  /// The sentence of the error that loading ends with, "" when it succeeds.
  std::string Refusal(const ModelSpec& spec, ErrorCode code) {
    return RefusalOf(code, [&] { Load(spec); });
  }
};

/// Runs one batch and gives back the bytes of output 0 as numbers of type T.
template <typename T>
std::vector<T> Run(Session& session, int batch_size, const std::vector<float>& x) {
  const std::span<TensorView> inputs = session.Inputs({.batch_size = batch_size});
  REQUIRE(inputs[0].ByteCount() == x.size() * sizeof(float));
  std::memcpy(inputs[0].bytes, x.data(), inputs[0].ByteCount());
  std::promise<std::vector<T>> promise;
  session.Start({.call =
                     [](void* context, Outcome& outcome) {
                       std::vector<T> numbers;
                       if (outcome.error == nullptr) {
                         const TensorView& view = outcome.outputs[0];
                         const T* first = reinterpret_cast<const T*>(view.bytes);
                         numbers.assign(first, first + view.shape.ElementCount());
                       }
                       static_cast<std::promise<std::vector<T>>*>(context)->set_value(numbers);
                     },
                 .context = &promise});
  auto numbers = promise.get_future().get();
  session.Release();
  return numbers;
}

TEST_CASE("openvino: the chosen outputs come in the order asked for, for each batch size") {
  Bench bench;
  const auto model = bench.Load({.file = WriteClassifier(bench.folder.path()),
                                 .batch_sizes = {1, 2},
                                 .inputs = {"x"},
                                 .outputs = {"scores:0", "class"}});
  const ModelFacts& facts = model->Facts();
  CHECK(facts.precision == "f32");
  CHECK(facts.reads_inputs);
  REQUIRE(facts.inputs.size() == 1);
  CHECK(facts.inputs[0].shape == Shape{-1, 3});
  REQUIRE(facts.outputs.size() == 2);
  CHECK(facts.outputs[0].shape == Shape{-1, 2});
  CHECK(facts.outputs[1].type == ElementType::kI64);
  const auto session = model->NewSession(bench.placements[0]);
  CHECK(Run<float>(*session, 1, {1, 2, 3}) == std::vector<float>{4, 5.5F});
  CHECK(Run<float>(*session, 2, {1, 2, 3, 3, 0, 0}) == std::vector<float>{4, 5.5F, 3, 0.5F});
}

TEST_CASE("openvino: one output alone, with 64-bit integers") {
  Bench bench;
  const auto model = bench.Load(
      {.file = WriteClassifier(bench.folder.path()), .batch_sizes = {3}, .outputs = {"class:0"}});
  const auto session = model->NewSession(bench.placements[0]);
  CHECK(Run<std::int64_t>(*session, 3, {1, 2, 3, 3, 0, 0, 0, 9, 9}) ==
        std::vector<std::int64_t>{1, 0, 1});
}

TEST_CASE("openvino: what computes is read back, also where another precision is asked for") {
  Bench bench;
  const fs::path file = WriteConvolution(bench.folder.path());
  const auto model = bench.Load({.file = file});
  CHECK(model->Facts().precision == "f32");
  const auto& settings = model->Facts().settings;
  const auto streams = std::find_if(settings.begin(), settings.end(),
                                    [](const auto& s) { return s.first == "NUM_STREAMS"; });
  REQUIRE(streams != settings.end());
  CHECK(streams->second == "1");
  try {
    const auto other = bench.Load({.file = file, .precision = "bf16"});
    CHECK(other->Facts().precision == "bf16");
  } catch (const Error& e) {  // a CPU without it
    CHECK(std::string(e.what()).find("has no bf16 arithmetic: use --precision f32") !=
          std::string::npos);
  }
  CHECK(bench.Refusal({.file = file, .precision = "f8"}, ErrorCode::kUsage) ==
        "OpenVINO has no precision 'f8': use f32, bf16, f16 or i8");
}

TEST_CASE("openvino: streams follow the placement, or what the model asks for") {
  Bench bench;
  const fs::path file = WriteConvolution(bench.folder.path());
  const auto streams = [](const Model& model) {
    for (const auto& [name, value] : model.Facts().settings) {
      if (name == "NUM_STREAMS") return value;
    }
    return std::string();
  };
  CHECK(streams(*bench.Load({.file = file, .streams = 2, .threads = 2})) == "2");
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  bench.placements = bench.backend->DefaultPlacements(0);
  CHECK(bench.placements[0].sessions == cores);
  CHECK(streams(*bench.Load({.file = file})) == std::to_string(cores));
}

TEST_CASE("openvino: missing, broken and unfitting models are refused in one sentence") {
  Bench bench;
  const fs::path file = WriteClassifier(bench.folder.path());
  CHECK(bench.Refusal({.file = "/nonexistent/model.onnx"}, ErrorCode::kMissingFile) ==
        "no model file /nonexistent/model.onnx: get or make the model first");
  const fs::path broken = bench.folder.Write("broken.onnx", "this is no model");
  CHECK(bench.Refusal({.file = broken}, ErrorCode::kBadData) ==
        "OpenVINO cannot read the model " + broken.string() + ": it is not an ONNX file");
  const fs::path half = bench.folder.Write("half.xml", ReadFile(file, "model").substr(0, 700));
  const std::string sentence = bench.Refusal({.file = half}, ErrorCode::kBadData);
  CHECK(sentence.find("OpenVINO cannot read the model " + half.string()) == 0);
  CHECK(sentence.find('\n') == std::string::npos);
  CHECK(bench.Refusal({.file = file, .inputs = {"image"}}, ErrorCode::kBadData) ==
        "the model " + file.string() + " has no input 'image', it has: x:0");
  CHECK(bench.Refusal({.file = file, .outputs = {"box"}}, ErrorCode::kBadData) ==
        "the model " + file.string() + " has no output 'box', it has: scores, class:0");
}

TEST_CASE("openvino: several requests run at once, each with its own answers") {
  Bench bench;
  const auto model = bench.Load({.file = WriteClassifier(bench.folder.path()),
                                 .outputs = {"scores"},
                                 .streams = 2,
                                 .threads = 2});
  const auto once = [&](float value) {
    const auto session = model->NewSession(bench.placements[0]);
    for (int i = 0; i < 200; ++i) {
      if (Run<float>(*session, 1, {value, 0, 0}) != std::vector<float>{value, 0.5F}) return false;
    }
    return true;
  };
  auto other = std::async(std::launch::async, once, 7.0F);
  CHECK(once(3.0F));
  CHECK(other.get());
}

TEST_CASE("openvino: a request is started again from inside its completion") {
  Bench bench;
  const auto model = bench.Load({.file = WriteClassifier(bench.folder.path())});
  struct Loop {
    std::unique_ptr<Session> session;
    int left = 1000;
    std::promise<void> ended{};
    void Start() {
      session->Inputs({.batch_size = 1});
      session->Start(
          {.call = [](void* l, Outcome&) { static_cast<Loop*>(l)->End(); }, .context = this});
    }
    void End() {
      session->Release();
      if (--left > 0) {
        Start();
      } else {
        ended.set_value();
      }
    }
  } loop{.session = model->NewSession(bench.placements[0])};
  loop.Start();
  CHECK(loop.ended.get_future().wait_for(std::chrono::seconds(60)) == std::future_status::ready);
}

TEST_CASE("openvino: two models live side by side and are destroyed in any order") {
  Bench bench;
  auto first = bench.Load({.file = WriteClassifier(bench.folder.path()), .outputs = {"scores"}});
  auto second = bench.Load({.file = WriteConvolution(bench.folder.path())});
  auto a = first->NewSession(bench.placements[0]);
  auto b = second->NewSession(bench.placements[0]);
  CHECK(Run<float>(*a, 1, {1, 2, 3}) == std::vector<float>{4, 5.5F});
  a.reset();
  first.reset();
  CHECK(Run<float>(*b, 1, std::vector<float>(3 * 16 * 16, 1)).size() == 8 * 16 * 16);
}

TEST_CASE("openvino: it tells its version, the CPU, and where its libraries lie") {
  Bench bench;
  const BackendFacts facts = bench.backend->Describe();
  CHECK(facts.needs_files);
  CHECK(facts.version.find("20") == 0);
  REQUIRE(facts.devices.size() == 1);
  CHECK_FALSE(facts.devices[0].description.empty());
  const auto has = [&facts](const std::string& prefix) {
    return std::any_of(facts.libraries.begin(), facts.libraries.end(), [&prefix](const auto& l) {
      return l.first.starts_with(prefix) && fs::exists(l.second);
    });
  };
  CHECK(has("libtbb.so"));
  CHECK(has("libopenvino.so"));
}

}  // namespace
}  // namespace assay
