// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Loading plans: which tensors, which profile for which batch, on which devices.
#include "backends/tensorrt/model.h"

#include <NvInferRuntime.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "backends/model_parts.h"
#include "backends/tensorrt/builder.h"
#include "backends/tensorrt/session.h"
#include "backends/tensorrt/types.h"
#include "base/files.h"

namespace assay::tensorrt {
namespace {

namespace fs = std::filesystem;
using nvinfer1::ICudaEngine;
using nvinfer1::OptProfileSelector;

/// A serialised engine, from a file or just built.
struct Plan {
  std::string file_bytes{};
  BuiltPlan built{};
  std::string precision{};

  std::span<const std::byte> bytes() const {
    if (built.bytes == nullptr) return std::as_bytes(std::span(file_bytes));
    return {static_cast<const std::byte*>(built.bytes->data()), built.bytes->size()};
  }
};

// A plan keeps no types of its inner tensors.
constexpr char kPlansOwn[] = "the plan's own, which the file does not tell";

Plan ReadPlanFile(Libraries&, const ModelSpec& spec) {
  return {.file_bytes = ReadFile(spec.file, "plan"), .precision = kPlansOwn};
}

Plan BuildFromOnnx(Libraries& libraries, const ModelSpec& spec) {
  Plan plan{.built = BuildPlan(libraries, spec)};
  plan.precision = plan.built.precision.empty() ? "not told" : plan.built.precision;
  return plan;
}

struct FormatRow {
  std::string_view extension;
  Plan (*read)(Libraries& libraries, const ModelSpec& spec);
};
constexpr FormatRow kFormats[] = {
    {".onnx", BuildFromOnnx}, {".plan", ReadPlanFile}, {".engine", ReadPlanFile}};

void RequirePrecisionName(const std::string& name) {
  constexpr std::string_view kNames[] = {"f32", "f16", "bf16", "i8"};
  if (std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames)) return;
  throw Error(ErrorCode::kUsage,
              fmt::format("TensorRT has no precision '{}': use {}", name, fmt::join(kNames, ", ")));
}

Plan GetPlan(Libraries& libraries, const ModelSpec& spec) {
  RequirePrecisionName(spec.precision);
  RequireModelFile(spec.file);
  for (const FormatRow& row : kFormats) {
    if (row.extension == spec.file.extension().string()) return row.read(libraries, spec);
  }
  throw Error(ErrorCode::kBadData,
              fmt::format("TensorRT cannot read the model {}: it takes .onnx, and .plan or .engine "
                          "files of its own builder",
                          spec.file.string()));
}

DeviceEngine Deserialise(Libraries& libraries, const Plan& plan, int device, const fs::path& file) {
  libraries.cuda().Use(device);
  DeviceEngine loaded{.device = device, .runtime = libraries.NewRuntime(), .engine = nullptr};
  const auto bytes = plan.bytes();
  loaded.engine.reset(loaded.runtime->deserializeCudaEngine(bytes.data(), bytes.size()));
  if (loaded.engine != nullptr) return loaded;
  throw Error(ErrorCode::kBadData,
              fmt::format("TensorRT cannot load the plan of {} on device {}: {}; a plan runs only "
                          "on the kind of GPU and the version of TensorRT it was built with",
                          file.string(), device, libraries.TakeReason()));
}

/// Throws for what cannot be fed or read as plain rows of numbers.
Port PortOf(const ICudaEngine& engine, const char* name, const fs::path& file) {
  const char* complaint = nullptr;
  if (engine.getTensorLocation(name) == nvinfer1::TensorLocation::kHOST) {
    complaint = "holds a shape, not samples";
  } else if (engine.getTensorFormat(name) != nvinfer1::TensorFormat::kLINEAR) {
    complaint = "is not laid out row by row";
  } else if (engine.getTensorShape(name).nbDims < 1) {
    complaint = "has no batch dimension";
  }
  if (complaint != nullptr) {
    throw Error(ErrorCode::kBadData,
                fmt::format("the tensor '{}' of the model {} {}: build the engine without that",
                            name, file.string(), complaint));
  }
  return {.name = name,
          .type = TypeOf(engine.getTensorDataType(name), name),
          .shape = ShapeOf(engine.getTensorShape(name))};
}

/// The ports of one direction that are asked for, in that order, and those that are not.
struct TakenPorts {
  std::vector<Port> asked, others;
};
TakenPorts Take(std::string_view direction, const std::vector<std::string>& wanted,
                const std::vector<Port>& ports, const fs::path& file) {
  std::vector<std::vector<std::string>> names;
  for (const Port& port : ports) names.push_back({port.name});
  const auto chosen = assay::ChoosePorts({direction, wanted, names, file});
  TakenPorts taken;
  for (const std::size_t i : chosen) taken.asked.push_back(ports[i]);
  for (std::size_t i = 0; i < ports.size(); ++i) {
    if (std::count(chosen.begin(), chosen.end(), i) == 0) taken.others.push_back(ports[i]);
  }
  return taken;
}

EnginePorts ChoosePorts(const ICudaEngine& engine, const ModelSpec& spec) {
  std::vector<Port> inputs, outputs;
  for (int i = 0; i < engine.getNbIOTensors(); ++i) {
    const char* name = engine.getIOTensorName(i);
    const bool is_input = engine.getTensorIOMode(name) == nvinfer1::TensorIOMode::kINPUT;
    (is_input ? inputs : outputs).push_back(PortOf(engine, name, spec.file));
  }
  const TakenPorts fed = Take("input", spec.inputs, inputs, spec.file);
  if (!fed.others.empty()) {
    throw Error(ErrorCode::kBadData,
                fmt::format("the model {} has an input '{}' that nothing feeds: name it in the "
                            "model card or take it out of the model",
                            spec.file.string(), fed.others.front().name));
  }
  const TakenPorts read = Take("output", spec.outputs, outputs, spec.file);
  EnginePorts ports{.inputs = fed.asked, .outputs = read.asked, .asked_outputs = read.asked.size()};
  ports.outputs.insert(ports.outputs.end(), read.others.begin(), read.others.end());
  return ports;
}

/// Whether every input takes `batch_size` in that profile; an exact one is `is_best`.
struct Suitability {
  bool fits = true;
  bool is_best = true;
};
Suitability Judge(const ICudaEngine& engine, const EnginePorts& ports,
                  const BatchProfile& candidate) {
  Suitability found;
  for (const Port& input : ports.inputs) {
    const auto batch_at = [&](OptProfileSelector selector) {
      if (input.shape[0] >= 0) return input.shape[0];
      return engine.getProfileShape(input.name.c_str(), candidate.profile, selector).d[0];
    };
    found.fits = found.fits && batch_at(OptProfileSelector::kMIN) <= candidate.batch_size &&
                 candidate.batch_size <= batch_at(OptProfileSelector::kMAX);
    found.is_best = found.is_best && batch_at(OptProfileSelector::kOPT) == candidate.batch_size;
  }
  return found;
}

std::optional<BatchProfile> ProfileFor(const ICudaEngine& engine, const EnginePorts& ports,
                                       int batch_size) {
  std::optional<BatchProfile> chosen;
  for (int profile = 0; profile < engine.getNbOptimizationProfiles(); ++profile) {
    const BatchProfile candidate{.batch_size = batch_size, .profile = profile};
    const Suitability found = Judge(engine, ports, candidate);
    if (found.fits && (!chosen || found.is_best)) chosen = candidate;
    if (found.fits && found.is_best) break;
  }
  return chosen;
}

/// Smaller batches may be missing, they run as a part of a larger one; the largest may not.
std::vector<BatchProfile> ChooseProfiles(const ICudaEngine& engine, const EnginePorts& ports,
                                         const ModelSpec& spec) {
  std::vector<BatchProfile> chosen;
  for (const int batch_size : spec.batch_sizes) {
    if (const auto profile = ProfileFor(engine, ports, batch_size)) chosen.push_back(*profile);
  }
  if (!chosen.empty() && chosen.back().batch_size == spec.batch_sizes.back()) return chosen;
  std::vector<std::string> ranges;
  const Port& input = ports.inputs.front();
  for (int i = 0; i < engine.getNbOptimizationProfiles(); ++i) {
    const auto at = [&](OptProfileSelector selector) {
      return input.shape[0] >= 0 ? input.shape[0]
                                 : engine.getProfileShape(input.name.c_str(), i, selector).d[0];
    };
    ranges.push_back(
        fmt::format("{} to {}", at(OptProfileSelector::kMIN), at(OptProfileSelector::kMAX)));
  }
  throw Error(ErrorCode::kBadData,
              fmt::format("the plan {} cannot take batches of {}, it was built for batches of {}: "
                          "choose one with --batch or build it again",
                          spec.file.string(), spec.batch_sizes.back(), fmt::join(ranges, ", ")));
}

class TensorrtModel : public Model {
 public:
  TensorrtModel(Libraries& libraries, const ModelSpec& spec, std::span<const Placement> placements)
      : libraries_(libraries) {
    libraries.cuda().Use(placements.front().device.index);
    const Plan plan = GetPlan(libraries, spec);
    for (const Placement& placement : placements) {
      const int device = placement.device.index;
      if (Find(device) == nullptr) {
        engines_.push_back(Deserialise(libraries, plan, device, spec.file));
      }
    }
    const ICudaEngine& engine = *engines_.front().engine;
    ports_ = ChoosePorts(engine, spec);
    batches_ = ChooseProfiles(engine, ports_, spec);
    GatherFacts(plan.precision);
  }

  const ModelFacts& Facts() const override { return facts_; }

  std::unique_ptr<Session> NewSession(const Placement& placement) override {
    const DeviceEngine* engine = Find(placement.device.index);
    if (engine == nullptr) {
      throw Error(ErrorCode::kEngine,
                  fmt::format("the model was not loaded on device {}", placement.device.index));
    }
    return NewTensorrtSession(
        {.libraries = libraries_, .engine = *engine, .ports = ports_, .batches = batches_});
  }

 private:
  const DeviceEngine* Find(int device) const {
    const auto found = std::find_if(engines_.begin(), engines_.end(),
                                    [device](const auto& e) { return e.device == device; });
    return found == engines_.end() ? nullptr : &*found;
  }

  void GatherFacts(const std::string& precision) {
    facts_.inputs = ports_.inputs;
    facts_.outputs = ports_.outputs;
    facts_.outputs.resize(ports_.asked_outputs);
    for (auto* ports : {&facts_.inputs, &facts_.outputs}) {
      for (Port& port : *ports) port.shape[0] = -1;
    }
    for (const BatchProfile& batch : batches_) facts_.batch_sizes.push_back(batch.batch_size);
    facts_.precision = precision;
    const ICudaEngine& engine = *engines_.front().engine;
    facts_.settings = {
        {"layers", std::to_string(engine.getNbLayers())},
        {"optimisation profiles", std::to_string(engine.getNbOptimizationProfiles())},
        {"auxiliary streams", std::to_string(engine.getNbAuxStreams())},
        {"scratch memory in bytes", std::to_string(engine.getDeviceMemorySizeV2())},
        {"tested", "against a stand-in for TensorRT only, never on a GPU"}};
  }

  Libraries& libraries_;
  std::vector<DeviceEngine> engines_;
  EnginePorts ports_;
  std::vector<BatchProfile> batches_;
  ModelFacts facts_;
};

}  // namespace

std::unique_ptr<Model> LoadModel(Libraries& libraries, const ModelSpec& spec,
                                 std::span<const Placement> placements) {
  return std::make_unique<TensorrtModel>(libraries, spec, placements);
}

}  // namespace assay::tensorrt
