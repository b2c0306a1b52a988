// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Writes EfficientNet-Lite0 with weights that were trained: the small image classifier of the Open
// division.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/tensor.h"

namespace assay {

class GraphBuilder;

/// `safetensors` holds the 247 float tensors by their names in the published checkpoint
/// ("_conv_stem.weight", "_blocks.0._bn1.bias", ...). Input "input" f32 {N, 3, 224, 224}, output
/// "logits" f32 {N, 1000}.
/// Throws Error{kBadData} when a tensor is missing or has another shape, Error{kUnwritable}.
void WriteEfficientNetLite0(const std::filesystem::path& safetensors,
                            const std::filesystem::path& onnx_file);

/// Finds a trained tensor by its name in the checkpoint; throws when it has another shape.
using FindWeights = std::function<std::vector<float>(const std::string& name, const Shape& shape)>;

/// The layers alone, without saving.
void BuildEfficientNetLite0(GraphBuilder& graph, const FindWeights& find_weights);

}  // namespace assay
