// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The seam to the ONNX library: five calls behind one symbol of the module onnx_writer.so, so that
// its protobuf never meets another one in the same process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/tensor.h"

namespace assay {

/// What the file says of itself.
struct GraphFacts {
  std::string name;  // of the network: "resnet50-v1.5"
  std::string doc;   // one sentence for whoever opens the file: origin, synthetic or not
};

/// An input or output of the whole graph. A dimension of -1 is the batch size and written as "N"; -2
/// and below are other sizes that the file leaves open, one for each number.
struct GraphPort {
  std::string name;
  ElementType type = ElementType::kF32;
  Shape shape;
};

using NodeAttribute = std::variant<std::int64_t, float, std::vector<std::int64_t>>;

/// One operation with one result, by ONNX's own names and meanings (operator set 13).
struct GraphNode {
  std::string operation;            // "Conv"
  std::vector<std::string> inputs;  // names of results, inputs or constants
  std::string output;               // name of the result; unique in the graph
  std::vector<std::pair<std::string, NodeAttribute>> attributes;
};

/// Collects one graph, in order: a node comes after what it reads. One thread.
class GraphWriter {
 public:
  virtual ~GraphWriter() = default;
  virtual void Input(const GraphPort& port) = 0;
  virtual void Output(const GraphPort& port) = 0;
  /// The values are copied; as many as the shape says.
  virtual void Constant(const std::string& name, const Shape& shape,
                        std::span<const float> values) = 0;
  virtual void Node(const GraphNode& node) = 0;
  /// Checks the graph by the ONNX library's own checker and writes it beside the target, then
  /// renames. Equal graphs give equal bytes. Throws Error{kUnwritable}, Error{kInternal} for a
  /// graph that is no valid ONNX. Nothing may be added afterwards.
  virtual void Save(const std::filesystem::path& file) = 0;
};

/// onnx_writer.so exports this as assay_onnx_writer. nullptr: another API version.
extern "C" using GraphWriterEntry =
    GraphWriter * (int api_version, const GraphFacts& facts) noexcept;

/// Loads the module. Throws Error{kMissingFile} when this build has no ONNX writer (the sentence
/// says which package is missing).
std::unique_ptr<GraphWriter> NewGraphWriter(const GraphFacts& facts);

}  // namespace assay
