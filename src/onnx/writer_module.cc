// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// onnx_writer.so: ONNX's own message classes behind the seam of graph_writer.h.
#include <fmt/format.h>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>

#include <bit>
#include <cstring>
#include <new>

#include "base/error.h"
#include "base/files.h"
#include "base/module.h"
#include "onnx/graph_writer.h"

namespace assay {
namespace {

static_assert(std::endian::native == std::endian::little, "ONNX's raw_data is little-endian");

// Read by OpenVINO and by every ONNX Runtime since 1.6: onnx/docs/Versioning.md, release table.
constexpr std::int64_t kIrVersion = 7;
constexpr std::int64_t kOperatorSet = 13;

int OnnxType(ElementType type) {
  switch (type) {
    case ElementType::kF32:
      return ::onnx::TensorProto::FLOAT;
    case ElementType::kF16:
      return ::onnx::TensorProto::FLOAT16;
    case ElementType::kBF16:
      return ::onnx::TensorProto::BFLOAT16;
    case ElementType::kF64:
      return ::onnx::TensorProto::DOUBLE;
    case ElementType::kI8:
      return ::onnx::TensorProto::INT8;
    case ElementType::kU8:
      return ::onnx::TensorProto::UINT8;
    case ElementType::kI32:
      return ::onnx::TensorProto::INT32;
    case ElementType::kI64:
      return ::onnx::TensorProto::INT64;
    case ElementType::kBool:
      return ::onnx::TensorProto::BOOL;
  }
  return ::onnx::TensorProto::UNDEFINED;
}

void Describe(const GraphPort& port, ::onnx::ValueInfoProto& value) {
  value.set_name(port.name);
  auto& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(OnnxType(port.type));
  auto& shape = *tensor.mutable_shape();
  for (const std::int64_t dimension : port.shape) {
    if (dimension < 0) {
      shape.add_dim()->set_dim_param(dimension == -1 ? "N" : fmt::format("D{}", -dimension));
    } else {
      shape.add_dim()->set_dim_value(dimension);
    }
  }
}

/// Writes one attribute value in ONNX's form; which member is set follows from the type.
struct AttributeSetter {
  ::onnx::AttributeProto& attribute;
  void operator()(std::int64_t value) const {
    attribute.set_type(::onnx::AttributeProto::INT);
    attribute.set_i(value);
  }
  void operator()(float value) const {
    attribute.set_type(::onnx::AttributeProto::FLOAT);
    attribute.set_f(value);
  }
  void operator()(const std::vector<std::int64_t>& values) const {
    attribute.set_type(::onnx::AttributeProto::INTS);
    attribute.mutable_ints()->Add(values.begin(), values.end());
  }
};

class OnnxWriter : public GraphWriter {
 public:
  explicit OnnxWriter(const GraphFacts& facts) {
    model_.set_ir_version(kIrVersion);
    model_.set_producer_name("assay");
    model_.set_doc_string(facts.doc);
    auto& operators = *model_.add_opset_import();
    operators.set_domain("");
    operators.set_version(kOperatorSet);
    model_.mutable_graph()->set_name(facts.name);
  }

  void Input(const GraphPort& port) override { Describe(port, *graph().add_input()); }
  void Output(const GraphPort& port) override { Describe(port, *graph().add_output()); }

  void Constant(const std::string& name, const Shape& shape,
                std::span<const float> values) override {
    ASSAY_CHECK(values.size() == shape.ElementCount());
    auto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(OnnxType(ElementType::kF32));
    for (const std::int64_t dimension : shape) tensor.add_dims(dimension);
    tensor.set_raw_data(values.data(), values.size_bytes());
  }

  void Node(const GraphNode& node) override {
    auto& written = *graph().add_node();
    written.set_op_type(node.operation);
    written.set_name(node.output);
    for (const std::string& input : node.inputs) written.add_input(input);
    written.add_output(node.output);
    for (const auto& [name, value] : node.attributes) {
      auto& attribute = *written.add_attribute();
      attribute.set_name(name);
      std::visit(AttributeSetter{attribute}, value);
    }
  }

  void Save(const std::filesystem::path& file) override {
    std::string bytes;
    try {
      ::onnx::checker::check_model(model_);
    } catch (const std::exception& error) {  // the library's own type must not leave the module
      throw Error(ErrorCode::kInternal, fmt::format("the network {} is no valid ONNX graph: {}",
                                                    graph().name(), error.what()));
    }
    if (!model_.SerializeToString(&bytes)) {
      throw Error(ErrorCode::kInternal,
                  fmt::format("the network {} does not fit into one ONNX file: it holds more than "
                              "2 GB of weights",
                              graph().name()));
    }
    WriteFile(file, bytes);
  }

 private:
  ::onnx::GraphProto& graph() { return *model_.mutable_graph(); }

  ::onnx::ModelProto model_;
};

}  // namespace
}  // namespace assay

extern "C" __attribute__((visibility("default"))) assay::GraphWriter* assay_onnx_writer(
    int api_version, const assay::GraphFacts& facts) noexcept {
  if (api_version != assay::kModuleApiVersion) return nullptr;
  return new (std::nothrow) assay::OnnxWriter(facts);
}
