// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// EfficientNet-Lite0: Tan and Le 2019 without squeeze-and-excitation and swish, as published in
// tensorflow/tpu, models/official/efficientnet/lite.
#include "benchmarks/resnet50/network_efficientnet_lite0.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "onnx/graph_builder.h"
#include "onnx/safetensors.h"

namespace assay {
namespace {

constexpr std::int64_t kSide = 224;  // of the input, in pixels
constexpr std::int64_t kStemChannels = 32;
constexpr std::int64_t kHeadChannels = 1280;
constexpr std::int64_t kClasses = 1000;
constexpr float kEpsilon = 1e-3F;  // of the batch normalisations; frameworks' default is another

/// Inverted bottleneck blocks of one width.
struct Stage {
  std::int64_t expansion, kernel, stride, channels;
  int blocks;
};
constexpr Stage kStages[] = {
    {1, 3, 1, 16, 1},  {6, 3, 2, 24, 2},  {6, 5, 2, 40, 2},  {6, 3, 2, 80, 3},
    {6, 5, 1, 112, 3}, {6, 5, 2, 192, 4}, {6, 3, 1, 320, 1},
};

/// What flows through the network: {N, channels, side, side}.
struct Plane {
  Edge edge;
  std::int64_t channels = 0;
  std::int64_t side = 0;
};

/// One convolution and the batch normalisation behind it, by their names in the checkpoint.
struct Unit {
  std::string convolution, normalisation;
  std::int64_t out = 0, kernel = 1, stride = 1;
  bool is_depthwise = false;
};

/// TensorFlow's SAME padding: the uneven rest of it goes to the end.
Pads SamePads(std::int64_t side, const Unit& unit) {
  const std::int64_t out = (side + unit.stride - 1) / unit.stride;
  const std::int64_t total =
      std::max<std::int64_t>((out - 1) * unit.stride + unit.kernel - side, 0);
  const std::int64_t before = total / 2;
  return {.top = before, .left = before, .bottom = total - before, .right = total - before};
}

class EfficientNetLite0 {
 public:
  EfficientNetLite0(GraphBuilder& graph, const FindWeights& find_weights)
      : graph_(graph), find_weights_(find_weights) {}

  void Build() {
    Plane x{graph_.Input({.name = "input", .shape = {-1, 3, kSide, kSide}}), 3, kSide};
    x = Relu6(Add(x, {.convolution = "_conv_stem",
                      .normalisation = "_bn0",
                      .out = kStemChannels,
                      .kernel = 3,
                      .stride = 2}));
    int number = 0;
    for (const Stage& stage : kStages) {
      for (int block = 0; block < stage.blocks; ++block) {
        x = Block(fmt::format("_blocks.{}.", number++), x, stage, block == 0);
      }
    }
    x = Relu6(Add(x, {.convolution = "_conv_head", .normalisation = "_bn1", .out = kHeadChannels}));
    const Edge pooled = graph_.Flatten(graph_.GlobalAveragePool(x.edge));
    graph_.FullyConnected({.input = pooled,
                           .weights = Weights("_fc.weight", {kClasses, kHeadChannels}),
                           .bias = Weights("_fc.bias", {kClasses})},
                          "logits");
    graph_.Output({.name = "logits", .shape = {-1, kClasses}});
  }

 private:
  Plane Block(const std::string& name, const Plane& input, const Stage& stage, bool is_first) {
    const std::int64_t wide = input.channels * stage.expansion;
    Plane x = input;
    if (stage.expansion != 1) {
      x = Relu6(Add(
          x, {.convolution = name + "_expand_conv", .normalisation = name + "_bn0", .out = wide}));
    }
    x = Relu6(Add(x, {.convolution = name + "_depthwise_conv",
                      .normalisation = name + "_bn1",
                      .out = wide,
                      .kernel = stage.kernel,
                      .stride = is_first ? stage.stride : 1,
                      .is_depthwise = true}));
    x = Add(x, {.convolution = name + "_project_conv",
                .normalisation = name + "_bn2",
                .out = stage.channels});
    if (!is_first) x.edge = graph_.Add({input.edge, x.edge});
    return x;
  }

  Plane Add(const Plane& input, const Unit& unit) {
    const std::int64_t groups = unit.is_depthwise ? input.channels : 1;
    const Shape shape{unit.out, input.channels / groups, unit.kernel, unit.kernel};
    const Edge sum = graph_.Convolution({.input = input.edge,
                                         .weights = Weights(unit.convolution + ".weight", shape),
                                         .kernel = {unit.kernel, unit.kernel},
                                         .strides = {unit.stride, unit.stride},
                                         .pads = SamePads(input.side, unit),
                                         .groups = groups});
    const std::string& name = unit.normalisation;
    const Edge result =
        graph_.BatchNormalization({.input = sum,
                                   .scale = Weights(name + ".weight", {unit.out}),
                                   .shift = Weights(name + ".bias", {unit.out}),
                                   .mean = Weights(name + ".running_mean", {unit.out}),
                                   .variance = Weights(name + ".running_var", {unit.out}),
                                   .epsilon = kEpsilon});
    return {result, unit.out, (input.side + unit.stride - 1) / unit.stride};
  }

  Plane Relu6(const Plane& input) { return {graph_.Relu6(input.edge), input.channels, input.side}; }

  Edge Weights(const std::string& name, const Shape& shape) {
    return graph_.Constant(name, shape, find_weights_(name, shape));
  }

  GraphBuilder& graph_;
  const FindWeights& find_weights_;
};

}  // namespace

void BuildEfficientNetLite0(GraphBuilder& graph, const FindWeights& find_weights) {
  EfficientNetLite0(graph, find_weights).Build();
}

void WriteEfficientNetLite0(const std::filesystem::path& safetensors,
                            const std::filesystem::path& onnx_file) {
  const Safetensors tensors = Safetensors::Read(safetensors);
  GraphBuilder graph({.name = "efficientnet-lite0", .doc = "trained weights, converted by Assay"});
  BuildEfficientNetLite0(graph, [&](const std::string& name, const Shape& shape) {
    return tensors.Floats(name, shape);
  });
  graph.Save(onnx_file);
}

}  // namespace assay
