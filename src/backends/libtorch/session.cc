// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One request in flight: a call with its own tensors for each batch size.
#include "backends/libtorch/session.h"

#include <fmt/format.h>

#include "backends/blocking_session.h"
#include "backends/model_parts.h"

namespace assay::libtorch {
namespace {

class LibtorchSession : public BlockingSession {
 public:
  LibtorchSession(Calls calls, int threads) : calls_(std::move(calls)), threads_(threads) {
    current_ = &calls_.front();
  }
  ~LibtorchSession() override { StopThread(); }

  std::span<TensorView> Inputs(const BatchShape& shape) override {
    current_ = &PreparedFor(shape.batch_size, calls_, &Calls::value_type::first);
    return current_->second->Inputs();
  }

 protected:
  std::span<const TensorView> Run() override {
    UseThreadsHere(threads_);
    try {
      return current_->second->Run();
    } catch (const Error& e) {
      throw Error(e.code(), fmt::format("PyTorch failed while computing a batch of {}: {}",
                                        current_->first, e.what()));
    }
  }

 private:
  Calls calls_;
  const int threads_;
  Calls::value_type* current_ = nullptr;
};

}  // namespace

std::unique_ptr<Session> NewLibtorchSession(Calls calls, int threads) {
  return std::make_unique<LibtorchSession>(std::move(calls), threads);
}

}  // namespace assay::libtorch
