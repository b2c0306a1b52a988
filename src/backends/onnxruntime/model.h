// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Loading: from an ONNX file to one engine session per device, whose threads all requests share.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "backends/backend.h"
#include "backends/onnxruntime/options.h"

namespace Ort {
struct Env;
}

namespace assay::onnxruntime {

/// Throws Error{kMissingFile, kBadData, kUsage, kEngine}.
std::unique_ptr<Model> LoadModel(Ort::Env& environment, Provider provider, const ModelSpec& spec,
                                 std::span<const Placement> placements);

}  // namespace assay::onnxruntime
