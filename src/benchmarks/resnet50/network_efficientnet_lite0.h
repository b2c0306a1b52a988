// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Writes EfficientNet-Lite0 with weights that were trained: the small image classifier of the Open
// division.
#pragma once

#include <filesystem>

namespace assay {

/// `safetensors` holds the 247 float tensors by their names in the published checkpoint
/// ("_conv_stem.weight", "_blocks.0._bn1.bias", ...). Input "input" f32 {N, 3, 224, 224}, output
/// "logits" f32 {N, 1000}.
/// Throws Error{kBadData} when a tensor is missing or has another shape, Error{kUnwritable}.
void WriteEfficientNetLite0(const std::filesystem::path& safetensors,
                            const std::filesystem::path& onnx_file);

}  // namespace assay
