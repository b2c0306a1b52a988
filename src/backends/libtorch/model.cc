// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Loading PyTorch models. Their files tell no types and shapes: those of the inputs come from the
// task, those of the outputs from a run with zeros.
#include "backends/libtorch/model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "backends/libtorch/network.h"
#include "backends/libtorch/session.h"
#include "backends/model_parts.h"

namespace assay::libtorch {
namespace {

using Names = std::vector<std::vector<std::string>>;

void CheckPrecision(const std::string& precision) {
  constexpr std::string_view kKnown[] = {"f32", "bf16", "f16", "i8"};
  if (std::find(std::begin(kKnown), std::end(kKnown), precision) != std::end(kKnown)) return;
  throw Error(ErrorCode::kUsage,
              fmt::format("PyTorch has no precision '{}': use f32, bf16, f16 or i8", precision));
}

Names AsNames(const std::vector<std::string>& names) {
  Names all;
  for (const std::string& name : names) all.push_back({name});
  return all;
}

/// Names of the model's arguments: its own, else those that the task gives.
std::vector<std::string> ArgumentNames(const Network& network, const ModelSpec& spec) {
  std::vector<std::string> names = network.ArgumentNames();
  if (!names.empty()) return names;
  for (const Port& port : spec.input_ports) names.push_back(port.name);
  return names;
}

/// The inputs that the program fills, in its order, as ports with their position among the
/// arguments.
struct Input {
  std::size_t position = 0;
  Port port{};
};

std::vector<Input> InputsOf(const Network& network, const ModelSpec& spec) {
  const std::vector<std::string> names = ArgumentNames(network, spec);
  const std::vector<std::size_t> chosen =
      ChoosePorts({"input", spec.inputs, AsNames(names), spec.file});
  if (chosen.size() != names.size()) {
    throw Error(
        ErrorCode::kBadData,
        fmt::format("the model {} takes {} inputs ({}), but {} are named", spec.file.string(),
                    names.size(), fmt::join(names, ", "), chosen.size()));
  }
  Names told;
  for (const Port& port : spec.input_ports) told.push_back({port.name});
  std::vector<Input> inputs;
  for (const std::size_t i : chosen) {
    try {
      inputs.push_back(
          {i, spec.input_ports.at(ChoosePorts({"input", {names[i]}, told, spec.file}).front())});
    } catch (const Error&) {
      throw Error(
          ErrorCode::kBadData,
          fmt::format("the model {} does not tell type and shape of its input '{}': name it "
                      "in the model card",
                      spec.file.string(), names[i]));
    }
  }
  return inputs;
}

/// Half the bytes to gather and to bring to a card.
void TakeHalf(std::vector<Input>& inputs) {
  for (Input& input : inputs) {
    if (input.port.type == ElementType::kF32) input.port.type = ElementType::kF16;
  }
}

CallInputs InputsFor(const std::vector<Input>& inputs, int batch_size,
                     const std::filesystem::path& file) {
  CallInputs call;
  for (const Input& input : inputs) {
    call.push_back({.position = input.position,
                    .type = input.port.type,
                    .shape = InputShapeFor(input.port, batch_size, file)});
  }
  return call;
}

/// The model's results by name. Those without one take the wanted names when there are as many, and
/// are numbered otherwise.
Names ResultNames(const Call& call, const std::vector<std::string>& wanted) {
  Names names;
  const std::vector<std::string>& own = call.ResultNames();
  for (std::size_t i = 0; i < own.size(); ++i) {
    const bool takes_wanted = own[i].empty() && wanted.size() == own.size();
    names.push_back({!own[i].empty() ? own[i] : takes_wanted ? wanted[i] : std::to_string(i)});
  }
  return names;
}

class LibtorchModel : public Model {
 public:
  LibtorchModel(const ModelSpec& spec, std::span<const Placement> placements) : file_(spec.file) {
    CheckPrecision(spec.precision);
    RequireModelFile(spec.file);
    const EngineThreads engine = ThreadsFor(spec, placements);
    threads_ = std::max(1, engine.threads / engine.streams);
    for (const Placement& placement : placements) {
      if (Find(placement.device) != nullptr) continue;
      networks_.push_back({placement.device, LoadNetwork({.file = spec.file,
                                                          .device = placement.device,
                                                          .precision = spec.precision,
                                                          .runners = engine.streams})});
    }
    inputs_ = InputsOf(*networks_.front().network, spec);
    if (spec.precision == "f16" && placements.front().device.kind == "cuda") TakeHalf(inputs_);
    Try(spec);
    GatherSettings(engine);
  }

  const ModelFacts& Facts() const override { return facts_; }

  std::unique_ptr<Session> NewSession(const Placement& placement) override {
    Network* network = Find(placement.device);
    ASSAY_CHECK(network != nullptr);
    std::vector<CallInputs> inputs;
    for (const int size : facts_.batch_sizes) inputs.push_back(InputsFor(inputs_, size, file_));
    std::vector<std::unique_ptr<Call>> made = network->NewCalls(inputs);
    Calls calls;
    for (std::size_t i = 0; i < made.size(); ++i) {
      made[i]->Choose(outputs_);
      calls.emplace_back(facts_.batch_sizes[i], std::move(made[i]));
    }
    auto session = NewLibtorchSession(std::move(calls), threads_);
    // What a card's libraries look for at the first call of a thread is found before anything is
    // measured.
    if (placement.device.kind == "cuda") {
      for (const int size : facts_.batch_sizes) RunZeros(*session, size);
    }
    return session;
  }

 private:
  struct Placed {
    Device device;
    std::unique_ptr<Network> network;
  };

  Network* Find(const Device& device) const {
    for (const Placed& placed : networks_) {
      if (placed.device.kind == device.kind && placed.device.index == device.index) {
        return placed.network.get();
      }
    }
    return nullptr;
  }

  /// Runs each batch size once, so that what cannot be computed is refused before the measurement.
  void Try(const ModelSpec& spec) {
    UseThreadsHere(threads_);
    facts_.batch_sizes = spec.batch_sizes;
    for (const int size : spec.batch_sizes) {
      const CallInputs inputs[] = {InputsFor(inputs_, size, file_)};
      const auto call = std::move(networks_.front().network->NewCalls(inputs).front());
      std::string arithmetic;
      try {
        arithmetic = call->RunAndTellArithmetic();
      } catch (const Error& e) {
        throw Error(ErrorCode::kBadData, fmt::format("the model {} cannot take batches of {}: {}",
                                                     file_.string(), size, e.what()));
      }
      if (size == spec.batch_sizes.front()) DescribeFirst(spec, *call, arithmetic);
    }
  }

  void DescribeFirst(const ModelSpec& spec, Call& call, const std::string& arithmetic) {
    const Names names = ResultNames(call, spec.outputs);
    outputs_ = ChoosePorts({"output", spec.outputs, names, file_});
    call.Choose(outputs_);
    const std::span<const TensorView> views = call.Run();
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      Port port{.name = names[outputs_[i]].front(), .type = views[i].type, .shape = views[i].shape};
      if (port.shape.rank() > 0 && port.shape[0] == spec.batch_sizes.front()) port.shape[0] = -1;
      facts_.outputs.push_back(port);
    }
    for (const Input& input : inputs_) facts_.inputs.push_back(input.port);
    facts_.precision = arithmetic.empty() ? "not told" : arithmetic;
  }

  void GatherSettings(const EngineThreads& engine) {
    facts_.settings = networks_.front().network->Settings();
    facts_.settings.emplace_back("threads of each request", std::to_string(threads_));
    facts_.settings.emplace_back("requests that compute at once", std::to_string(engine.streams));
  }

  const std::filesystem::path file_;
  int threads_ = 1;
  std::vector<Placed> networks_;
  std::vector<Input> inputs_;
  std::vector<std::size_t> outputs_;
  ModelFacts facts_;
};

}  // namespace

std::unique_ptr<Model> LoadModel(const ModelSpec& spec, std::span<const Placement> placements) {
  return std::make_unique<LibtorchModel>(spec, placements);
}

}  // namespace assay::libtorch
