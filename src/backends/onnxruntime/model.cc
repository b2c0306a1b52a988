// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Loading ONNX files. What ran is not assumed: the first batch is profiled, and the types and
// providers of its nodes are what the facts say.
#include "backends/onnxruntime/model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <onnxruntime_cxx_api.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "backends/model_parts.h"
#include "backends/onnxruntime/library.h"
#include "backends/onnxruntime/precision.h"
#include "backends/onnxruntime/providers.h"
#include "backends/onnxruntime/session.h"
#include "base/files.h"

namespace assay::onnxruntime {
namespace {

namespace fs = std::filesystem;

Port PortOf(const std::string& name, const Ort::ConstTensorTypeAndShapeInfo& facts) {
  Port port{.name = name, .type = TypeOf(facts.GetElementType()), .shape = {}};
  for (const std::int64_t d : facts.GetShape()) port.shape.Append(d);
  return port;
}

/// The name of an open dimension 0, "" where it is fixed or has none.
std::string BatchSymbol(const Ort::ConstTensorTypeAndShapeInfo& facts) {
  std::vector<const char*> symbols(facts.GetDimensionsCount());
  if (symbols.empty() || facts.GetShape()[0] >= 0) return "";
  facts.GetSymbolicDimensions(symbols.data(), symbols.size());
  return symbols[0];
}

using Names = std::vector<std::vector<std::string>>;

Names InputNames(const Ort::Session& session) {
  Names names;
  Ort::AllocatorWithDefaultOptions allocator;
  for (std::size_t i = 0; i < session.GetInputCount(); ++i) {
    names.push_back({session.GetInputNameAllocated(i, allocator).get()});
  }
  return names;
}

Names OutputNames(const Ort::Session& session) {
  Names names;
  Ort::AllocatorWithDefaultOptions allocator;
  for (std::size_t i = 0; i < session.GetOutputCount(); ++i) {
    names.push_back({session.GetOutputNameAllocated(i, allocator).get()});
  }
  return names;
}

void RequireTensor(const std::string& name, const Ort::TypeInfo& type, const fs::path& file) {
  if (type.GetONNXType() == ONNX_TYPE_TENSOR) return;
  throw Error(ErrorCode::kBadData,
              fmt::format("'{}' of the model {} is no tensor, which is all that Assay can pass on",
                          name, file.string()));
}

/// The chosen inputs. Returns the name of the first one's batch dimension.
std::string ChooseInputs(LoadedGraph& graph, const ModelSpec& spec) {
  const Names names = InputNames(*graph.session);
  std::string batch_symbol;
  for (const std::size_t i : ChoosePorts({"input", spec.inputs, names, spec.file})) {
    const Ort::TypeInfo type = graph.session->GetInputTypeInfo(i);
    RequireTensor(names[i].front(), type, spec.file);
    const auto facts = type.GetTensorTypeAndShapeInfo();
    if (graph.inputs.empty()) batch_symbol = BatchSymbol(facts);
    graph.inputs.push_back({.port = PortOf(names[i].front(), facts)});
  }
  return batch_symbol;
}

/// The chosen outputs: the others may be what Assay cannot pass on.
void ChooseOutputs(LoadedGraph& graph, const std::string& batch_symbol, const ModelSpec& spec) {
  const Names names = OutputNames(*graph.session);
  for (const std::size_t i : ChoosePorts({"output", spec.outputs, names, spec.file})) {
    const Ort::TypeInfo type = graph.session->GetOutputTypeInfo(i);
    RequireTensor(names[i].front(), type, spec.file);
    const auto facts = type.GetTensorTypeAndShapeInfo();
    GraphPort output{.port = PortOf(names[i].front(), facts)};
    const Shape& shape = output.port.shape;
    const auto open = std::count_if(shape.begin(), shape.end(), [](auto d) { return d < 0; });
    const bool is_batch = !batch_symbol.empty() && BatchSymbol(facts) == batch_symbol;
    output.follows_batch = open == 0 || (open == 1 && is_batch);
    graph.outputs.push_back(output);
  }
}

Ort::SessionOptions OptionsFor(const ModelSpec& spec, const EngineThreads& engine) {
  Ort::SessionOptions options;
  // Requests compute on their own threads and share the pool, in which each counts as one.
  options.SetIntraOpNumThreads(engine.threads - engine.streams + 1);
  options.SetInterOpNumThreads(1);
  options.SetExecutionMode(ORT_SEQUENTIAL);
  options.SetGraphOptimizationLevel(ORT_ENABLE_ALL);
  options.SetLogId(spec.role.empty() ? "model" : spec.role.c_str());
  return options;
}

/// A folder for the profile of one load.
fs::path ProfileFolder() {
  static std::atomic<int> count{0};
  return fs::temp_directory_path() / fmt::format("assay-profile-{}-{}", getpid(), ++count);
}

class OnnxruntimeModel : public Model {
 public:
  OnnxruntimeModel(Ort::Env& environment, Provider provider, const ModelSpec& spec,
                   std::span<const Placement> placements)
      : provider_(provider), engine_(ThreadsFor(spec, placements)) {
    engine_.streams = std::min(engine_.streams, engine_.threads);
    CheckPrecision(provider, spec.precision);
    RequireModelFile(spec.file);
    const ScratchPath profiles(ProfileFolder());
    MakeFolder(profiles.path());
    for (const Placement& placement : placements) {
      if (Find(placement.device) == nullptr) {
        AddGraph(environment, spec, placement.device, profiles.path());
      }
    }
    GatherFacts(spec);
  }

  const ModelFacts& Facts() const override { return facts_; }
  std::unique_ptr<Session> NewSession(const Placement& placement) override {
    const LoadedGraph* graph = Find(placement.device);
    ASSAY_CHECK(graph != nullptr);
    return NewOnnxruntimeSession(*graph);
  }

 private:
  const LoadedGraph* Find(const Device& device) const {
    for (const auto& graph : graphs_) {
      if (graph->device.kind == device.kind && graph->device.index == device.index) {
        return graph.get();
      }
    }
    return nullptr;
  }

  void AddGraph(Ort::Env& environment, const ModelSpec& spec, const Device& device,
                const fs::path& profiles) {
    Ort::SessionOptions options = OptionsFor(spec, engine_);
    AppendProvider(options, {provider_, device.index, spec.precision});
    if (graphs_.empty()) options.EnableProfiling((profiles / "profile").c_str());
    auto graph = std::make_unique<LoadedGraph>();
    graph->device = device;
    graph->batch_sizes = spec.batch_sizes;
    graph->file = spec.file;
    try {
      graph->session = std::make_shared<Ort::Session>(environment, spec.file.c_str(), options);
    } catch (const std::exception& e) {
      throw Error(ErrorCode::kBadData, fmt::format("ONNX Runtime cannot load the model {}: {}",
                                                   spec.file.string(), Sentence(e)));
    }
    ChooseOutputs(*graph, ChooseInputs(*graph, spec), spec);
    graphs_.push_back(std::move(graph));
  }

  void GatherFacts(const ModelSpec& spec) {
    const LoadedGraph& graph = *graphs_.front();
    for (const GraphPort& input : graph.inputs) facts_.inputs.push_back(input.port);
    for (const GraphPort& output : graph.outputs) facts_.outputs.push_back(output.port);
    facts_.batch_sizes = spec.batch_sizes;
    const Profile profile = ProfileOneBatch(graph);
    facts_.precision = profile.precision.empty() ? "not told" : profile.precision;
    facts_.settings = {{"intra-op threads", std::to_string(engine_.threads - engine_.streams + 1)},
                       {"requests that compute at once", std::to_string(engine_.streams)},
                       {"provider", std::string(Name(provider_))},
                       {"nodes by provider", profile.providers}};
  }

  /// Runs the smallest batch, all zeros, and reads what the engine noted of it.
  static Profile ProfileOneBatch(const LoadedGraph& graph) {
    const auto session = NewOnnxruntimeSession(graph);
    try {
      RunZeros(*session, graph.batch_sizes.front());
    } catch (const Error& e) {
      throw Error(ErrorCode::kEngine,
                  fmt::format("the model {} does not run: {}", graph.file.string(), e.what()));
    }
    Ort::AllocatorWithDefaultOptions allocator;
    const fs::path file = graph.session->EndProfilingAllocated(allocator).get();
    return ReadProfile(ReadFile(file, "ONNX Runtime's profile"));
  }

  const Provider provider_;
  EngineThreads engine_;
  std::vector<std::unique_ptr<LoadedGraph>> graphs_;
  ModelFacts facts_;
};

}  // namespace

std::unique_ptr<Model> LoadModel(Ort::Env& environment, Provider provider, const ModelSpec& spec,
                                 std::span<const Placement> placements) {
  try {
    return std::make_unique<OnnxruntimeModel>(environment, provider, spec, placements);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    throw Error(ErrorCode::kEngine, fmt::format("ONNX Runtime could not load the model {}: {}",
                                                spec.file.string(), Sentence(e)));
  }
}

}  // namespace assay::onnxruntime
