// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Resizing with a kernel that widens with the reduction, to the pixel as Pillow rounds it.
#pragma once

#include "benchmarks/photo.h"

namespace assay {

enum class Kernel { kTriangle, kCubic };  // Pillow's BILINEAR and BICUBIC (a = -0.5)

/// A rectangle of a photo, within it, at least one pixel.
struct Region {
  int left = 0, top = 0, width = 0, height = 0;
};

struct PixelSize {
  int width = 0, height = 0;
};

/// The region scaled to `size`: rows first, then columns, 8 bits between them. Nothing outside the
/// region is read.
Photo Resample(const Photo& photo, const Region& region, PixelSize size, Kernel kernel);

}  // namespace assay
