// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The tiny models of the conformance suite, the same ones in every engine's own format.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "backends/backend.h"

namespace assay::conformance {

/// What each computes:
///   classifier  scores = x·W + b, class = argmax(scores); x f32 [N,3], W = [[1,0],[0,1],[1,1]],
///               b = (0, 0.5); scores f32 [N,2], class i64 [N]
///   scaler      y = 2x; x f32 [N,4]
///   types       product = ids · factor, is_large = product > 10; ids i64 [N,2], factor i32 [N,2],
///               product i64 [N,2], is_large bool [N,2]
///   positives   where = positions of x > 0; x f32 [N,3], where i64 [2,how many]
///   table       picked = (10, 20, 30)[index]; index i64 [N], picked f32 [N]; another index is an
///               error while computing in most engines
///   pair        y = x + (1, 1); x f32 [2,2], the batch fixed to 2 where the format can say so
enum class Kind { kClassifier, kScaler, kTypes, kPositives, kTable, kPair };

/// A model file for a backend, made in `folder` or found where the build made it, and what a task
/// would say of its inputs. Empty file: this backend has no such model.
struct TinyModel {
  std::filesystem::path file;
  std::vector<Port> inputs;
};
TinyModel ModelFor(std::string_view backend, Kind kind, const std::filesystem::path& folder);

/// Whether there are models that this backend computes: it reads ONNX, or its script has run.
bool HasTinyModels(std::string_view backend);

/// Ends of a backend's model file names: ".onnx".
std::string_view ExtensionFor(std::string_view backend);

/// Writes one of the models as ONNX, whoever reads it.
void WriteOnnx(Kind kind, const std::filesystem::path& file);

}  // namespace assay::conformance
