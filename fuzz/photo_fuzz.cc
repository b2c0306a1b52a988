// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any bytes as a photograph: decoded or refused with an Error, and what is decoded fits a network.
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.h"
#include "benchmarks/photo.h"
#include "benchmarks/resnet50/preprocess.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  constexpr int kLargestSide = 2048;  // larger ones only cost time
  try {
    const assay::Photo photo = assay::DecodePhoto(std::as_bytes(std::span(bytes, count)), "fuzz");
    ASSAY_CHECK(photo.width > 0 && photo.height > 0);
    ASSAY_CHECK(photo.rgb.size() == std::size_t{3} * photo.width * photo.height);
    if (photo.width > kLargestSide || photo.height > kLargestSide) return 0;
    const assay::ModelInput input{.name = "input", .height = 5, .width = 6};
    for (const assay::Crop crop : {assay::Crop::kCentreAfterResize, assay::Crop::kCentralSquare}) {
      const assay::Preprocessing preprocess{.crop = crop,
                                            .short_side = 7,
                                            .crop_fraction = 0.875,
                                            .resize = assay::Resize::kBicubicAntialiased};
      (void)assay::Preprocess(photo, input, preprocess, "fuzz");
    }
  } catch (const assay::Error& e) {
    ASSAY_CHECK(e.code() == assay::ErrorCode::kBadData);
  }
  return 0;
}
