// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Loading: from a model file to what is fed, what is fetched, and what is true of both.
#pragma once

#include <memory>
#include <span>

#include "backends/backend.h"

namespace assay::tensorflow {

/// Throws Error{kMissingFile, kBadData, kEngine, kUsage}.
std::unique_ptr<Model> LoadModel(const ModelSpec& spec, std::span<const Placement> placements);

}  // namespace assay::tensorflow
