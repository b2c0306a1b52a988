// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Execution providers: which there are, and how each is asked for with an arithmetic.
#include "backends/onnxruntime/providers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <span>
#include <vector>

#include "backends/onnxruntime/library.h"
#include "base/error.h"

namespace assay::onnxruntime {
namespace {

constexpr std::string_view kCpuPrecisions[] = {"f32", "i8"};
constexpr std::string_view kCudaPrecisions[] = {"f32", "f16", "bf16", "i8"};
constexpr std::string_view kTensorrtPrecisions[] = {"f32", "f16", "i8"};

struct ProviderRow {
  Provider provider;
  std::string_view name;
  std::string_view engine_name;
  std::span<const std::string_view> precisions;
};
constexpr ProviderRow kProviders[] = {
    {Provider::kCpu, "cpu", "CPUExecutionProvider", kCpuPrecisions},
    {Provider::kCuda, "cuda", "CUDAExecutionProvider", kCudaPrecisions},
    {Provider::kTensorrt, "tensorrt", "TensorrtExecutionProvider", kTensorrtPrecisions}};

const ProviderRow& RowOf(Provider provider) {
  return *std::find_if(std::begin(kProviders), std::end(kProviders),
                       [provider](const ProviderRow& row) { return row.provider == provider; });
}

bool LibraryHas(const ProviderRow& row) {
  const std::vector<std::string> available = Ort::GetAvailableProviders();
  return std::find(available.begin(), available.end(), row.engine_name) != available.end();
}

/// Options of a provider as names and values, in the form of the C API.
struct Settings {
  std::vector<const char*> keys;
  std::vector<const char*> values;
  void Set(const char* key, const char* value) {
    keys.push_back(key);
    values.push_back(value);
  }
};

void AppendCuda(Ort::SessionOptions& options, const ProviderRequest& request) {
  const std::string device = std::to_string(request.device);
  Settings settings;
  settings.Set("device_id", device.c_str());
  settings.Set("use_tf32", "0");  // f32 means f32
  OrtCUDAProviderOptionsV2* cuda = nullptr;
  Ort::ThrowOnError(Ort::GetApi().CreateCUDAProviderOptions(&cuda));
  const std::unique_ptr<OrtCUDAProviderOptionsV2, void (*)(OrtCUDAProviderOptionsV2*)> owner(
      cuda, [](OrtCUDAProviderOptionsV2* o) { Ort::GetApi().ReleaseCUDAProviderOptions(o); });
  Ort::ThrowOnError(Ort::GetApi().UpdateCUDAProviderOptions(
      cuda, settings.keys.data(), settings.values.data(), settings.keys.size()));
  options.AppendExecutionProvider_CUDA_V2(*cuda);
}

void AppendTensorrt(Ort::SessionOptions& options, const ProviderRequest& request) {
  const std::string device = std::to_string(request.device);
  Settings settings;
  settings.Set("device_id", device.c_str());
  settings.Set("trt_fp16_enable", request.precision == "f16" ? "1" : "0");
  settings.Set("trt_int8_enable", request.precision == "i8" ? "1" : "0");
  OrtTensorRTProviderOptionsV2* tensorrt = nullptr;
  Ort::ThrowOnError(Ort::GetApi().CreateTensorRTProviderOptions(&tensorrt));
  const std::unique_ptr<OrtTensorRTProviderOptionsV2, void (*)(OrtTensorRTProviderOptionsV2*)>
      owner(tensorrt, [](OrtTensorRTProviderOptionsV2* o) {
        Ort::GetApi().ReleaseTensorRTProviderOptions(o);
      });
  Ort::ThrowOnError(Ort::GetApi().UpdateTensorRTProviderOptions(
      tensorrt, settings.keys.data(), settings.values.data(), settings.keys.size()));
  options.AppendExecutionProvider_TensorRT_V2(*tensorrt);
}

}  // namespace

std::string_view Name(Provider provider) { return RowOf(provider).name; }

Provider ChooseProvider(const std::string& wanted, bool has_cuda_device) {
  if (wanted.empty()) {
    const bool use_cuda = has_cuda_device && LibraryHas(RowOf(Provider::kCuda));
    return use_cuda ? Provider::kCuda : Provider::kCpu;
  }
  const auto* row = std::find_if(std::begin(kProviders), std::end(kProviders),
                                 [&wanted](const ProviderRow& r) { return r.name == wanted; });
  if (row == std::end(kProviders)) {
    throw Error(ErrorCode::kBadData,
                fmt::format("unknown provider '{}': use cpu, cuda or tensorrt", wanted));
  }
  if (!LibraryHas(*row)) {
    throw Error(ErrorCode::kEnvironment,
                fmt::format("this ONNX Runtime has no provider '{}', it has: {}; name another "
                            "library or provider",
                            wanted, fmt::join(Ort::GetAvailableProviders(), ", ")));
  }
  if (row->provider != Provider::kCpu && !has_cuda_device) {
    throw Error(ErrorCode::kEnvironment,
                fmt::format("the provider '{}' needs a CUDA device, and the driver tells of none: "
                            "use provider cpu",
                            wanted));
  }
  return row->provider;
}

void CheckPrecision(Provider provider, const std::string& precision) {
  const ProviderRow& row = RowOf(provider);
  const auto& known = row.precisions;
  if (std::find(known.begin(), known.end(), precision) != known.end()) return;
  throw Error(ErrorCode::kUsage,
              fmt::format("ONNX Runtime has no precision '{}' with its provider '{}': use {}",
                          precision, row.name, fmt::join(known, ", ")));
}

void AppendProvider(Ort::SessionOptions& options, const ProviderRequest& request) {
  try {
    if (request.provider == Provider::kTensorrt) AppendTensorrt(options, request);
    if (request.provider != Provider::kCpu) AppendCuda(options, request);
  } catch (const std::exception& e) {
    throw Error(ErrorCode::kEngine, fmt::format("ONNX Runtime's provider '{}' does not start: {}",
                                                Name(request.provider), Sentence(e)));
  }
}

}  // namespace assay::onnxruntime
