// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// `assay convert CARD --to FORMAT`: a model file for engines that read no ONNX.
#pragma once

#include <filesystem>

#include "run/get.h"
#include "run/module.h"

namespace assay {

/// Makes it from the card's ONNX file with the engine's own Python package, compares what both
/// compute, and keeps a record of both checksums beside it. Returns where it lies. Throws
/// Error{kUsage} for an unknown format, Error{kMissingFile} without the ONNX file,
/// Error{kBadData} when it cannot be converted or computes something else.
std::filesystem::path ConvertModel(const ConvertRequest& request, const SayLine& say);

}  // namespace assay
