// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of resizing with a widening kernel; tests/oracle compares whole photographs with Pillow.
#include "benchmarks/photo_resample.h"

#include <doctest/doctest.h>

#include "benchmarks/test_photos.h"

namespace assay {
namespace {

/// A single row of grey pixels.
Photo GreyRow(const std::vector<std::uint8_t>& values) {
  Photo photo{.width = static_cast<int>(values.size()), .height = 1, .rgb = {}};
  for (const std::uint8_t value : values) photo.rgb.insert(photo.rgb.end(), 3, value);
  return photo;
}

std::vector<int> ResampledRow(const std::vector<std::uint8_t>& values, int width, Kernel kernel) {
  const Photo photo = GreyRow(values);
  const Photo resized = Resample(photo, {.left = 0, .top = 0, .width = photo.width, .height = 1},
                                 {.width = width, .height = 1}, kernel);
  std::vector<int> row;
  for (std::size_t i = 0; i < resized.rgb.size(); i += 3) row.push_back(resized.rgb[i]);
  return row;
}

TEST_CASE("a size that stays the same changes no pixel") {
  const Photo photo = test::Ramp(11, 6);
  const Region all{.left = 0, .top = 0, .width = 11, .height = 6};
  CHECK(Resample(photo, all, {.width = 11, .height = 6}, Kernel::kCubic).rgb == photo.rgb);
  CHECK(Resample(photo, all, {.width = 11, .height = 6}, Kernel::kTriangle).rgb == photo.rgb);
}

TEST_CASE("halving with the triangle weighs four neighbours 1:3:3:1, three at the edge") {
  // Stretched by 2, the triangle weighs distances 0.5 and 1.5 with 0.75 and 0.25. First pixel: the
  // left neighbour is missing, (0.75*0 + 0.75*80 + 0.25*160) / 1.75 = 57.14; the last one alike.
  CHECK(ResampledRow({0, 80, 160, 240}, 2, Kernel::kTriangle) == std::vector<int>{57, 183});
  // Middle pixel of six: (1*8 + 3*0 + 3*0 + 1*80) / 8 = 11.
  CHECK(ResampledRow({0, 8, 0, 0, 80, 0}, 3, Kernel::kTriangle)[1] == 11);
}

TEST_CASE("doubling with the cubic kernel overshoots at a step and is clipped") {
  // Output 3 lies at 1.75 input pixels, 0.25 beyond the centre of pixel 1. Keys' kernel with
  // a = -0.5 at 1.25, 0.25, 0.75, 1.75: -0.0703125, 0.8671875, 0.2265625, -0.0234375.
  // 100*(-0.0703125 + 0.8671875) + 200*(0.2265625 - 0.0234375) = 120.3; mirrored: 179.7.
  CHECK(ResampledRow({100, 100, 200, 200}, 8, Kernel::kCubic)[3] == 120);
  CHECK(ResampledRow({100, 100, 200, 200}, 8, Kernel::kCubic)[4] == 180);
  const std::vector<int> step = ResampledRow({0, 0, 255, 255}, 8, Kernel::kCubic);
  CHECK(step[2] == 0);
  CHECK(step[5] == 255);
}

TEST_CASE("nothing outside the region is read, and rows are treated like columns") {
  Photo photo = test::Ramp(5, 5);
  const Region middle{.left = 1, .top = 1, .width = 3, .height = 3};
  const Photo before = Resample(photo, middle, {.width = 2, .height = 2}, Kernel::kCubic);
  photo.rgb[0] = 255;
  photo.rgb.back() = 0;
  CHECK(Resample(photo, middle, {.width = 2, .height = 2}, Kernel::kCubic).rgb == before.rgb);
  // Red rises along x as green does along y.
  CHECK(before.rgb[3] == before.rgb[2 * 3 + 1]);
  CHECK(before.rgb[0] == before.rgb[1]);
}

}  // namespace
}  // namespace assay
