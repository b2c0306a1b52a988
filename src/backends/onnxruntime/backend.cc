// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The ONNX Runtime engine: ONNX models on the CPU; on CUDA and TensorRT where the library has them
// (compiled, not run).
#include "backends/backend.h"

#include <fmt/format.h>
#include <onnxruntime_cxx_api.h>

#include "backends/cuda_devices.h"
#include "backends/model_parts.h"
#include "backends/onnxruntime/library.h"
#include "backends/onnxruntime/model.h"
#include "backends/onnxruntime/options.h"
#include "backends/onnxruntime/providers.h"

namespace assay::onnxruntime {
namespace {

class OnnxruntimeBackend : public Backend {
 public:
  std::string_view Name() const override { return "onnxruntime"; }

  void Open(const BackendOptions& options) override {
    const Options own = ReadOptions(options.config);
    version_ = LoadLibrary(own.library).version;
    try {
      // Errors come back as exceptions; what the engine would also print is nothing new.
      environment_ = std::make_unique<Ort::Env>(ORT_LOGGING_LEVEL_FATAL, "assay");
    } catch (const std::exception& e) {
      throw Error(ErrorCode::kEngine, fmt::format("ONNX Runtime does not start: {}", Sentence(e)));
    }
    const std::vector<std::string> cards = CudaDeviceNames();
    provider_ = ChooseProvider(own.provider, !cards.empty());
    if (provider_ == Provider::kCpu) devices_ = {{.kind = "cpu", .description = CpuName()}};
    for (std::size_t i = 0; provider_ != Provider::kCpu && i < cards.size(); ++i) {
      devices_.push_back({.kind = "cuda", .index = static_cast<int>(i), .description = cards[i]});
    }
  }

  BackendFacts Describe() const override {
    constexpr std::string_view kLibraries[] = {"libonnxruntime"};
    return {.name = "onnxruntime",
            .version = version_,
            .devices = devices_,
            .libraries = LoadedLibraries(kLibraries)};
  }

  std::vector<Placement> DefaultPlacements(int scenario_streams) const override {
    return OnePerDevice(devices_, scenario_streams);
  }

  std::unique_ptr<Model> Load(const ModelSpec& spec,
                              std::span<const Placement> placements) override {
    ASSAY_CHECK(environment_ != nullptr && !spec.batch_sizes.empty());
    return LoadModel(*environment_, provider_, spec, placements);
  }

 private:
  std::string version_;
  std::unique_ptr<Ort::Env> environment_;
  Provider provider_ = Provider::kCpu;
  std::vector<Device> devices_;
};

}  // namespace
}  // namespace assay::onnxruntime

ASSAY_BACKEND_MODULE(assay::onnxruntime::OnnxruntimeBackend)
