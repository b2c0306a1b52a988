// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Loading TensorFlow models. What computes is not assumed: the first batch is run with the request
// to tell the graphs as they ran.
#include "backends/tensorflow/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <optional>

#include "backends/model_parts.h"
#include "backends/tensorflow/session.h"

namespace assay::tensorflow {
namespace {

struct PrecisionRow {
  std::string_view name;
  bool rounds_to_bf16;
};
// i8 is a model that was quantised; nothing is to be set for it.
constexpr PrecisionRow kPrecisions[] = {{"f32", false}, {"bf16", true}, {"i8", false}};

const PrecisionRow& CheckedPrecision(const std::string& name) {
  const auto* row = std::find_if(std::begin(kPrecisions), std::end(kPrecisions),
                                 [&name](const PrecisionRow& r) { return r.name == name; });
  if (row != std::end(kPrecisions)) return *row;
  throw Error(
      ErrorCode::kUsage,
      fmt::format("TensorFlow on the CPU has no precision '{}': use f32, bf16 or i8", name));
}

/// All sessions of a process share one pool: how many threads this model wants in it, and how many
/// there are since the first one.
struct IntraOpThreads {
  int wanted = 1, real = 1;

  std::string Text() const {
    if (wanted == real) return std::to_string(real);
    return fmt::format("{}, as the first model of this process wanted, not {}", real, wanted);
  }
};

IntraOpThreads IntraOpThreadsFor(const EngineThreads& engine) {
  static std::mutex mutex;
  static std::optional<int> decided;
  std::lock_guard lock(mutex);
  // Requests compute on their own threads and share the pool, in which each counts as one.
  const int wanted = std::max(engine.threads - engine.streams + 1, 1);
  if (!decided) decided = wanted;
  return {.wanted = wanted, .real = *decided};
}

std::vector<std::vector<std::string>> NamesOf(const std::vector<GraphPort>& ports) {
  std::vector<std::vector<std::string>> names;
  for (const GraphPort& port : ports) names.push_back(port.names);
  return names;
}

class TensorflowModel : public Model {
 public:
  TensorflowModel(const ModelSpec& spec, std::span<const Placement> placements) {
    const PrecisionRow& precision = CheckedPrecision(spec.precision);
    const EngineThreads engine = ThreadsFor(spec, placements);
    const IntraOpThreads threads = IntraOpThreadsFor(engine);
    const SessionOptions options{.intra_op_threads = threads.real,
                                 .inter_op_threads = 1,
                                 .rounds_to_bf16 = precision.rounds_to_bf16};
    graph_ = ReadGraph(spec.file, options);
    Choose(spec);
    GatherFacts();
    facts_.precision = PrecisionUsed(RunAndTell(computation_));
    if (facts_.precision.empty()) facts_.precision = "not told";
    facts_.settings = {{"intra-op threads", threads.Text()},
                       {"requests that compute at once", std::to_string(engine.streams)},
                       {"inter-op threads", "none, each request runs its operations in order"}};
  }

  const ModelFacts& Facts() const override { return facts_; }
  std::unique_ptr<Session> NewSession(const Placement&) override {
    return NewTensorflowSession(computation_);
  }

 private:
  void Choose(const ModelSpec& spec) {
    computation_.graph = graph_.get();
    computation_.batch_sizes = spec.batch_sizes;
    computation_.file = spec.file;
    const auto inputs = ChoosePorts({"input", spec.inputs, NamesOf(graph_->inputs), spec.file});
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      GraphPort port = graph_->inputs[inputs[i]];
      // Some graphs do not say what shape they are fed.
      if (port.port.shape.rank() == 0 && i < spec.input_ports.size()) {
        port.port.shape = spec.input_ports[i].shape;
      }
      computation_.inputs.push_back(port);
    }
    for (const std::size_t i :
         ChoosePorts({"output", spec.outputs, OutputNames(spec), spec.file})) {
      computation_.outputs.push_back(graph_->outputs[i]);
    }
  }

  /// Of the results alone, unless one is asked for by name.
  std::vector<std::vector<std::string>> OutputNames(const ModelSpec& spec) const {
    auto names = NamesOf(graph_->outputs);
    if (spec.outputs.empty()) names.resize(graph_->result_count);
    return names;
  }

  void GatherFacts() {
    for (const GraphPort& input : computation_.inputs) {
      facts_.inputs.push_back(input.port);
      if (input.port.shape.rank() > 0) facts_.inputs.back().shape[0] = -1;
    }
    for (const GraphPort& output : computation_.outputs) facts_.outputs.push_back(output.port);
    facts_.batch_sizes = computation_.batch_sizes;
  }

  std::unique_ptr<LoadedGraph> graph_;
  Computation computation_;
  ModelFacts facts_;
};

}  // namespace

std::unique_ptr<Model> LoadModel(const ModelSpec& spec, std::span<const Placement> placements) {
  return std::make_unique<TensorflowModel>(spec, placements);
}

}  // namespace assay::tensorflow
