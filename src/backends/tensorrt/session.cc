// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// TensorRT execution contexts as a session. A batch is assembled in page-locked memory, copied,
// computed and copied back in one stream; a thread of the session waits for the end asleep.
#include "backends/tensorrt/session.h"

#include <NvInferRuntime.h>
#include <fmt/format.h>

#include <algorithm>

#include "backends/blocking_session.h"
#include "backends/model_parts.h"
#include "backends/tensorrt/types.h"

namespace assay::tensorrt {
namespace {

using nvinfer1::IExecutionContext;

/// Memory of an output whose size is known only while the network runs.
class GrowingOutput : public nvinfer1::IOutputAllocator {
 public:
  explicit GrowingOutput(const CudaCalls& calls) : calls_(calls) {}

  void* reallocateOutputAsync(const char*, void*, std::uint64_t size, std::uint64_t,
                              cudaStream_t) override {
    try {
      if (size > bytes_.count()) bytes_ = Bytes(calls_, BytesKind::kDevice, size);
    } catch (const Error&) {
      return nullptr;  // the batch fails, with TensorRT's words
    }
    return bytes_.get();
  }
  void notifyShape(const char*, const nvinfer1::Dims& dims) noexcept override {
    shape_ = ShapeOf(dims);
  }
  const std::byte* bytes() const { return bytes_.get(); }
  const Shape& shape() const { return shape_; }

 private:
  const CudaCalls& calls_;
  Bytes bytes_;
  Shape shape_;
};

/// A tensor's memory on both sides, as large as the largest batch needs it.
struct InputMemory {
  Bytes device, host;
};
struct OutputMemory {
  Bytes device{}, host{};                    // no host memory for what nobody reads
  std::unique_ptr<GrowingOutput> growing{};  // in place of `device`
};

/// An execution context for one batch size; views of the session's host memory.
struct Batch {
  int size = 1;
  std::unique_ptr<IExecutionContext> context;
  std::vector<TensorView> inputs{};
  std::vector<TensorView> outputs{};  // those asked for, then the others
};

class TensorrtSession : public BlockingSession {
 public:
  explicit TensorrtSession(const SessionParts& parts)
      : libraries_(parts.libraries),
        device_(parts.engine.device),
        stream_(UsedDevice()),
        asked_outputs_(parts.ports.asked_outputs) {
    nvinfer1::ICudaEngine& engine = *parts.engine.engine;
    const std::int64_t scratch = engine.getDeviceMemorySizeV2();
    scratch_ = Bytes(calls(), BytesKind::kDevice, static_cast<std::size_t>(scratch));
    for (const BatchProfile& profile : parts.batches) AddBatch(engine, parts.ports, profile);
    AllocateAll(parts.ports);
    for (Batch& batch : batches_) Connect(batch, parts.ports);
    current_ = &batches_.back();
  }
  ~TensorrtSession() override {
    StopThread();
    stream_.Drain();  // a batch that failed half-way may have copies under way
  }

  std::span<TensorView> Inputs(const BatchShape& shape) override {
    current_ = &PreparedFor(shape.batch_size, batches_, &Batch::size);
    return current_->inputs;
  }

 protected:
  std::span<const TensorView> Run() override {
    libraries_.cuda().Use(device_);
    Batch& batch = *current_;
    for (std::size_t i = 0; i < batch.inputs.size(); ++i) {
      stream_.CopyIn(inputs_[i].device.get(), batch.inputs[i].bytes, batch.inputs[i].ByteCount());
    }
    if (!batch.context->enqueueV3(stream_.get())) {
      throw Error(ErrorCode::kEngine,
                  fmt::format("TensorRT failed while computing a batch of {}: {}", batch.size,
                              libraries_.TakeReason()));
    }
    for (std::size_t i = 0; i < asked_outputs_; ++i) CopyOut(outputs_[i], batch.outputs[i]);
    stream_.Finish();
    return std::span(batch.outputs).first(asked_outputs_);
  }

 private:
  const CudaCalls& calls() const { return libraries_.cuda().calls(); }
  /// All that follows in the constructor is made on this session's device.
  const CudaCalls& UsedDevice() const {
    libraries_.cuda().Use(device_);
    return calls();
  }

  void Require(bool condition, std::string_view what) const {
    if (condition) return;
    throw Error(ErrorCode::kEngine,
                fmt::format("TensorRT could not {}: {}", what, libraries_.TakeReason()));
  }

  /// Batches of one session never run side by side, so their contexts share the scratch memory.
  void AddBatch(nvinfer1::ICudaEngine& engine, const EnginePorts& ports,
                const BatchProfile& profile) {
    Batch& batch = batches_.emplace_back(
        Batch{.size = profile.batch_size,
              .context = std::unique_ptr<IExecutionContext>(engine.createExecutionContext(
                  nvinfer1::ExecutionContextAllocationStrategy::kUSER_MANAGED))});
    Require(batch.context != nullptr, "make an execution context");
    IExecutionContext& context = *batch.context;
    context.setDeviceMemoryV2(scratch_.get(), static_cast<std::int64_t>(scratch_.count()));
    Require(context.setOptimizationProfileAsync(profile.profile, stream_.get()),
            fmt::format("choose the optimisation profile {}", profile.profile));
    stream_.Finish();
    for (const Port& port : ports.inputs) {
      const nvinfer1::Dims dims = WithBatch(engine.getTensorShape(port.name.c_str()), batch.size);
      Require(context.setInputShape(port.name.c_str(), dims),
              fmt::format("give the input '{}' the shape {}", port.name, ShapeOf(dims).Text()));
      batch.inputs.push_back(View(port, dims));
    }
    for (const Port& port : ports.outputs) {
      batch.outputs.push_back(View(port, context.getTensorShape(port.name.c_str())));
    }
  }

  TensorView View(const Port& port, const nvinfer1::Dims& dims) const {
    return {.type = port.type,
            .memory = Memory::kPinned,
            .device = device_,
            .shape = ShapeOf(dims),
            .bytes = nullptr};
  }

  static bool IsKnown(const Shape& shape) {
    return std::all_of(shape.begin(), shape.end(), [](auto d) { return d >= 0; });
  }

  void AllocateAll(const EnginePorts& ports) {
    for (std::size_t i = 0; i < ports.inputs.size(); ++i) {
      std::size_t count = 0;
      for (const Batch& b : batches_) count = std::max(count, b.inputs[i].ByteCount());
      inputs_.push_back({NewBytes(BytesKind::kDevice, count), NewBytes(BytesKind::kPinned, count)});
    }
    for (std::size_t i = 0; i < ports.outputs.size(); ++i) {
      OutputMemory& memory = outputs_.emplace_back();
      if (!IsKnown(batches_.back().outputs[i].shape)) {
        memory.growing = std::make_unique<GrowingOutput>(calls());
        continue;
      }
      std::size_t count = 0;
      for (const Batch& b : batches_) count = std::max(count, b.outputs[i].ByteCount());
      memory.device = NewBytes(BytesKind::kDevice, count);
      if (i < asked_outputs_) memory.host = NewBytes(BytesKind::kPinned, count);
    }
  }

  Bytes NewBytes(BytesKind kind, std::size_t count) const { return {calls(), kind, count}; }

  /// Tells the context where its tensors lie. Nothing of it changes from batch to batch.
  void Connect(Batch& batch, const EnginePorts& ports) {
    IExecutionContext& context = *batch.context;
    for (std::size_t i = 0; i < ports.inputs.size(); ++i) {
      const std::string& name = ports.inputs[i].name;
      batch.inputs[i].bytes = inputs_[i].host.get();
      Require(context.setTensorAddress(name.c_str(), inputs_[i].device.get()),
              fmt::format("place the input '{}'", name));
    }
    for (std::size_t i = 0; i < ports.outputs.size(); ++i) {
      const std::string& name = ports.outputs[i].name;
      const OutputMemory& memory = outputs_[i];
      batch.outputs[i].bytes = memory.host.get();
      Require(memory.growing != nullptr
                  ? context.setOutputAllocator(name.c_str(), memory.growing.get())
                  : context.setTensorAddress(name.c_str(), memory.device.get()),
              fmt::format("place the output '{}'", name));
    }
  }

  /// After enqueueV3, which is when the shape of a growing output is known.
  void CopyOut(OutputMemory& memory, TensorView& view) {
    if (memory.growing == nullptr) {
      stream_.CopyOut(view.bytes, memory.device.get(), view.ByteCount());
      return;
    }
    view.shape = memory.growing->shape();
    const std::size_t count = view.ByteCount();
    if (count > memory.host.count()) memory.host = NewBytes(BytesKind::kPinned, count);
    view.bytes = memory.host.get();
    stream_.CopyOut(view.bytes, memory.growing->bytes(), count);
  }

  Libraries& libraries_;
  const int device_;
  Stream stream_;
  Bytes scratch_;
  std::vector<InputMemory> inputs_;
  std::vector<OutputMemory> outputs_;
  const std::size_t asked_outputs_;
  std::vector<Batch> batches_;
  Batch* current_ = nullptr;
};

}  // namespace

std::unique_ptr<Session> NewTensorrtSession(const SessionParts& parts) {
  return std::make_unique<TensorrtSession>(parts);
}

}  // namespace assay::tensorrt
