// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Loading: from a model file to one compiled OpenVINO model per batch size.
#pragma once

#include <memory>
#include <span>

#include "backends/backend.h"

namespace ov {
class Core;
}

namespace assay::openvino {

/// Throws Error{kMissingFile, kBadData, kEnvironment, kEngine}.
std::unique_ptr<Model> LoadModel(ov::Core& core, const ModelSpec& spec,
                                 std::span<const Placement> placements);

}  // namespace assay::openvino
