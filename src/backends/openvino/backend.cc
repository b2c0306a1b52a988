// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The OpenVINO engine: ONNX and OpenVINO IR models on the CPU.
#include "backends/backend.h"

#include <fmt/format.h>

#include <openvino/openvino.hpp>

#include "backends/model_parts.h"
#include "backends/openvino/model.h"
#include "backends/openvino/session.h"

namespace assay::openvino {
namespace {

class OpenvinoBackend : public Backend {
 public:
  std::string_view Name() const override { return "openvino"; }

  void Open(const BackendOptions&) override {
    try {
      core_ = std::make_unique<ov::Core>();
      cpu_name_ = core_->get_property("CPU", ov::device::full_name);
    } catch (const std::exception& e) {
      throw Error(ErrorCode::kEngine, fmt::format("OpenVINO does not start: {}", Sentence(e)));
    }
  }

  BackendFacts Describe() const override {
    constexpr std::string_view kLibraries[] = {"libtbb", "libopenvino"};
    return {.name = "openvino",
            .version = ov::get_openvino_version().buildNumber,
            .devices = {Cpu()},
            .libraries = LoadedLibraries(kLibraries)};
  }

  std::vector<Placement> DefaultPlacements(int scenario_streams) const override {
    const Device devices[] = {Cpu()};
    return OnePerDevice(devices, scenario_streams);
  }

  std::unique_ptr<Model> Load(const ModelSpec& spec,
                              std::span<const Placement> placements) override {
    ASSAY_CHECK(core_ != nullptr && !spec.batch_sizes.empty());
    return LoadModel(*core_, spec, placements);
  }

 private:
  Device Cpu() const { return {.kind = "cpu", .index = 0, .description = cpu_name_}; }

  std::unique_ptr<ov::Core> core_;
  std::string cpu_name_;
};

}  // namespace
}  // namespace assay::openvino

ASSAY_BACKEND_MODULE(assay::openvino::OpenvinoBackend)
