// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the timed part with a model that answers what it was fed with.
#include "benchmarks/resnet50/program.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "base/error.h"
#include "benchmarks/test_allocations.h"

namespace assay {
namespace {

/// How the model below behaves.
struct Behaviour {
  bool reads_inputs = true;
  bool fails = false;
  ElementType input_type = ElementType::kF32;
  std::int64_t output_rows_less = 0;
};

/// Class of a sample = the first value of its input; without inputs, 100 + its position.
class EchoSession : public Session {
 public:
  explicit EchoSession(const Behaviour& behaviour)
      : behaviour_(behaviour),
        input_(behaviour.input_type, {4, 3, 2, 2}),
        output_(ElementType::kI64, {4}),
        input_view_(input_.View()),
        output_view_(output_.View()) {}

  std::span<TensorView> Inputs(const BatchShape& shape) override {
    batch_size = shape.batch_size;
    input_view_.shape[0] = shape.batch_size;
    if (!behaviour_.reads_inputs) return {};
    return {&input_view_, 1};
  }
  void Start(Completion completion) override {
    for (int i = 0; i < batch_size; ++i) {
      output_.As<std::int64_t>()[i] =
          behaviour_.reads_inputs ? static_cast<std::int64_t>(First(i)) : 100 + i;
    }
    output_view_.shape[0] = batch_size - behaviour_.output_rows_less;
    Outcome outcome{.outputs = {&output_view_, 1}};
    if (behaviour_.fails) outcome.error = &failure_;
    is_released = false;
    completion.call(completion.context, outcome);
  }
  void Release() override { is_released = true; }

  int batch_size = 0;
  bool is_released = true;

 private:
  /// The first value of a sample.
  float First(int i) const {
    const bool is_half = behaviour_.input_type == ElementType::kF16;
    return is_half ? static_cast<float>(input_.As<_Float16>()[12 * i]) : input_.As<float>()[12 * i];
  }

  const Behaviour behaviour_;
  const Error failure_{ErrorCode::kEngine, "the engine burns"};
  Tensor input_, output_;
  TensorView input_view_, output_view_;
};

class EchoModel : public Model {
 public:
  explicit EchoModel(const Behaviour& behaviour) : behaviour_(behaviour) {
    facts_.inputs = {{.name = "input", .type = behaviour.input_type, .shape = {-1, 3, 2, 2}}};
    facts_.outputs = {{.name = "class", .type = ElementType::kI64, .shape = {-1}}};
    facts_.batch_sizes = {1, 4};
    facts_.reads_inputs = behaviour.reads_inputs;
  }
  const ModelFacts& Facts() const override { return facts_; }
  std::unique_ptr<Session> NewSession(const Placement&) override {
    auto session = std::make_unique<EchoSession>(behaviour_);
    last_session = session.get();
    return session;
  }
  EchoSession* last_session = nullptr;

 private:
  Behaviour behaviour_;
  ModelFacts facts_;
};

/// Collects answers without allocating.
class Collector : public Answers {
 public:
  explicit Collector(const EchoModel& model) : model_(model) {}
  void Add(std::size_t position, std::span<const std::byte> answer) override {
    all_are_floats = all_are_floats && answer.size() == sizeof(float);
    std::memcpy(&labels[position], answer.data(), sizeof(float));
    ++count;
  }
  void Finish() override { finished += model_.last_session->is_released ? 1 : 0; }
  void Fail(const Error& error) override { failure = error.what(); }

  std::array<float, 4> labels{};
  int count = 0;
  int finished = 0;
  bool all_are_floats = true;
  std::string failure;

 private:
  const EchoModel& model_;
};

ModelCard Card(int label_offset) {
  ModelCard card;
  card.path = "echo.toml";
  card.input = {.name = "input", .height = 2, .width = 2};
  card.output = {
      .name = "class", .kind = AnswerKind::kArgMax, .label_offset = label_offset, .classes = 1001};
  return card;
}

Sample SampleOf(float value) {
  Sample sample;
  sample.tensors.emplace_back(ElementType::kF32, Shape{3, 2, 2});
  std::fill_n(sample.tensors[0].As<float>(), 12, value);
  return sample;
}

TEST_CASE("each sample gets the label of its own input, background taken off") {
  EchoModel model({});
  const auto program = NewClassifierProgram(Card(-1), model, {});
  const Sample a = SampleOf(8), b = SampleOf(3), c = SampleOf(1), d = SampleOf(1000);
  const Sample* batch[] = {&a, &b, &c, &d};
  Collector answers(model);
  program->Start(batch, answers);
  CHECK(answers.labels == std::array<float, 4>{7, 2, 0, 999});
  CHECK(answers.all_are_floats);
  CHECK(answers.finished == 1);  // and the session was released before
}

TEST_CASE("a batch between two sizes runs in the larger one and answers only what was asked") {
  EchoModel model({});
  const auto program = NewClassifierProgram(Card(0), model, {});
  const Sample a = SampleOf(8), b = SampleOf(3);
  const Sample* batch[] = {&a, &b};
  Collector answers(model);
  program->Start(batch, answers);
  CHECK(model.last_session->batch_size == 4);
  CHECK(answers.count == 2);
  CHECK(answers.labels[1] == 3);
}

TEST_CASE("an engine that reads nothing needs no samples") {
  EchoModel model({.reads_inputs = false});
  const auto program = NewClassifierProgram(Card(0), model, {});
  CHECK_FALSE(program->ReadsSamples());
  const Sample* batch[] = {nullptr, nullptr, nullptr, nullptr};
  Collector answers(model);
  program->Start(batch, answers);
  CHECK(answers.labels == std::array<float, 4>{100, 101, 102, 103});
}

TEST_CASE("an engine's error fails the batch and leaves the program usable") {
  EchoModel model({.fails = true});
  const auto program = NewClassifierProgram(Card(0), model, {});
  const Sample a = SampleOf(8);
  const Sample* batch[] = {&a};
  Collector answers(model);
  program->Start(batch, answers);
  CHECK(answers.failure == "the engine burns");
  CHECK(answers.finished == 0);
  CHECK(model.last_session->is_released);
}

TEST_CASE("a model that reads f16 gets samples that were loaded so") {
  EchoModel model({.input_type = ElementType::kF16});
  const auto program = NewClassifierProgram(Card(0), model, {});
  Sample a = SampleOf(8), b = SampleOf(3);
  for (Sample* sample : {&a, &b}) sample->tensors[0] = AsF16(sample->tensors[0]);
  const Sample* batch[] = {&a, &b};
  Collector answers(model);
  program->Start(batch, answers);
  CHECK(answers.finished == 1);
  CHECK(answers.labels[0] == 8);
  CHECK(answers.labels[1] == 3);
}

TEST_CASE("outputs for another number of samples fail the batch with a sentence") {
  EchoModel model({.output_rows_less = 1});
  const auto program = NewClassifierProgram(Card(0), model, {});
  const Sample a = SampleOf(8), b = SampleOf(3);
  const Sample* batch[] = {&a, &b};
  Collector answers(model);
  program->Start(batch, answers);
  CHECK(answers.failure.find("the model's output is i64 [3], expected i64 [4]") !=
        std::string::npos);
}

TEST_CASE("a model that is not the card's is refused before anything runs") {
  EchoModel whole({.input_type = ElementType::kI32});
  CHECK_THROWS_AS(NewClassifierProgram(Card(0), whole, {}), Error);
  EchoModel model({});
  ModelCard other_size = Card(0);
  other_size.input.width = 3;
  CHECK_THROWS_AS(NewClassifierProgram(other_size, model, {}), Error);
  ModelCard scores = Card(0);
  scores.output.kind = AnswerKind::kLogits;
  CHECK_THROWS_AS(NewClassifierProgram(scores, model, {}), Error);
}

#ifndef ASSAY_SANITIZED
TEST_CASE("in steady state a batch allocates nothing") {
  EchoModel model({});
  const auto program = NewClassifierProgram(Card(-1), model, {});
  const Sample a = SampleOf(8), b = SampleOf(3);
  const Sample* batch[] = {&a, &b, &a, &b};
  Collector answers(model);
  program->Start(batch, answers);
  const std::size_t before = test::AllocationCount();
  for (int i = 0; i < 1000; ++i) program->Start(batch, answers);
  CHECK(test::AllocationCount() == before);
  CHECK(answers.finished == 1001);
}
#endif

}  // namespace
}  // namespace assay
