// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Makes photographs that are none: JPEG files with the sizes, bytes and labels' form of ImageNet's
// validation set, from a seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace assay {

struct SyntheticPhotos {
  std::size_t count = 0;
  std::uint64_t seed = 0;
};

/// Writes ASSAY_synthetic_00000001.JPEG ..., val_map.txt (file name and a seeded label 0..999) and,
/// last, SYNTHETIC.txt, which says what the folder holds. A complete folder of the same count and
/// seed is left alone; an older one of ours is replaced.
/// Throws Error{kUnwritable}, also for a folder whose val_map.txt is not ours.
void MakeSyntheticPhotos(const std::filesystem::path& folder, const SyntheticPhotos& photos);

/// True when the folder was made by MakeSyntheticPhotos.
bool IsSyntheticFolder(const std::filesystem::path& folder);

}  // namespace assay
