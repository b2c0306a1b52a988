// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Loading OpenVINO models. Nothing is left to a default that could change the arithmetic: precision
// is asked for explicitly and read back from the compiled graph.
#include "backends/openvino/model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <openvino/frontend/manager.hpp>
#include <openvino/openvino.hpp>
#include <set>
#include <stdexcept>

#include "backends/model_parts.h"
#include "backends/openvino/session.h"

namespace assay::openvino {
namespace {

/// An arithmetic that can be asked for.
struct PrecisionRow {
  std::string_view name;
  ov::element::Type hint;       // for what is not quantised
  std::string_view capability;  // that the device must have
};
const PrecisionRow kPrecisions[] = {{"f32", ov::element::f32, "FP32"},
                                    {"bf16", ov::element::bf16, "BF16"},
                                    {"f16", ov::element::f16, "FP16"},
                                    {"i8", ov::element::f32, "INT8"}};

const PrecisionRow& CheckedPrecision(ov::Core& core, const std::string& name) {
  const auto* row = std::find_if(std::begin(kPrecisions), std::end(kPrecisions),
                                 [&name](const PrecisionRow& r) { return r.name == name; });
  if (row == std::end(kPrecisions)) {
    throw Error(ErrorCode::kUsage,
                fmt::format("OpenVINO has no precision '{}': use f32, bf16, f16 or i8", name));
  }
  const auto capabilities = core.get_property("CPU", ov::device::capabilities);
  if (std::find(capabilities.begin(), capabilities.end(), row->capability) == capabilities.end()) {
    throw Error(ErrorCode::kEnvironment,
                fmt::format("the CPU ({}) has no {} arithmetic: use --precision f32",
                            core.get_property("CPU", ov::device::full_name), name));
  }
  return *row;
}

std::shared_ptr<ov::Model> Read(ov::Core& core, const std::filesystem::path& file) {
  RequireModelFile(file);
  try {
    // OpenVINO would try the readers of all formats in turn, and each complains on stderr.
    if (file.extension() == ".onnx" &&
        !ov::frontend::FrontEndManager().load_by_framework("onnx")->supported(file.string())) {
      throw std::runtime_error("it is not an ONNX file");
    }
    return core.read_model(file.string());
  } catch (const std::exception& e) {
    throw Error(ErrorCode::kBadData,
                fmt::format("OpenVINO cannot read the model {}: {}", file.string(), Sentence(e)));
  }
}

std::string AnyName(const ov::Output<ov::Node>& port) {
  const auto& names = port.get_names();
  return names.empty() ? port.get_node()->get_friendly_name()
                       : *std::min_element(names.begin(), names.end());
}

std::vector<std::vector<std::string>> NamesOf(const ov::OutputVector& ports) {
  std::vector<std::vector<std::string>> all;
  for (const auto& port : ports) {
    std::vector<std::string> names = {AnyName(port)};
    names.insert(names.end(), port.get_names().begin(), port.get_names().end());
    names.push_back(port.get_node()->get_friendly_name());
    all.push_back(names);
  }
  return all;
}

/// Makes dimension 0 of every input `batch_size`. Nothing else may be dynamic.
void FixBatch(ov::Model& model, int batch_size, const std::filesystem::path& file) {
  std::map<ov::Output<ov::Node>, ov::PartialShape> shapes;
  for (const auto& input : model.inputs()) {
    ov::PartialShape shape = input.get_partial_shape();
    if (shape.rank().is_dynamic() || shape.size() == 0) {
      throw Error(ErrorCode::kBadData,
                  fmt::format("input '{}' of the model {} has no batch dimension", AnyName(input),
                              file.string()));
    }
    shape[0] = batch_size;
    if (shape.is_dynamic()) {
      throw Error(ErrorCode::kBadData,
                  fmt::format("input '{}' of the model {} has the shape {}: only the batch "
                              "dimension may be open",
                              AnyName(input), file.string(), shape.to_string()));
    }
    shapes[input] = shape;
  }
  try {
    model.reshape(shapes);
  } catch (const std::exception& e) {
    throw Error(ErrorCode::kBadData, fmt::format("the model {} cannot take batches of {}: {}",
                                                 file.string(), batch_size, Sentence(e)));
  }
}

ov::AnyMap Settings(const ModelSpec& spec, const PrecisionRow& precision,
                    const EngineThreads& engine) {
  ov::AnyMap settings = {
      ov::hint::inference_precision(precision.hint),
      ov::hint::execution_mode(precision.name == "f32" ? ov::hint::ExecutionMode::ACCURACY
                                                       : ov::hint::ExecutionMode::PERFORMANCE),
      ov::num_streams(ov::streams::Num(engine.streams)),
      ov::inference_num_threads(engine.threads),
  };
  // Models of several batch sizes work side by side, each with streams of its own: pinned, stream 0
  // of all of them would sit on the same core.
  if (spec.batch_sizes.size() > 1) settings.insert(ov::hint::enable_cpu_pinning(false));
  return settings;
}

// Keys that the nodes of a compiled graph carry; the SDK's headers do not name them.
constexpr char kLayerType[] = "layerType";
constexpr char kRuntimePrecision[] = "runtimePrecision";

/// Arithmetic of the nodes that do the work, as the compiled graph says: "f32", or "bf16+f32".
std::string PrecisionUsed(const ov::CompiledModel& compiled) {
  constexpr std::string_view kHeavy[] = {"Convolution", "Deconvolution", "FullyConnected",
                                         "MatMul",      "RNNSeq",        "RNNCell"};
  std::set<std::string> used;
  for (const auto& node : compiled.get_runtime_model()->get_ordered_ops()) {
    const auto& facts = node->get_rt_info();
    const auto type = facts.find(kLayerType);
    const auto precision = facts.find(kRuntimePrecision);
    if (type == facts.end() || precision == facts.end()) continue;
    const auto layer = type->second.as<std::string>();
    if (std::find(std::begin(kHeavy), std::end(kHeavy), layer) == std::end(kHeavy)) continue;
    const auto name = precision->second.as<std::string>();
    used.insert(name == "u8" ? "i8" : name);  // signed weights, unsigned activations
  }
  if (used.empty()) return compiled.get_property(ov::hint::inference_precision).to_string();
  return fmt::format("{}", fmt::join(used, "+"));
}

std::vector<std::pair<std::string, std::string>> SettingsUsed(const ov::CompiledModel& compiled) {
  std::vector<std::pair<std::string, std::string>> used;
  for (const std::string_view name :
       {ov::hint::inference_precision.name(), ov::hint::execution_mode.name(),
        ov::num_streams.name(), ov::inference_num_threads.name(), ov::hint::performance_mode.name(),
        ov::hint::enable_cpu_pinning.name(), ov::hint::enable_hyper_threading.name(),
        ov::hint::scheduling_core_type.name(), ov::optimal_number_of_infer_requests.name()}) {
    const std::string key(name);
    try {
      used.emplace_back(key, compiled.get_property(key).as<std::string>());
    } catch (const ov::Exception&) {
      used.emplace_back(key, "not told");
    }
  }
  return used;
}

Port PortOf(const ov::Output<const ov::Node>& compiled_port, const std::string& name) {
  Port port;
  port.name = name;
  port.type = TypeNamed(compiled_port.get_element_type().get_type_name());
  for (const ov::Dimension& d : compiled_port.get_partial_shape()) {
    port.shape.Append(d.is_static() ? d.get_length() : -1);
  }
  return port;
}

class OpenvinoModel : public Model {
 public:
  OpenvinoModel(ov::Core& core, const ModelSpec& spec, std::span<const Placement> placements) {
    const PrecisionRow& precision = CheckedPrecision(core, spec.precision);
    const auto model = Read(core, spec.file);
    const ov::AnyMap settings = Settings(spec, precision, ThreadsFor(spec, placements));
    const auto inputs = ChoosePorts({"input", spec.inputs, NamesOf(model->inputs()), spec.file});
    const auto outputs =
        ChoosePorts({"output", spec.outputs, NamesOf(model->outputs()), spec.file});
    for (const int batch_size : spec.batch_sizes) {
      batches_.push_back({.batch_size = batch_size,
                          .compiled = Compile(core, *model, {batch_size, settings, spec.file}),
                          .inputs = inputs,
                          .outputs = outputs});
    }
    GatherFacts(spec, *model);
  }

  const ModelFacts& Facts() const override { return facts_; }
  std::unique_ptr<Session> NewSession(const Placement&) override {
    return NewOpenvinoSession(batches_);
  }

 private:
  struct Target {
    int batch_size;
    const ov::AnyMap& settings;
    const std::filesystem::path& file;
  };
  static std::shared_ptr<ov::CompiledModel> Compile(ov::Core& core, const ov::Model& model,
                                                    const Target& target) {
    const std::shared_ptr<ov::Model> copy = model.clone();
    FixBatch(*copy, target.batch_size, target.file);
    try {
      return std::make_shared<ov::CompiledModel>(core.compile_model(copy, "CPU", target.settings));
    } catch (const std::exception& e) {
      throw Error(ErrorCode::kEngine,
                  fmt::format("OpenVINO could not compile the model {} for batches of {}: {}",
                              target.file.string(), target.batch_size, Sentence(e)));
    }
  }

  void GatherFacts(const ModelSpec& spec, ov::Model& model) {
    const CompiledBatch& first = batches_.front();
    for (const std::size_t i : first.inputs) {
      facts_.inputs.push_back(PortOf(first.compiled->input(i), AnyName(model.input(i))));
      facts_.inputs.back().shape[0] = -1;
    }
    for (const std::size_t i : first.outputs) {
      facts_.outputs.push_back(PortOf(first.compiled->output(i), AnyName(model.output(i))));
      if (facts_.outputs.back().shape.rank() > 0) facts_.outputs.back().shape[0] = -1;
    }
    facts_.batch_sizes = spec.batch_sizes;
    std::set<std::string> used;
    for (const CompiledBatch& batch : batches_) used.insert(PrecisionUsed(*batch.compiled));
    facts_.precision = fmt::format("{}", fmt::join(used, "+"));
    facts_.settings = SettingsUsed(*first.compiled);
  }

  std::vector<CompiledBatch> batches_;
  ModelFacts facts_;
};

}  // namespace

std::unique_ptr<Model> LoadModel(ov::Core& core, const ModelSpec& spec,
                                 std::span<const Placement> placements) {
  try {
    return std::make_unique<OpenvinoModel>(core, spec, placements);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    throw Error(ErrorCode::kEngine, fmt::format("OpenVINO could not load the model {}: {}",
                                                spec.file.string(), Sentence(e)));
  }
}

}  // namespace assay::openvino
