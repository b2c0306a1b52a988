// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Photographs: JPEG and PNG files become the pixels that OpenCV's imread gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace assay {

/// Rows from the top, no padding: red, green, blue, 8 bits each.
struct Photo {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
};

/// Recognised by content. Three channels whatever the file holds: grey is repeated, CMYK converted,
/// alpha dropped, 16 bits reduced to 8; turned upright as its EXIF orientation says.
/// Throws Error{kBadData} naming `name` when it is neither JPEG nor PNG, truncated, broken, or
/// larger than 2^28 pixels.
Photo DecodePhoto(std::span<const std::byte> file, const std::string& name);

/// Throws Error{kMissingFile, kBadData}.
Photo ReadPhoto(const std::filesystem::path& path);

}  // namespace assay
