// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The timed part of image classification.
#include "benchmarks/resnet50/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <vector>

#include "base/error.h"
#include "benchmarks/resnet50/postprocess.h"

namespace assay {
namespace {

/// One batch in flight: Start from one thread at a time, the completion on any.
class ClassifierProgram : public Program {
 public:
  ClassifierProgram(const ModelCard& card, Model& model, const Placement& placement)
      : label_offset_(card.output.label_offset),
        payload_(card.output.payload),
        sample_shape_(card.input.SampleShape()),
        batch_sizes_(model.Facts().batch_sizes),
        reads_samples_(model.Facts().reads_inputs),
        session_(model.NewSession(placement)) {}

  const std::vector<int>& BatchSizes() const override { return batch_sizes_; }
  bool ReadsSamples() const override { return reads_samples_; }

  void Start(std::span<const Sample* const> batch, Answers& answers) override {
    answers_ = &answers;
    asked_ = batch.size();
    try {
      Assemble(batch);
    } catch (const Error& e) {
      answers.Fail(e);
      return;
    }
    session_->Start({.call = &ClassifierProgram::OnOutcome, .context = this});
  }

 private:
  void Assemble(std::span<const Sample* const> batch) {
    const auto size =
        std::lower_bound(batch_sizes_.begin(), batch_sizes_.end(), static_cast<int>(batch.size()));
    ASSAY_CHECK(size != batch_sizes_.end() && !batch.empty());
    computed_ = static_cast<std::size_t>(*size);
    const std::span<TensorView> inputs = session_->Inputs({.batch_size = *size});
    if (!reads_samples_) return;
    RequireInput(inputs);
    const std::size_t stride = inputs[0].ByteCount() / computed_;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Tensor& tensor = batch[i]->tensors[0];
      ASSAY_CHECK(tensor.ByteCount() == stride);
      std::memcpy(inputs[0].bytes + i * stride, tensor.As<std::byte>(), stride);
    }
    // What a smaller batch leaves over must not hold numbers that slow the arithmetic down.
    std::memset(inputs[0].bytes + batch.size() * stride, 0, (computed_ - batch.size()) * stride);
  }

  void RequireInput(std::span<const TensorView> inputs) const {
    Shape expected{static_cast<std::int64_t>(computed_)};
    for (const std::int64_t side : sample_shape_) expected.Append(side);
    const bool takes_samples = inputs.size() == 1 && (inputs[0].type == ElementType::kF32 ||
                                                      inputs[0].type == ElementType::kF16);
    if (takes_samples && inputs[0].memory != Memory::kDevice && inputs[0].shape == expected) {
      return;
    }
    throw Error(ErrorCode::kEngine,
                fmt::format("the engine offers {} inputs, the first {} {}, expected one in host "
                            "memory, f32 or f16 {}: correct [input] in the model card",
                            inputs.size(), inputs.empty() ? "-" : Name(inputs[0].type),
                            inputs.empty() ? "-" : inputs[0].shape.Text(), expected.Text()));
  }

  static void OnOutcome(void* context, Outcome& outcome) {
    static_cast<ClassifierProgram*>(context)->Finish(outcome);
  }

  /// The session is released before the answers end, because their end may start the next batch.
  void Finish(const Outcome& outcome) {
    Answers& answers = *answers_;
    try {
      if (outcome.error != nullptr) throw *outcome.error;
      AnswerAll(outcome.outputs);
    } catch (const Error& e) {
      session_->Release();
      answers.Fail(e);
      return;
    }
    session_->Release();
    answers.Finish();
  }

  void AnswerAll(std::span<const TensorView> outputs) {
    if (outputs.empty()) {
      throw Error(ErrorCode::kEngine,
                  "the engine gave no output: correct [output] in the model card");
    }
    RequireAnswers(outputs[0], computed_);
    payloads_.clear();
    for (std::size_t i = 0; i < asked_; ++i) {
      const LabelBytes label = ToPayload(ClassAt(outputs[0], i) + label_offset_, payload_);
      payloads_.insert(payloads_.end(), label.view().begin(), label.view().end());
    }
    answers_->AddRows(payloads_, payloads_.size() / asked_);
  }

  const int label_offset_;
  const ElementType payload_;
  const Shape sample_shape_;
  const std::vector<int> batch_sizes_;
  const bool reads_samples_;
  const std::unique_ptr<Session> session_;
  Answers* answers_ = nullptr;
  std::vector<std::byte> payloads_;
  std::size_t asked_ = 0;     // samples of the batch in flight
  std::size_t computed_ = 0;  // its size in the engine
};

/// Dimension 0 is the batch; dynamic dimensions fit everything.
bool Fits(const Shape& port, const Shape& sample) {
  if (port.rank() != sample.rank() + 1) return false;
  for (std::size_t i = 0; i < sample.rank(); ++i) {
    if (port[i + 1] >= 0 && port[i + 1] != sample[i]) return false;
  }
  return true;
}

/// Samples of f32 can be had as f16 too: converted as they are loaded.
bool Takes(ElementType input, ElementType sample) {
  return input == sample || (input == ElementType::kF16 && sample == ElementType::kF32);
}

void RequirePorts(const ModelCard& card, const ModelFacts& facts) {
  const Shape sample = card.input.SampleShape();
  if (facts.inputs.size() != 1 || !Takes(facts.inputs[0].type, card.input.type) ||
      !Fits(facts.inputs[0].shape, sample)) {
    throw Error(
        ErrorCode::kEngine,
        fmt::format("the model has {} inputs, the first {} {}, but model card {} says one, "
                    "{} [batch] of {}: correct [input]",
                    facts.inputs.size(), facts.inputs.empty() ? "-" : Name(facts.inputs[0].type),
                    facts.inputs.empty() ? "-" : facts.inputs[0].shape.Text(), card.path.string(),
                    Name(card.input.type), sample.Text()));
  }
  const bool wants_scores = card.output.kind == AnswerKind::kLogits;
  const bool has_scores = !facts.outputs.empty() && facts.outputs[0].type == ElementType::kF32;
  const bool fits = !has_scores || facts.outputs[0].shape.rank() != 2 ||
                    facts.outputs[0].shape[1] < 0 ||
                    facts.outputs[0].shape[1] == card.output.classes;
  if (facts.outputs.empty() || wants_scores != has_scores || !fits) {
    throw Error(
        ErrorCode::kEngine,
        fmt::format("the model's output is {} {}, but model card {} says {} over {} "
                    "classes: correct [output]",
                    facts.outputs.empty() ? "-" : Name(facts.outputs[0].type),
                    facts.outputs.empty() ? "-" : facts.outputs[0].shape.Text(), card.path.string(),
                    wants_scores ? "logits" : "argmax", card.output.classes));
  }
}

}  // namespace

std::unique_ptr<Program> NewClassifierProgram(const ModelCard& card, Model& model,
                                              const Placement& placement) {
  if (model.Facts().reads_inputs) RequirePorts(card, model.Facts());
  return std::make_unique<ClassifierProgram>(card, model, placement);
}

}  // namespace assay
