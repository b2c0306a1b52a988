// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// ResNet50-v1.5 with seeded weights.
#include "benchmarks/resnet50/network.h"

#include <fmt/format.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "onnx/graph_builder.h"

namespace assay {
namespace {

constexpr std::int64_t kClasses = 1001;  // 1000 and, first, "background"

/// Stage of bottleneck blocks: 1x1 to `width`, 3x3, 1x1 to four times `width`.
struct Stage {
  std::int64_t width;
  int blocks;
  std::int64_t stride;  // of the first block, in its 3x3 (that is "v1.5") and its shortcut
};
constexpr Stage kStages[] = {{64, 3, 1}, {128, 4, 2}, {256, 6, 2}, {512, 3, 2}};

/// Weights as integers first: whole numbers add up alike on every machine, so that the files are
/// equal to the byte. One thread.
class SeededWeights {
 public:
  explicit SeededWeights(std::uint64_t seed) : random_(seed) {}

  /// Uniform with mean 0 and standard deviation `spread`. Each group of `balanced` neighbours (1 =
  /// none) adds up to nearly nothing: what all inputs have in common then cancels out, and the
  /// answers differ from photo to photo. Layout {count / balanced, balanced, taps}.
  struct Kind {
    std::size_t count = 0;
    std::size_t balanced = 1;
    std::size_t taps = 1;
    float spread = 1;
  };
  std::vector<float> Draw(const Kind& kind) {
    std::vector<std::int32_t> numbers(kind.count);
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
      const std::uint64_t drawn = random_();
      numbers[i] = AsNumber(drawn);
      if (i + 1 < numbers.size()) numbers[i + 1] = AsNumber(drawn >> 32);
    }
    if (kind.balanced > 1) Balance(numbers, kind);
    // Uniform over [-2^23, 2^23): standard deviation 2^23 / sqrt(3).
    const float scale = kind.spread * std::sqrt(3.0F) / 8388608.0F;
    std::vector<float> values(numbers.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<float>(numbers[i]) * scale;
    }
    return values;
  }

 private:
  /// 24 bits, as many as a float holds.
  static std::int32_t AsNumber(std::uint64_t drawn) {
    return static_cast<std::int32_t>(drawn & 0xFFFFFF) - 0x800000;
  }

  static void Balance(std::vector<std::int32_t>& numbers, const Kind& kind) {
    const std::size_t group = kind.balanced * kind.taps;
    for (std::size_t first = 0; first < numbers.size(); first += group) {
      for (std::size_t tap = 0; tap < kind.taps; ++tap) {
        std::int64_t sum = 0;
        for (std::size_t i = tap; i < group; i += kind.taps) sum += numbers[first + i];
        const auto mean = static_cast<std::int32_t>(sum / static_cast<std::int64_t>(kind.balanced));
        for (std::size_t i = tap; i < group; i += kind.taps) numbers[first + i] -= mean;
      }
    }
  }

  std::mt19937_64 random_;
};

/// A convolution and its batch normalisation.
struct Unit {
  std::int64_t in = 0, out = 0, kernel = 1, stride = 1;
  std::int64_t pad = 0;
  float gain = 1;  // the normalisation's scale
  bool balanced = true;
  float input_spread = 1;  // standard deviation of what comes in
};

class Resnet50 {
 public:
  Resnet50(GraphBuilder& graph, std::uint64_t seed) : graph_(graph), weights_(seed) {}

  void Build() {
    Edge x = graph_.Input({.name = "input_tensor:0", .shape = {-1, 3, 224, 224}});
    // Photos minus their channel means have a standard deviation of about 65 grey levels.
    x = graph_.Relu(Add("stem", x,
                        {.in = 3,
                         .out = 64,
                         .kernel = 7,
                         .stride = 2,
                         .pad = 3,
                         .balanced = false,
                         .input_spread = 65}));
    // TensorFlow's SAME: the extra row and column stand at the end.
    x = graph_.MaxPool(
        {.input = x, .kernel = {3, 3}, .strides = {2, 2}, .pads = {.bottom = 1, .right = 1}});
    std::int64_t channels = 64;
    for (std::size_t stage = 0; stage < std::size(kStages); ++stage) {
      for (int block = 0; block < kStages[stage].blocks; ++block) {
        x = Block(fmt::format("stage{}.block{}", stage + 1, block + 1), x, kStages[stage],
                  channels);
      }
    }
    Head(x, channels);
  }

 private:
  /// `channels`: of the input; then of the result.
  Edge Block(const std::string& name, const Edge& input, const Stage& stage,
             std::int64_t& channels) {
    const std::int64_t out = 4 * stage.width;
    const bool is_first = channels != out;
    const std::int64_t stride = is_first ? stage.stride : 1;
    Edge shortcut = input;
    if (is_first) {
      shortcut = Add(name + ".shortcut", input, {.in = channels, .out = out, .stride = stride});
    }
    Edge x = graph_.Relu(Add(name + ".reduce", input, {.in = channels, .out = stage.width}));
    x = graph_.Relu(
        Add(name + ".spatial", x,
            {.in = stage.width, .out = stage.width, .kernel = 3, .stride = stride, .pad = 1}));
    // A small gain keeps the sum of many blocks in the range of one.
    x = Add(name + ".expand", x, {.in = stage.width, .out = out, .gain = 0.5F});
    channels = out;
    return graph_.Relu(graph_.Add({shortcut, x}));
  }

  Edge Add(const std::string& name, const Edge& input, const Unit& unit) {
    const std::int64_t taps = unit.kernel * unit.kernel;
    const std::int64_t fan_in = unit.in * taps;
    const auto count = static_cast<std::size_t>(unit.out * fan_in);
    // He et al. 2015: half of the inputs are zero behind a ReLU.
    const float spread = std::sqrt(2.0F / static_cast<float>(fan_in));
    const auto values =
        weights_.Draw({.count = count,
                       .balanced = static_cast<std::size_t>(unit.balanced ? unit.in : 1),
                       .taps = static_cast<std::size_t>(taps),
                       .spread = spread});
    const Edge weights =
        graph_.Constant(name + ".weight", {unit.out, unit.in, unit.kernel, unit.kernel}, values);
    const Edge sum = graph_.Convolution({.input = input,
                                         .weights = weights,
                                         .kernel = {unit.kernel, unit.kernel},
                                         .strides = {unit.stride, unit.stride},
                                         .pads = {unit.pad, unit.pad, unit.pad, unit.pad}});
    return Normalise(name, sum, unit);
  }

  Edge Normalise(const std::string& name, const Edge& input, const Unit& unit) {
    const auto count = static_cast<std::size_t>(unit.out);
    const float variance = unit.input_spread * unit.input_spread;
    // Small differences between channels, as training leaves them.
    const auto near = [&](float middle, float spread) {
      std::vector<float> values = weights_.Draw({.count = count, .spread = spread});
      for (float& value : values) value += middle;
      return values;
    };
    const auto constant = [&](const char* part, const std::vector<float>& values) {
      return graph_.Constant(name + ".norm." + part, {unit.out}, values);
    };
    const Edge scale = constant("scale", near(unit.gain, 0.05F * unit.gain));
    const Edge shift = constant("shift", near(0, 0.05F));
    const Edge mean = constant("mean", near(0, 0.02F * unit.input_spread));
    return graph_.BatchNormalization(
        {.input = input,
         .scale = scale,
         .shift = shift,
         .mean = mean,
         .variance = constant("variance", near(variance, 0.05F * variance)),
         .epsilon = 1e-5F});
  }

  void Head(const Edge& input, std::int64_t channels) {
    const Edge pooled = graph_.Flatten(graph_.GlobalAveragePool(input));
    const auto features = static_cast<std::size_t>(channels);
    const auto values =
        weights_.Draw({.count = static_cast<std::size_t>(kClasses) * features,
                       .balanced = features,
                       .spread = kLogitSpread / std::sqrt(static_cast<float>(features))});
    const auto biases =
        weights_.Draw({.count = static_cast<std::size_t>(kClasses), .spread = 0.01F});
    const Edge weights = graph_.Constant("classes.weight", {kClasses, channels}, values);
    const Edge bias = graph_.Constant("classes.bias", {kClasses}, biases);
    const Edge logits =
        graph_.FullyConnected({.input = pooled, .weights = weights, .bias = bias}, "logits");
    graph_.ArgMax(logits, "ArgMax:0");
    graph_.Softmax(logits, "softmax_tensor:0");
    graph_.Output({.name = "ArgMax:0", .type = ElementType::kI64, .shape = {-1}});
    graph_.Output({.name = "softmax_tensor:0", .shape = {-1, kClasses}});
  }

  /// Chosen by trial so that logits have a standard deviation of 2 to 3, as a trained network's.
  static constexpr float kLogitSpread = 10;

  GraphBuilder& graph_;
  SeededWeights weights_;
};

}  // namespace

void BuildSyntheticResnet50(GraphBuilder& graph, std::uint64_t seed) {
  Resnet50(graph, seed).Build();
}

void WriteSyntheticResnet50(const std::filesystem::path& onnx_file, std::uint64_t seed) {
  GraphBuilder graph(
      {.name = "resnet50-v1.5",
       .doc = fmt::format("synthetic: seeded random weights (seed {}), not trained", seed)});
  BuildSyntheticResnet50(graph, seed);
  graph.Save(onnx_file);
}

}  // namespace assay
