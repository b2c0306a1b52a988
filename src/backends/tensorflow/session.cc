// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// TF_SessionRun as a session. The program writes into the tensors that are fed; TensorFlow makes
// those that are fetched, and they live until the next batch.
#include "backends/tensorflow/session.h"

#include <fmt/format.h>
#include <tensorflow/c/c_api.h>

#include <cstring>

#include "backends/blocking_session.h"
#include "backends/model_parts.h"

namespace assay::tensorflow {
namespace {

struct FreeTensor {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using OwnedTensor = std::unique_ptr<TF_Tensor, FreeTensor>;
struct FreeBuffer {
  void operator()(TF_Buffer* buffer) const { TF_DeleteBuffer(buffer); }
};
using OwnedBuffer = std::unique_ptr<TF_Buffer, FreeBuffer>;

TensorView ViewOf(TF_Tensor* tensor) {
  TensorView view;
  view.type = TypeOf(TF_TensorType(tensor));
  for (int i = 0; i < TF_NumDims(tensor); ++i) view.shape.Append(TF_Dim(tensor, i));
  view.bytes = static_cast<std::byte*>(TF_TensorData(tensor));
  return view;
}

std::vector<TF_Output> OutputsOf(const std::vector<GraphPort>& ports) {
  std::vector<TF_Output> outputs;
  for (const GraphPort& port : ports) outputs.push_back({port.operation, port.index});
  return outputs;
}

/// The feeds of one batch size.
struct Batch {
  int size = 1;
  std::vector<OwnedTensor> owned;
  std::vector<TF_Tensor*> tensors;
  std::vector<TensorView> views;
};

Batch NewBatch(const Computation& computation, int size) {
  Batch batch{.size = size, .owned = {}, .tensors = {}, .views = {}};
  for (const GraphPort& input : computation.inputs) {
    const Shape shape = InputShapeFor(input.port, size, computation.file);
    OwnedTensor tensor(TF_AllocateTensor(static_cast<TF_DataType>(TensorflowType(input.port.type)),
                                         shape.begin(), static_cast<int>(shape.rank()),
                                         shape.ElementCount() * SizeOf(input.port.type)));
    if (tensor == nullptr) {
      throw Error(ErrorCode::kEngine,
                  fmt::format("TensorFlow has no memory for an input of {}", shape.Text()));
    }
    batch.tensors.push_back(tensor.get());
    batch.views.push_back(ViewOf(tensor.get()));
    batch.owned.push_back(std::move(tensor));
  }
  return batch;
}

class TensorflowSession : public BlockingSession {
 public:
  explicit TensorflowSession(const Computation& computation)
      : graph_(*computation.graph),
        feeds_(OutputsOf(computation.inputs)),
        fetches_(OutputsOf(computation.outputs)),
        fetched_(fetches_.size(), nullptr),
        views_(fetches_.size()) {
    const std::string options = SerialisedRunOptions(/*tells_graphs=*/false);
    run_options_.reset(TF_NewBufferFromString(options.data(), options.size()));
    for (const int size : computation.batch_sizes) batches_.push_back(NewBatch(computation, size));
    current_ = &batches_.front();
  }
  ~TensorflowSession() override {
    StopThread();
    FreeFetched();
  }

  std::span<TensorView> Inputs(const BatchShape& shape) override {
    current_ = &PreparedFor(shape.batch_size, batches_, &Batch::size);
    return current_->views;
  }

  /// With other options than a measured run has; `metadata` may be null.
  std::span<const TensorView> RunWith(const TF_Buffer* options, TF_Buffer* metadata) {
    FreeFetched();
    TF_SessionRun(graph_.session, options, feeds_.data(), current_->tensors.data(),
                  static_cast<int>(feeds_.size()), fetches_.data(), fetched_.data(),
                  static_cast<int>(fetches_.size()), nullptr, 0, metadata, status_.get());
    if (!status_.is_ok()) {
      throw Error(ErrorCode::kEngine,
                  fmt::format("TensorFlow failed while computing a batch of {}: {}", current_->size,
                              status_.Reason()));
    }
    for (std::size_t i = 0; i < fetched_.size(); ++i) views_[i] = ViewOf(fetched_[i]);
    return views_;
  }

 protected:
  std::span<const TensorView> Run() override { return RunWith(run_options_.get(), nullptr); }

 private:
  void FreeFetched() {
    for (TF_Tensor*& tensor : fetched_) TF_DeleteTensor(std::exchange(tensor, nullptr));
  }

  const LoadedGraph& graph_;
  const std::vector<TF_Output> feeds_, fetches_;
  std::vector<TF_Tensor*> fetched_;  // of the last batch
  std::vector<TensorView> views_;
  OwnedBuffer run_options_;
  std::vector<Batch> batches_;
  Batch* current_ = nullptr;
  const Status status_;
};

}  // namespace

std::unique_ptr<Session> NewTensorflowSession(const Computation& computation) {
  return std::make_unique<TensorflowSession>(computation);
}

std::string RunAndTell(const Computation& computation) {
  TensorflowSession session(computation);
  for (const TensorView& view : session.Inputs({.batch_size = computation.batch_sizes.front()})) {
    std::memset(view.bytes, 0, view.ByteCount());
  }
  const std::string options = SerialisedRunOptions(/*tells_graphs=*/true);
  const OwnedBuffer run_options(TF_NewBufferFromString(options.data(), options.size()));
  const OwnedBuffer metadata(TF_NewBuffer());
  session.RunWith(run_options.get(), metadata.get());
  return {static_cast<const char*>(metadata->data), metadata->length};
}

}  // namespace assay::tensorflow
