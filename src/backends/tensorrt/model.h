// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Loading: from an ONNX or plan file to one engine on each device.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "backends/backend.h"
#include "backends/tensorrt/libraries.h"

namespace nvinfer1 {
class ICudaEngine;
class IRuntime;
}  // namespace nvinfer1

namespace assay::tensorrt {

/// An engine's tensors. Every one of them needs memory, asked for or not.
struct EnginePorts {
  std::vector<Port> inputs;   // in the program's order
  std::vector<Port> outputs;  // in the program's order, then those that nobody asked for
  std::size_t asked_outputs = 0;
};

/// Which of the engine's optimisation profiles serves a batch size.
struct BatchProfile {
  int batch_size = 1;
  int profile = 0;
};

/// A plan on one device.
struct DeviceEngine {
  int device = 0;
  std::unique_ptr<nvinfer1::IRuntime> runtime;
  std::unique_ptr<nvinfer1::ICudaEngine> engine;
};

/// `libraries` outlives the model. Throws Error{kMissingFile, kBadData, kEngine}.
std::unique_ptr<Model> LoadModel(Libraries& libraries, const ModelSpec& spec,
                                 std::span<const Placement> placements);

}  // namespace assay::tensorrt
