// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Execution providers: which there are, and how each is asked for with an arithmetic.
#pragma once

#include <string>
#include <string_view>

#include "backends/onnxruntime/options.h"

namespace Ort {
struct SessionOptions;
}

namespace assay::onnxruntime {

/// "cpu", "cuda", "tensorrt".
std::string_view Name(Provider provider);

/// The provider that `wanted` names; empty: CUDA where the library has it and there is a device,
/// else the CPU. Throws Error{kBadData} for an unknown name, Error{kEnvironment} for one that the
/// library or the machine lacks.
Provider ChooseProvider(const std::string& wanted, bool has_cuda_device);

/// Throws Error{kUsage, kEnvironment} when the provider has no such arithmetic.
void CheckPrecision(Provider provider, const std::string& precision);

struct ProviderRequest {
  Provider provider = Provider::kCpu;
  int device = 0;
  const std::string& precision;
};
/// Throws Error{kEngine}. CUDA and TensorRT were compiled, not run.
void AppendProvider(Ort::SessionOptions& options, const ProviderRequest& request);

}  // namespace assay::onnxruntime
