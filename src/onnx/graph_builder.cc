// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Layers as ONNX operations. Names, attributes and their meaning: ONNX Operators.md, operator
// set 13.
#include "onnx/graph_builder.h"

#include <fmt/format.h>

#include <utility>

#include "base/error.h"

namespace assay {
namespace {

using Numbers = std::vector<std::int64_t>;

Numbers AsNumbers(const Pair& pair) { return {pair[0], pair[1]}; }
Numbers AsNumbers(const Pads& pads) { return {pads.top, pads.left, pads.bottom, pads.right}; }

}  // namespace

GraphBuilder::GraphBuilder(const GraphFacts& facts) : GraphBuilder(NewGraphWriter(facts)) {}

GraphBuilder::GraphBuilder(std::unique_ptr<GraphWriter> writer) : writer_(std::move(writer)) {
  ASSAY_CHECK(writer_ != nullptr);
}

Edge GraphBuilder::Input(const GraphPort& port) {
  writer_->Input(port);
  return {port.name};
}

void GraphBuilder::Output(const GraphPort& port) { writer_->Output(port); }

Edge GraphBuilder::Constant(const std::string& name, const Shape& shape,
                            std::span<const float> values) {
  ASSAY_CHECK(values.size() == shape.ElementCount());
  writer_->Constant(name, shape, values);
  return {name};
}

Edge GraphBuilder::Node(GraphNode node) {
  ++node_count_;
  if (node.output.empty()) node.output = fmt::format("{}_{}", node.operation, node_count_);
  writer_->Node(node);
  return {std::move(node.output)};
}

Edge GraphBuilder::Convolution(const ConvolutionLayer& layer) {
  return Node({.operation = "Conv",
               .inputs = {layer.input.name, layer.weights.name},
               .output = "",
               .attributes = {{"kernel_shape", AsNumbers(layer.kernel)},
                              {"strides", AsNumbers(layer.strides)},
                              {"pads", AsNumbers(layer.pads)},
                              {"group", layer.groups}}});
}

Edge GraphBuilder::BatchNormalization(const BatchNormalizationLayer& layer) {
  return Node({.operation = "BatchNormalization",
               .inputs = {layer.input.name, layer.scale.name, layer.shift.name, layer.mean.name,
                          layer.variance.name},
               .output = "",
               .attributes = {{"epsilon", layer.epsilon}}});
}

Edge GraphBuilder::Relu(const Edge& input) {
  return Node({.operation = "Relu", .inputs = {input.name}, .output = "", .attributes = {}});
}

Edge GraphBuilder::Relu6(const Edge& input) {
  if (!has_clip_bounds_) {
    Constant("zero", {}, std::array{0.0F});
    Constant("six", {}, std::array{6.0F});
    has_clip_bounds_ = true;
  }
  return Node(
      {.operation = "Clip", .inputs = {input.name, "zero", "six"}, .output = "", .attributes = {}});
}

Edge GraphBuilder::Add(const std::array<Edge, 2>& terms) {
  return Node({.operation = "Add",
               .inputs = {terms[0].name, terms[1].name},
               .output = "",
               .attributes = {}});
}

Edge GraphBuilder::MaxPool(const MaxPoolLayer& layer) {
  return Node({.operation = "MaxPool",
               .inputs = {layer.input.name},
               .output = "",
               .attributes = {{"kernel_shape", AsNumbers(layer.kernel)},
                              {"strides", AsNumbers(layer.strides)},
                              {"pads", AsNumbers(layer.pads)}}});
}

Edge GraphBuilder::GlobalAveragePool(const Edge& input) {
  return Node(
      {.operation = "GlobalAveragePool", .inputs = {input.name}, .output = "", .attributes = {}});
}

Edge GraphBuilder::Flatten(const Edge& input) {
  return Node({.operation = "Flatten",
               .inputs = {input.name},
               .output = "",
               .attributes = {{"axis", std::int64_t{1}}}});
}

Edge GraphBuilder::FullyConnected(const FullyConnectedLayer& layer, const std::string& result) {
  return Node({.operation = "Gemm",
               .inputs = {layer.input.name, layer.weights.name, layer.bias.name},
               .output = result,
               .attributes = {{"transB", std::int64_t{1}}}});
}

Edge GraphBuilder::Softmax(const Edge& input, const std::string& result) {
  return Node({.operation = "Softmax",
               .inputs = {input.name},
               .output = result,
               .attributes = {{"axis", std::int64_t{-1}}}});
}

Edge GraphBuilder::ArgMax(const Edge& input, const std::string& result) {
  return Node({.operation = "ArgMax",
               .inputs = {input.name},
               .output = result,
               .attributes = {{"axis", std::int64_t{1}}, {"keepdims", std::int64_t{0}}}});
}

void GraphBuilder::Save(const std::filesystem::path& file) { writer_->Save(file); }

}  // namespace assay
