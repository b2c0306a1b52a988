// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// From an ONNX file to a plan: TensorRT's builder. Takes minutes for large networks.
#pragma once

#include <memory>
#include <string>

#include "backends/backend.h"
#include "backends/tensorrt/libraries.h"

namespace nvinfer1 {
class IHostMemory;
}

namespace assay::tensorrt {

struct BuiltPlan {
  std::unique_ptr<nvinfer1::IHostMemory> bytes;
  std::string precision;  // of the layers that do the work: "f32", "f16+i8"
};

/// For the thread's current device, with one optimisation profile for each batch size of `spec`, in
/// their order. Networks are strongly typed: the model's own types are the arithmetic, and f32 is
/// not rounded to TF32. Throws Error{kBadData} for a model that does not parse or whose arithmetic
/// is not `spec.precision`, Error{kEngine} when building fails.
BuiltPlan BuildPlan(Libraries& libraries, const ModelSpec& spec);

}  // namespace assay::tensorrt
