// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// For tests: small photographs as files.
#pragma once

#include <filesystem>
#include <string>

#include "benchmarks/photo.h"

namespace assay::test {

/// Every pixel red = 10 x, green = 10 y, blue = 200, modulo 256.
Photo Ramp(int width, int height);

std::string JpegFile(const Photo& photo);
std::string GreyJpegFile(const Photo& photo);
std::string PngFile(const Photo& photo);

/// `jpeg` with an EXIF segment that holds this orientation, in Motorola's byte order.
std::string WithOrientation(const std::string& jpeg, int orientation);

Photo Decode(const std::string& file);

/// Photographs "0.jpg" ... and a val_map.txt that gives photo i the label labels[i].
void WritePhotoFolder(const std::filesystem::path& folder, const std::vector<int>& labels);

}  // namespace assay::test
