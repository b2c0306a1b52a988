// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Bindings as a session: inputs are the bound tensors themselves, so that assembling the batch is
// the only copy, and outputs of known size are written where they are read.
#include "backends/onnxruntime/session.h"

#include <fmt/format.h>
#include <onnxruntime_cxx_api.h>

#include <optional>

#include "backends/blocking_session.h"
#include "backends/model_parts.h"
#include "backends/onnxruntime/library.h"

namespace assay::onnxruntime {
namespace {

struct TypeRow {
  ElementType ours;
  ONNXTensorElementDataType theirs;
};
constexpr TypeRow kTypes[] = {{ElementType::kF32, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT},
                              {ElementType::kF16, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16},
                              {ElementType::kBF16, ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16},
                              {ElementType::kF64, ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE},
                              {ElementType::kI8, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8},
                              {ElementType::kU8, ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8},
                              {ElementType::kI32, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32},
                              {ElementType::kI64, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64},
                              {ElementType::kBool, ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL}};

ONNXTensorElementDataType TheirType(ElementType type) {
  for (const TypeRow& row : kTypes) {
    if (row.ours == type) return row.theirs;
  }
  return ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
}

Ort::MemoryInfo HostMemory() {
  return Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
}

Ort::Value Wrap(const TensorView& view, const OrtMemoryInfo* memory) {
  return Ort::Value::CreateTensor(memory, view.bytes, view.ByteCount(), view.shape.begin(),
                                  view.shape.rank(), TheirType(view.type));
}

TensorView ViewOf(Ort::Value& value) {
  const auto facts = value.GetTensorTypeAndShapeInfo();
  TensorView view;
  view.type = TypeOf(facts.GetElementType());
  for (const std::int64_t d : facts.GetShape()) view.shape.Append(d);
  view.bytes = static_cast<std::byte*>(value.GetTensorMutableRawData());
  return view;
}

class OnnxruntimeSession : public BlockingSession {
 public:
  explicit OnnxruntimeSession(const LoadedGraph& graph) : graph_(graph) {
    if (graph.device.kind == "cuda") FindPinnedMemory();
    batches_.reserve(graph.batch_sizes.size());
    for (const int size : graph.batch_sizes) AddBatch(size);
    current_ = &batches_.front();
  }
  ~OnnxruntimeSession() override { StopThread(); }

  std::span<TensorView> Inputs(const BatchShape& shape) override {
    current_ = &PreparedFor(shape.batch_size, batches_, &Batch::size);
    return current_->inputs;
  }

 protected:
  std::span<const TensorView> Run() override {
    Batch& batch = *current_;
    try {
      if (batch.has_open_outputs) RebindOpenOutputs(batch);
      graph_.session->Run(Ort::RunOptions{nullptr}, batch.binding);
      if (batch.has_open_outputs) TakeResults(batch);
    } catch (const Error&) {
      throw;
    } catch (const std::exception& e) {
      throw Error(ErrorCode::kEngine,
                  fmt::format("ONNX Runtime failed while computing a batch of {}: {}", batch.size,
                              Sentence(e)));
    }
    return batch.outputs;
  }

 private:
  struct Batch {
    int size = 1;
    Ort::IoBinding binding{nullptr};
    std::vector<Tensor> tensors{};     // host memory of inputs and of outputs of known size
    std::vector<Ort::Value> values{};  // what is bound
    std::vector<Ort::Value> results{};
    std::vector<TensorView> inputs{};
    std::vector<TensorView> outputs{};
    bool has_open_outputs = false;
  };

  /// Pinned memory is copied to the device without a detour. Where the provider has none, plain
  /// memory serves.
  void FindPinnedMemory() {
    try {
      const Ort::MemoryInfo memory("CudaPinned", OrtDeviceAllocator, graph_.device.index,
                                   OrtMemTypeCPUOutput);
      pinned_.emplace(*graph_.session, memory);
    } catch (const Ort::Exception&) {
      pinned_.reset();
    }
  }

  void AddBatch(int size) {
    Batch& batch = batches_.emplace_back();
    batch.size = size;
    batch.binding = Ort::IoBinding(*graph_.session);
    for (const GraphPort& input : graph_.inputs) BindInput(batch, input);
    for (const GraphPort& output : graph_.outputs) BindOutput(batch, output);
  }

  void BindInput(Batch& batch, const GraphPort& input) {
    const Shape shape = InputShapeFor(input.port, batch.size, graph_.file);
    if (pinned_) {
      batch.values.push_back(Ort::Value::CreateTensor(*pinned_, shape.begin(), shape.rank(),
                                                      TheirType(input.port.type)));
      batch.inputs.push_back(ViewOf(batch.values.back()));
      batch.inputs.back().memory = Memory::kPinned;
    } else {
      batch.tensors.emplace_back(input.port.type, shape);
      batch.inputs.push_back(batch.tensors.back().View());
      batch.values.push_back(Wrap(batch.inputs.back(), host_));
    }
    batch.binding.BindInput(input.port.name.c_str(), batch.values.back());
  }

  void BindOutput(Batch& batch, const GraphPort& output) {
    if (!output.follows_batch) {
      batch.has_open_outputs = true;
      batch.outputs.emplace_back();
      batch.binding.BindOutput(output.port.name.c_str(), host_);
      return;
    }
    Shape shape = output.port.shape;
    if (shape.rank() > 0 && shape[0] < 0) shape[0] = batch.size;
    batch.tensors.emplace_back(output.port.type, shape);
    batch.outputs.push_back(batch.tensors.back().View());
    batch.values.push_back(Wrap(batch.outputs.back(), host_));
    batch.binding.BindOutput(output.port.name.c_str(), batch.values.back());
  }

  /// The binding keeps the tensor of the last run, and would want the same size again.
  void RebindOpenOutputs(Batch& batch) {
    for (const GraphPort& output : graph_.outputs) {
      if (!output.follows_batch) batch.binding.BindOutput(output.port.name.c_str(), host_);
    }
  }

  static void TakeResults(Batch& batch) {
    batch.results = batch.binding.GetOutputValues();
    for (std::size_t i = 0; i < batch.outputs.size(); ++i) {
      batch.outputs[i] = ViewOf(batch.results[i]);
    }
  }

  const LoadedGraph& graph_;
  const Ort::MemoryInfo host_ = HostMemory();
  std::optional<Ort::Allocator> pinned_;
  std::vector<Batch> batches_;
  Batch* current_ = nullptr;
};

}  // namespace

std::unique_ptr<Session> NewOnnxruntimeSession(const LoadedGraph& graph) {
  try {
    return std::make_unique<OnnxruntimeSession>(graph);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    throw Error(ErrorCode::kEngine,
                fmt::format("ONNX Runtime could not create a session: {}", Sentence(e)));
  }
}

ElementType TypeOf(int engine_type) {
  for (const TypeRow& row : kTypes) {
    if (row.theirs == engine_type) return row.ours;
  }
  throw Error(ErrorCode::kEngine,
              fmt::format("the model has a tensor of ONNX type {}, which Assay cannot pass on",
                          engine_type));
}

}  // namespace assay::onnxruntime
