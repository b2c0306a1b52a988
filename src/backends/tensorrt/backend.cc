// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The TensorRT engine: ONNX models and TensorRT's own plans on NVIDIA GPUs. Tested against
// stand-ins for NVIDIA's libraries; it was never run on a GPU.
#include "backends/backend.h"

#include <fmt/format.h>

#include "backends/model_parts.h"
#include "backends/tensorrt/libraries.h"
#include "backends/tensorrt/model.h"

namespace assay::tensorrt {
namespace {

/// While one batch is computed, the next is copied.
constexpr int kDefaultSessions = 2;

class TensorrtBackend : public Backend {
 public:
  std::string_view Name() const override { return "tensorrt"; }

  void Open(const BackendOptions&) override {
    libraries_ = std::make_unique<Libraries>();
    const Cuda& cuda = libraries_->cuda();
    const int count = cuda.DeviceCount();
    for (int i = 0; i < count; ++i) {
      devices_.push_back({.kind = "cuda", .index = i, .description = cuda.DeviceName(i)});
    }
  }

  BackendFacts Describe() const override {
    return {.name = "tensorrt",
            .version = fmt::format("{}, CUDA {} (this backend was not run on a GPU before)",
                                   libraries_->Version(), libraries_->cuda().Version()),
            .devices = devices_,
            .libraries = libraries_->Opened()};
  }

  std::vector<Placement> DefaultPlacements(int scenario_streams) const override {
    return OnePerDevice(devices_, scenario_streams, kDefaultSessions);
  }

  std::unique_ptr<Model> Load(const ModelSpec& spec,
                              std::span<const Placement> placements) override {
    ASSAY_CHECK(libraries_ != nullptr && !spec.batch_sizes.empty() && !placements.empty());
    return LoadModel(*libraries_, spec, placements);
  }

 private:
  std::unique_ptr<Libraries> libraries_;
  std::vector<Device> devices_;
};

}  // namespace
}  // namespace assay::tensorrt

ASSAY_BACKEND_MODULE(assay::tensorrt::TensorrtBackend)
