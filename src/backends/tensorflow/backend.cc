// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The TensorFlow engine: SavedModels and frozen graphs on the CPU, through the C API.
#include "backends/backend.h"

#include <fmt/format.h>
#include <tensorflow/c/c_api.h>

#include <cstdlib>

#include "backends/model_parts.h"
#include "backends/tensorflow/model.h"

namespace assay::tensorflow {
namespace {

class TensorflowBackend : public Backend {
 public:
  std::string_view Name() const override { return "tensorflow"; }

  void Open(const BackendOptions&) override {
    // They would round below what a run asks for without a trace in the graph.
    unsetenv("TF_SET_ONEDNN_FPMATH_MODE");
    unsetenv("ONEDNN_DEFAULT_FPMATH_MODE");
  }

  BackendFacts Describe() const override {
    constexpr std::string_view kLibraries[] = {"libtensorflow"};
    return {.name = "tensorflow",
            .version = TF_Version(),
            .devices = {Cpu()},
            .first_load_sets_threads = true,
            .libraries = LoadedLibraries(kLibraries)};
  }

  std::vector<Placement> DefaultPlacements(int scenario_streams) const override {
    const Device devices[] = {Cpu()};
    return OnePerDevice(devices, scenario_streams);
  }

  std::unique_ptr<Model> Load(const ModelSpec& spec,
                              std::span<const Placement> placements) override {
    ASSAY_CHECK(!spec.batch_sizes.empty());
    return LoadModel(spec, placements);
  }

 private:
  static Device Cpu() { return {.kind = "cpu", .index = 0, .description = CpuName()}; }
};

}  // namespace
}  // namespace assay::tensorflow

ASSAY_BACKEND_MODULE(assay::tensorflow::TensorflowBackend)
