// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the two networks: their parameters, padding and names against the published figures.
#include "benchmarks/resnet50/network.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <set>

#include "base/files.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "benchmarks/resnet50/network_efficientnet_lite0.h"
#include "onnx/graph_builder.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

struct Recorded {
  std::map<std::string, std::size_t> constants;     // name, number of values
  std::map<std::string, std::vector<float>> small;  // those of up to 4096 values
  std::vector<GraphNode> nodes;
  std::set<std::string> outputs;
  bool all_finite = true;
};

class RecordingWriter : public GraphWriter {
 public:
  explicit RecordingWriter(Recorded& recorded) : recorded_(recorded) {}
  void Input(const GraphPort&) override {}
  void Output(const GraphPort& port) override { recorded_.outputs.insert(port.name); }
  void Constant(const std::string& name, const Shape&, std::span<const float> values) override {
    recorded_.constants[name] = values.size();
    if (values.size() <= 4096) recorded_.small[name] = {values.begin(), values.end()};
    for (const float value : values) recorded_.all_finite &= std::isfinite(value);
  }
  void Node(const GraphNode& node) override { recorded_.nodes.push_back(node); }
  void Save(const fs::path&) override {}

 private:
  Recorded& recorded_;
};

std::size_t ValuesEndingIn(const Recorded& recorded, const std::vector<std::string>& endings) {
  std::size_t count = 0;
  for (const auto& [name, values] : recorded.constants) {
    for (const std::string& ending : endings) count += name.ends_with(ending) ? values : 0;
  }
  return count;
}

std::vector<std::int64_t> Pads(const GraphNode& node) {
  for (const auto& [name, value] : node.attributes) {
    if (name == "pads") return std::get<std::vector<std::int64_t>>(value);
  }
  return {};
}

std::vector<GraphNode> NodesOf(const Recorded& recorded, const std::string& operation) {
  std::vector<GraphNode> nodes;
  for (const GraphNode& node : recorded.nodes) {
    if (node.operation == operation) nodes.push_back(node);
  }
  return nodes;
}

Recorded RecordResnet50(std::uint64_t seed) {
  Recorded recorded;
  GraphBuilder graph(std::make_unique<RecordingWriter>(recorded));
  BuildSyntheticResnet50(graph, seed);
  return recorded;
}

TEST_CASE("ResNet50-v1.5: 25,559,081 learned values in 53 convolutions and one dense layer") {
  const Recorded recorded = RecordResnet50(1);
  CHECK(ValuesEndingIn(recorded, {".weight", ".bias", ".scale", ".shift"}) == 25'559'081);
  CHECK(NodesOf(recorded, "Conv").size() == 53);
  CHECK(NodesOf(recorded, "Add").size() == 16);
  CHECK(recorded.outputs == std::set<std::string>{"ArgMax:0", "softmax_tensor:0"});
  CHECK(recorded.all_finite);
}

TEST_CASE("ResNet50-v1.5: the max-pool pads at the end only, the first convolution on all sides") {
  const Recorded recorded = RecordResnet50(1);
  CHECK(Pads(NodesOf(recorded, "MaxPool").at(0)) == std::vector<std::int64_t>{0, 0, 1, 1});
  CHECK(Pads(NodesOf(recorded, "Conv").at(0)) == std::vector<std::int64_t>{3, 3, 3, 3});
}

TEST_CASE("ResNet50-v1.5: another seed gives other weights, variances stay positive") {
  const Recorded one = RecordResnet50(1);
  const Recorded two = RecordResnet50(2);
  CHECK(one.small.at("classes.bias") == RecordResnet50(1).small.at("classes.bias"));
  CHECK(one.small.at("classes.bias") != two.small.at("classes.bias"));
  for (const auto& [name, values] : one.small) {
    if (!name.ends_with(".variance")) continue;
    for (const float value : values) CHECK_MESSAGE(value > 0, name);
  }
}

TEST_CASE("ResNet50-v1.5: the file of a seed is the same on every machine") {
  if (!fs::exists(ModuleFolder() / "onnx_writer.so")) {
    MESSAGE("skipped: this build has no " << (ModuleFolder() / "onnx_writer.so").string());
    return;
  }
  const TestFolder folder;
  const fs::path file = folder / "net";
  WriteSyntheticResnet50(file, 1);
  // Approved: of the first version whose answers were looked at in an engine.
  CHECK(Sha256OfFile(file) == "bb49d4f053bc5b0cb73630dfdf8a8c6348d18f852ae9490c154252d1b969a8cc");
}

/// Zeros of any shape; keeps what was asked for.
Recorded RecordEfficientNet(std::map<std::string, Shape>& asked) {
  Recorded recorded;
  GraphBuilder graph(std::make_unique<RecordingWriter>(recorded));
  BuildEfficientNetLite0(graph, [&](const std::string& name, const Shape& shape) {
    asked[name] = shape;
    return std::vector<float>(shape.ElementCount());
  });
  return recorded;
}

TEST_CASE("EfficientNet-Lite0: asks for the 247 tensors of the checkpoint, 4,652,008 learned") {
  std::map<std::string, Shape> asked;
  const Recorded recorded = RecordEfficientNet(asked);
  CHECK(asked.size() == 247);
  CHECK(ValuesEndingIn(recorded, {".weight", ".bias"}) == 4'652'008);
  CHECK(ValuesEndingIn(recorded, {".running_mean", ".running_var"}) == 42'016);
  CHECK(asked.at("_blocks.1._depthwise_conv.weight") == Shape{96, 1, 3, 3});
  CHECK(asked.count("_blocks.0._expand_conv.weight") == 0);
  CHECK(asked.at("_blocks.15._project_conv.weight") == Shape{320, 1152, 1, 1});
}

TEST_CASE(
    "EfficientNet-Lite0: padding is TensorFlow's SAME, uneven where a stride meets an even side") {
  std::map<std::string, Shape> asked;
  std::map<std::string, std::vector<std::int64_t>> pads;
  const Recorded recorded = RecordEfficientNet(asked);
  for (const GraphNode& node : NodesOf(recorded, "Conv")) pads[node.inputs.at(1)] = Pads(node);
  using Four = std::vector<std::int64_t>;
  // Stem: side 224, kernel 3, stride 2: (112 - 1) * 2 + 3 - 224 = 1 in all.
  CHECK(pads.at("_conv_stem.weight") == Four{0, 0, 1, 1});
  // Block 0: side 112, kernel 3, stride 1: 2 in all.
  CHECK(pads.at("_blocks.0._depthwise_conv.weight") == Four{1, 1, 1, 1});
  // Block 3: side 56, kernel 5, stride 2: (28 - 1) * 2 + 5 - 56 = 3 in all.
  CHECK(pads.at("_blocks.3._depthwise_conv.weight") == Four{1, 1, 2, 2});
  // Block 11: side 14, kernel 5, stride 2: (7 - 1) * 2 + 5 - 14 = 3 in all.
  CHECK(pads.at("_blocks.11._depthwise_conv.weight") == Four{1, 1, 2, 2});
  CHECK(pads.at("_conv_head.weight") == Four{0, 0, 0, 0});
}

TEST_CASE("EfficientNet-Lite0: a block adds its input except for the first of each stage") {
  std::map<std::string, Shape> asked;
  // 16 blocks in 7 stages.
  CHECK(NodesOf(RecordEfficientNet(asked), "Add").size() == 9);
}

}  // namespace
}  // namespace assay
