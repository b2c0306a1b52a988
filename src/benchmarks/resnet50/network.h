// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Writes ResNet50-v1.5 at full size with seeded weights: the cost of the real network, without
// its accuracy.
#pragma once

#include <cstdint>
#include <filesystem>

namespace assay {

class GraphBuilder;

/// Input "input_tensor:0" f32 {N, 3, 224, 224}; outputs "ArgMax:0" i64 {N} and "softmax_tensor:0"
/// f32 {N, 1001}; 25,559,081 learned values. The same seed gives the same bytes on every machine.
/// Throws Error{kUnwritable}, Error{kMissingFile} when this build has no ONNX writer.
void WriteSyntheticResnet50(const std::filesystem::path& onnx_file, std::uint64_t seed);

/// The layers alone, without saving.
void BuildSyntheticResnet50(GraphBuilder& graph, std::uint64_t seed);

}  // namespace assay
