// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the graph builder: which operations it asks for, and that the ONNX library accepts them.
#include "onnx/graph_builder.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/files.h"
#include "base/test_folder.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

struct Recorded {
  std::vector<GraphNode> nodes;
  std::vector<std::string> constants;
};

/// Keeps what it is told.
class RecordingWriter : public GraphWriter {
 public:
  explicit RecordingWriter(Recorded& recorded) : recorded_(recorded) {}
  void Input(const GraphPort&) override {}
  void Output(const GraphPort&) override {}
  void Constant(const std::string& name, const Shape&, std::span<const float>) override {
    recorded_.constants.push_back(name);
  }
  void Node(const GraphNode& node) override { recorded_.nodes.push_back(node); }
  void Save(const fs::path&) override {}

 private:
  Recorded& recorded_;
};

/// A network with each kind of layer once.
void AddEveryLayer(GraphBuilder& graph) {
  const std::vector<float> ones(8, 1.0F);
  const std::span<const float> values(ones);
  const Edge photo = graph.Input({.name = "photo", .shape = {-1, 1, 4, 4}});
  const Edge weights = graph.Constant("weights", {2, 1, 1, 1}, values.first(2));
  const Edge two = graph.Constant("two", {2}, values.first(2));
  Edge x = graph.Convolution({.input = photo, .weights = weights, .pads = {0, 0, 1, 1}});
  x = graph.BatchNormalization(
      {.input = x, .scale = two, .shift = two, .mean = two, .variance = two});
  x = graph.Add({graph.Relu(x), graph.Relu6(x)});
  x = graph.MaxPool({.input = x, .kernel = {3, 3}, .strides = {2, 2}, .pads = {0, 0, 1, 1}});
  x = graph.Flatten(graph.GlobalAveragePool(x));
  const Edge dense = graph.Constant("dense", {3, 2}, values.first(6));
  const Edge bias = graph.Constant("bias", {3}, values.first(3));
  x = graph.FullyConnected({.input = x, .weights = dense, .bias = bias}, "logits");
  graph.Softmax(x, "probabilities");
  graph.ArgMax(x, "class");
  graph.Output({.name = "probabilities", .shape = {-1, 3}});
  graph.Output({.name = "class", .type = ElementType::kI64, .shape = {-1}});
}

TEST_CASE("graph builder: pads are written as begins then ends, as ONNX wants them") {
  Recorded recorded;
  GraphBuilder graph(std::make_unique<RecordingWriter>(recorded));
  graph.MaxPool({.input = {"x"}, .pads = {.top = 1, .left = 2, .bottom = 3, .right = 4}});
  REQUIRE(recorded.nodes.size() == 1);
  CHECK(recorded.nodes[0].attributes[2].first == "pads");
  CHECK(std::get<std::vector<std::int64_t>>(recorded.nodes[0].attributes[2].second) ==
        std::vector<std::int64_t>{1, 2, 3, 4});
}

TEST_CASE("graph builder: results get different names, and the bounds of ReLU6 are written once") {
  Recorded recorded;
  GraphBuilder graph(std::make_unique<RecordingWriter>(recorded));
  const Edge first = graph.Relu6({"x"});
  const Edge second = graph.Relu6(first);
  CHECK(first.name != second.name);
  CHECK(recorded.nodes[1].inputs[0] == first.name);
  CHECK(recorded.constants == std::vector<std::string>{"zero", "six"});
}

bool HasWriter() { return fs::exists(ModuleFolder() / "onnx_writer.so"); }

TEST_CASE("graph builder: the ONNX library accepts every layer, and equal graphs are equal files") {
  if (!HasWriter()) {
    MESSAGE("skipped: this build has no " << (ModuleFolder() / "onnx_writer.so").string());
    return;
  }
  const TestFolder folder;
  for (const char* name : {"one.onnx", "two.onnx"}) {
    GraphBuilder graph({.name = "every-layer", .doc = "a test"});
    AddEveryLayer(graph);
    graph.Save(folder / name);
  }
  const std::string one = ReadFile(folder / "one.onnx", "network");
  CHECK(one == ReadFile(folder / "two.onnx", "network"));
  CHECK(one.find("assay") != std::string::npos);
  CHECK(one.find("GlobalAveragePool") != std::string::npos);
}

TEST_CASE("graph builder: a graph that reads what nobody wrote is refused, and no file stays") {
  if (!HasWriter()) return;
  const TestFolder folder;
  GraphBuilder graph({.name = "broken", .doc = "a test"});
  graph.Relu({"nothing"});
  graph.Output({.name = "Relu_1", .shape = {-1}});
  CHECK_THROWS_WITH_AS(graph.Save(folder / "broken.onnx"), doctest::Contains("broken"), Error);
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("graph builder: an unwritable folder is said in one sentence") {
  if (!HasWriter()) return;
  GraphBuilder graph({.name = "every-layer", .doc = "a test"});
  AddEveryLayer(graph);
  CHECK_THROWS_WITH_AS(graph.Save("/nonexistent/a.onnx"), doctest::Contains("/nonexistent/a.onnx"),
                       Error);
}

}  // namespace
}  // namespace assay
