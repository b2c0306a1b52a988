// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Loading: from a model file to one network per device, tried once for each batch size.
#pragma once

#include <memory>
#include <span>

#include "backends/backend.h"

namespace assay::libtorch {

/// Throws Error{kMissingFile, kBadData, kUsage, kEngine}.
std::unique_ptr<Model> LoadModel(const ModelSpec& spec, std::span<const Placement> placements);

}  // namespace assay::libtorch
