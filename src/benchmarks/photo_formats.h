// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The file formats behind photo.h: what a decoder finds in a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "benchmarks/photo.h"

namespace assay {

using FileBytes = std::span<const std::byte>;

/// Pixels as stored, and how they must be turned: EXIF orientation, 1 to 8, 1 = upright.
struct StoredPhoto {
  Photo photo;
  int orientation = 1;
};

/// Throws Error{kBadData} for no pixels at all and for more than 2^28.
void RequirePixels(std::uint64_t width, std::uint64_t height, const std::string& name);

/// Makes room for the pixels. Throws as RequirePixels does.
Photo NewPhoto(std::uint64_t width, std::uint64_t height, const std::string& name);

StoredPhoto DecodeJpeg(FileBytes file, const std::string& name);
StoredPhoto DecodePng(FileBytes file, const std::string& name);

/// The orientation in a TIFF structure ("II*" or "MM*", as in EXIF); 1 when there is none.
int ExifOrientation(FileBytes tiff);

/// `photo` turned and mirrored until it is upright. Orientations other than 2 to 8 change nothing.
Photo Upright(Photo photo, int orientation);

}  // namespace assay
