// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// OpenVINO infer requests as a session. Inputs are the requests' own tensors, so that assembling
// the batch is the only copy.
#include "backends/openvino/session.h"

#include <fmt/format.h>

#include <openvino/openvino.hpp>
#include <optional>

#include "backends/model_parts.h"
#include "base/text.h"

namespace assay::openvino {
namespace {

TensorView ViewOf(const ov::Tensor& tensor) {
  TensorView view;
  view.type = TypeNamed(tensor.get_element_type().get_type_name());
  for (const std::size_t d : tensor.get_shape()) view.shape.Append(static_cast<std::int64_t>(d));
  view.bytes = static_cast<std::byte*>(const_cast<void*>(tensor.data()));
  return view;
}

class OpenvinoSession : public Session {
 public:
  explicit OpenvinoSession(const std::vector<CompiledBatch>& batches) {
    requests_.reserve(batches.size());
    for (const CompiledBatch& batch : batches) AddRequest(batch);
    current_ = &requests_.front();
  }

  std::span<TensorView> Inputs(const BatchShape& shape) override {
    const auto size_of = [](const Request& request) { return request.batch->batch_size; };
    current_ = &PreparedFor(shape.batch_size, requests_, size_of);
    return current_->inputs;
  }

  void Start(Completion completion) override {
    completion_ = completion;
    try {
      // The request may end, and be started again, before this returns.
      current_->request.start_async();
    } catch (const std::exception& e) {
      throw Error(ErrorCode::kEngine,
                  fmt::format("OpenVINO could not start a batch: {}", Sentence(e)));
    }
  }

  void Release() override {}

 private:
  struct Request {
    const CompiledBatch* batch = nullptr;
    ov::InferRequest request{};
    std::vector<TensorView> inputs{};
    std::vector<TensorView> outputs{};
    bool has_dynamic_outputs = false;
  };

  void AddRequest(const CompiledBatch& batch) {
    Request& added = requests_.emplace_back(
        Request{.batch = &batch, .request = batch.compiled->create_infer_request()});
    for (const std::size_t port : batch.inputs) {
      added.inputs.push_back(ViewOf(added.request.get_input_tensor(port)));
    }
    for (const std::size_t port : batch.outputs) {
      if (batch.compiled->output(port).get_partial_shape().is_dynamic()) {
        added.has_dynamic_outputs = true;
      }
    }
    added.outputs.resize(batch.outputs.size());
    if (!added.has_dynamic_outputs) ViewOutputs(added);
    added.request.set_callback([this](const std::exception_ptr& error) { End(error); });
  }

  static void ViewOutputs(Request& request) {
    for (std::size_t i = 0; i < request.outputs.size(); ++i) {
      request.outputs[i] = ViewOf(request.request.get_output_tensor(request.batch->outputs[i]));
    }
  }

  /// On OpenVINO's callback thread.
  void End(const std::exception_ptr& exception) {
    Outcome outcome;
    std::optional<Error> error;
    try {
      if (exception) std::rethrow_exception(exception);
      if (current_->has_dynamic_outputs) ViewOutputs(*current_);
      outcome.outputs = current_->outputs;
    } catch (const std::exception& e) {
      error.emplace(ErrorCode::kEngine,
                    fmt::format("OpenVINO failed while computing a batch of {}: {}",
                                current_->batch->batch_size, Sentence(e)));
      outcome.error = &*error;
    }
    completion_.call(completion_.context, outcome);
  }

  std::vector<Request> requests_;
  Request* current_ = nullptr;
  Completion completion_;
};

}  // namespace

std::unique_ptr<Session> NewOpenvinoSession(const std::vector<CompiledBatch>& batches) {
  try {
    return std::make_unique<OpenvinoSession>(batches);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    throw Error(ErrorCode::kEngine,
                fmt::format("OpenVINO could not create an infer request: {}", Sentence(e)));
  }
}

std::string Sentence(const std::exception& exception) {
  // "Exception from FILE:\nCheck 'X' failed at FILE:\nwhat is wrong\n\n": the last line tells most.
  std::string_view text = Trim(exception.what());
  const std::size_t last_line = text.rfind('\n');
  if (last_line != std::string_view::npos) text.remove_prefix(last_line + 1);
  return std::string(Trim(text));
}

ElementType TypeNamed(const std::string& openvino_name) {
  if (openvino_name == "boolean") return ElementType::kBool;
  try {
    return ParseElementType(openvino_name);
  } catch (const Error&) {
    throw Error(ErrorCode::kEngine,
                fmt::format("the model has a tensor of type {}, which Assay cannot pass on",
                            openvino_name));
  }
}

}  // namespace assay::openvino
