// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Image classification: one photograph in, one of ImageNet's labels out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "benchmarks/task.h"

namespace assay {

/// Opens the task for a model card. Throws Error{kMissingFile} when the card or its model is absent
/// and may not be made, Error{kBadData} when the card is wrong or the model file has another
/// checksum than the card says, Error{kUsage} for a card of another task.
std::unique_ptr<Task> OpenImageClassification(const TaskOptions& options);

/// What --synthetic and `assay make` make, and where.
struct SyntheticResnet50 {
  std::filesystem::path model_file;
  std::filesystem::path photo_folder;
  std::size_t photo_count = 0;
  std::uint64_t seed = 0;
};
SyntheticResnet50 SyntheticFor(bool tiny);

/// Writes the model file or the photographs unless they are there. Throws Error{kUnwritable}.
void MakeSyntheticModel(const SyntheticResnet50& synthetic);
void MakeSyntheticPhotos(const SyntheticResnet50& synthetic);

}  // namespace assay
