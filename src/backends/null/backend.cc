// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The null engine: answers "class 0" inside Start. What is measured with it is the harness alone.
#include <algorithm>

#include "backends/backend.h"

namespace assay {
namespace {

class NullSession : public Session {
 public:
  explicit NullSession(int largest_batch) : zeros_(ElementType::kI64, {largest_batch}) {
    std::fill_n(zeros_.As<std::int64_t>(), largest_batch, 0);
    output_ = zeros_.View();
  }
  std::span<TensorView> Inputs(const BatchShape& shape) override {
    output_.shape = {shape.batch_size};
    return {};
  }
  void Start(Completion completion) override {
    Outcome outcome{.outputs = {&output_, 1}};
    completion.call(completion.context, outcome);
  }
  void Release() override {}

 private:
  Tensor zeros_;
  TensorView output_;
};

class NullModel : public Model {
 public:
  explicit NullModel(const ModelSpec& spec) {
    facts_.outputs = {{.name = "class", .type = ElementType::kI64, .shape = {-1}}};
    facts_.batch_sizes = spec.batch_sizes;
    facts_.precision = "none";
    facts_.reads_inputs = false;
  }
  const ModelFacts& Facts() const override { return facts_; }
  std::unique_ptr<Session> NewSession(const Placement&) override {
    return std::make_unique<NullSession>(facts_.batch_sizes.back());
  }

 private:
  ModelFacts facts_;
};

class NullBackend : public Backend {
 public:
  std::string_view Name() const override { return "null"; }
  void Open(const BackendOptions&) override {}
  BackendFacts Describe() const override {
    return {.name = "null",
            .version = "1",
            .devices = {Device{.description = "no device"}},
            .needs_files = false};
  }
  std::vector<Placement> DefaultPlacements(int) const override {
    return {Placement{.device = {.description = "no device"}}};
  }
  std::unique_ptr<Model> Load(const ModelSpec& spec, std::span<const Placement>) override {
    return std::make_unique<NullModel>(spec);
  }
};

}  // namespace
}  // namespace assay

ASSAY_BACKEND_MODULE(assay::NullBackend)
