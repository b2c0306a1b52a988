// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Builds networks layer by layer and writes them as ONNX files.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "onnx/graph_writer.h"

namespace assay {

/// The result of a layer, an input, or a constant: its name in the graph.
struct Edge {
  std::string name;
};

using Pair = std::array<std::int64_t, 2>;  // {vertical, horizontal}

/// Added on each side before a window moves over the picture.
struct Pads {
  std::int64_t top = 0, left = 0, bottom = 0, right = 0;
};

/// Weights are {out, in / groups, height, width}. No bias: a batch normalisation follows.
struct ConvolutionLayer {
  Edge input, weights;
  Pair kernel{1, 1}, strides{1, 1};
  Pads pads;
  std::int64_t groups = 1;
};

/// The inference form: scale * (x - mean) / sqrt(variance + epsilon) + shift, per channel.
struct BatchNormalizationLayer {
  Edge input, scale, shift, mean, variance;
  float epsilon = 1e-5F;
};

struct MaxPoolLayer {
  Edge input;
  Pair kernel{1, 1}, strides{1, 1};
  Pads pads;
};

/// input {N, in} times weights {out, in}, transposed, plus bias {out}.
struct FullyConnectedLayer {
  Edge input, weights, bias;
};

/// Layers are named after their kind and order ("Relu_12") unless `result` names them.
/// One thread.
class GraphBuilder {
 public:
  /// Throws Error{kMissingFile} when this build has no ONNX writer.
  explicit GraphBuilder(const GraphFacts& facts);
  /// For tests and other writers.
  explicit GraphBuilder(std::unique_ptr<GraphWriter> writer);

  Edge Input(const GraphPort& port);
  /// Makes the layer result of that name an output of the graph.
  void Output(const GraphPort& port);
  Edge Constant(const std::string& name, const Shape& shape, std::span<const float> values);

  Edge Convolution(const ConvolutionLayer& layer);
  Edge BatchNormalization(const BatchNormalizationLayer& layer);
  Edge Relu(const Edge& input);
  /// min(max(x, 0), 6).
  Edge Relu6(const Edge& input);
  Edge Add(const std::array<Edge, 2>& terms);
  Edge MaxPool(const MaxPoolLayer& layer);
  /// {N, C, H, W} to {N, C, 1, 1}.
  Edge GlobalAveragePool(const Edge& input);
  /// {N, ...} to {N, product of the rest}.
  Edge Flatten(const Edge& input);
  Edge FullyConnected(const FullyConnectedLayer& layer, const std::string& result = "");
  /// Over the last dimension of {N, classes}.
  Edge Softmax(const Edge& input, const std::string& result = "");
  /// Position of the largest value in each row of {N, classes}, int64 {N}; the first one on a tie.
  Edge ArgMax(const Edge& input, const std::string& result = "");

  /// Writes the file atomically. Throws Error{kUnwritable}. Nothing may be added afterwards.
  void Save(const std::filesystem::path& file);

 private:
  Edge Node(GraphNode node);

  std::unique_ptr<GraphWriter> writer_;
  int node_count_ = 0;
  bool has_clip_bounds_ = false;
};

}  // namespace assay
