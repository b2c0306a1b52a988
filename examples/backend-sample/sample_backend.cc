// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A whole backend in one file: an "engine" that reads real inputs and answers how bright each is,
// as a class number. docs/adding-a-backend.md explains it step by step.
#include "backends/backend.h"

#include <algorithm>
#include <numeric>

#include "backends/blocking_session.h"
#include "backends/model_parts.h"

namespace {

using namespace assay;

/// One request in flight: tensors for the largest batch, used from the front for smaller ones.
class SampleSession : public BlockingSession {
 public:
  explicit SampleSession(const ModelFacts& facts)
      : classes_(ElementType::kI64, {facts.batch_sizes.back()}) {
    for (const Port& port : facts.inputs) {
      Shape shape = port.shape;
      shape[0] = facts.batch_sizes.back();
      tensors_.emplace_back(port.type, shape);
      inputs_.push_back(tensors_.back().View());
    }
    output_ = classes_.View();
  }
  ~SampleSession() override { StopThread(); }  // first of all: the thread uses the members

  std::span<TensorView> Inputs(const BatchShape& shape) override {
    for (TensorView& input : inputs_) input.shape[0] = shape.batch_size;
    output_.shape[0] = shape.batch_size;
    return inputs_;
  }
  void Release() override {}

 protected:
  /// On this session's own thread. What it throws fails the batch with its sentence.
  std::span<const TensorView> Run() override {
    const auto batch = static_cast<std::size_t>(output_.shape[0]);
    const std::size_t values = inputs_[0].shape.ElementCount() / batch;
    for (std::size_t i = 0; i < batch; ++i) {
      const float* first = tensors_[0].As<float>() + i * values;
      const float mean = std::accumulate(first, first + values, 0.0F) / static_cast<float>(values);
      classes_.As<std::int64_t>()[i] =
          std::clamp(static_cast<std::int64_t>(mean + 500), std::int64_t{1}, std::int64_t{1000});
    }
    return {&output_, 1};
  }

 private:
  std::vector<Tensor> tensors_;
  std::vector<TensorView> inputs_;
  Tensor classes_;
  TensorView output_;
};

class SampleModel : public Model {
 public:
  explicit SampleModel(const ModelSpec& spec) {
    RequireModelFile(spec.file);
    facts_.inputs = spec.input_ports;
    facts_.outputs = {{.name = "class", .type = ElementType::kI64, .shape = {-1}}};
    facts_.batch_sizes = spec.batch_sizes;
    facts_.precision = "f32";
    facts_.settings = {{"method", "mean brightness"}};
  }
  const ModelFacts& Facts() const override { return facts_; }
  std::unique_ptr<Session> NewSession(const Placement&) override {
    return std::make_unique<SampleSession>(facts_);
  }

 private:
  ModelFacts facts_;
};

class SampleBackend : public Backend {
 public:
  std::string_view Name() const override { return "sample"; }
  void Open(const BackendOptions&) override {}
  BackendFacts Describe() const override {
    return {.name = "sample", .version = "1", .devices = {Cpu()}};
  }
  std::vector<Placement> DefaultPlacements(int scenario_streams) const override {
    const int sessions = scenario_streams > 0 ? scenario_streams : AvailableCores();
    return {{.device = Cpu(), .sessions = sessions}};
  }
  std::unique_ptr<Model> Load(const ModelSpec& spec, std::span<const Placement>) override {
    if (spec.precision != "f32") {
      throw Error(ErrorCode::kUsage,
                  "the sample backend has no precision '" + spec.precision + "': use f32");
    }
    return std::make_unique<SampleModel>(spec);
  }

 private:
  static Device Cpu() { return {.kind = "cpu", .index = 0, .description = CpuName()}; }
};

}  // namespace

ASSAY_BACKEND_MODULE(SampleBackend)
