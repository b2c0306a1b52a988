// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The PyTorch engine: TorchScript files and AOTInductor packages, on the CPU and, where build and
// machine have it, on CUDA.
#include "backends/backend.h"

#include "backends/cuda_devices.h"
#include "backends/libtorch/model.h"
#include "backends/libtorch/network.h"
#include "backends/model_parts.h"

namespace assay::libtorch {
namespace {

class LibtorchBackend : public Backend {
 public:
  std::string_view Name() const override { return "libtorch"; }

  void Open(const BackendOptions&) override {
    PrepareEngine();
    const EngineFacts facts = DescribeEngine();
    version_ = facts.version;
    const std::vector<std::string> names = CudaDeviceNames();
    for (int i = 0; i < facts.cuda_devices; ++i) {
      const auto index = static_cast<std::size_t>(i);
      devices_.push_back({.kind = "cuda",
                          .index = i,
                          .description = index < names.size() ? names[index] : "a CUDA device"});
    }
    if (devices_.empty()) devices_ = {{.kind = "cpu", .description = CpuName()}};
  }

  BackendFacts Describe() const override {
    constexpr std::string_view kLibraries[] = {"libtorch", "libc10", "libgomp", "libcudnn",
                                               "libcublas"};
    return {.name = "libtorch",
            .version = version_,
            .devices = devices_,
            .libraries = LoadedLibraries(kLibraries)};
  }

  std::vector<Placement> DefaultPlacements(int scenario_streams) const override {
    return OnePerDevice(devices_, scenario_streams);
  }

  std::unique_ptr<Model> Load(const ModelSpec& spec,
                              std::span<const Placement> placements) override {
    ASSAY_CHECK(!devices_.empty() && !spec.batch_sizes.empty());
    return LoadModel(spec, placements);
  }

 private:
  std::string version_;
  std::vector<Device> devices_;
};

}  // namespace
}  // namespace assay::libtorch

ASSAY_BACKEND_MODULE(assay::libtorch::LibtorchBackend)
