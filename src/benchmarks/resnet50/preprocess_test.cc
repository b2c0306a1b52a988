// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of crop, order and layout; tests/oracle compares whole photographs with the reference.
#include "benchmarks/resnet50/preprocess.h"

#include <doctest/doctest.h>

#include "base/test_refusal.h"
#include "benchmarks/test_photos.h"

namespace assay {
namespace {

using test::Ramp;

const ModelInput kInput{.name = "input", .height = 2, .width = 4};

/// Short side of the photo stays as it is: no pixel changes by resizing.
Preprocessing Unscaled(int short_side) {
  return {.crop = Crop::kCentreAfterResize,
          .short_side = short_side,
          .crop_fraction = 1,
          .resize = Resize::kArea};
}

TEST_CASE("the middle is cut out, channels follow each other in NCHW") {
  // 10 x 5, cut 4 x 2: left = (10 - 4) / 2 = 3, top = (5 - 2) / 2 = 1 (cut off from 1.5).
  const Tensor tensor = Preprocess(Ramp(10, 5), kInput, Unscaled(5), "x");
  REQUIRE(tensor.View().shape == Shape{3, 2, 4});
  const float* values = tensor.As<float>();
  CHECK(values[0] == 30);      // red = 10 x
  CHECK(values[3] == 60);      // x = 6
  CHECK(values[8] == 10);      // green = 10 y, y = 1
  CHECK(values[8 + 4] == 20);  // second row
  CHECK(values[16] == 200);    // blue
}

TEST_CASE("mean and scale follow their colour, also when blue is fed first") {
  Preprocessing preprocess = Unscaled(5);
  preprocess.mean = {1, 2, 3};
  preprocess.scale = {1, 2, 4};
  ModelInput input = kInput;
  input.channels = ChannelOrder::kBgr;
  const Tensor bgr = Preprocess(Ramp(10, 5), input, preprocess, "x");
  CHECK(bgr.As<float>()[0] == (200.0F - 3) / 4);
  CHECK(bgr.As<float>()[8] == (10.0F - 2) / 2);
  CHECK(bgr.As<float>()[16] == 30.0F - 1);
}

TEST_CASE("NHWC keeps the channels of a pixel together") {
  ModelInput input = kInput;
  input.layout = Layout::kNhwc;
  const Tensor tensor = Preprocess(Ramp(10, 5), input, Unscaled(5), "x");
  REQUIRE(tensor.View().shape == Shape{2, 4, 3});
  CHECK(tensor.As<float>()[0] == 30);
  CHECK(tensor.As<float>()[1] == 10);
  CHECK(tensor.As<float>()[2] == 200);
  CHECK(tensor.As<float>()[3] == 40);
}

TEST_CASE("halving by area averages squares of four") {
  // 20 x 10 to 10 x 5; output x = 3 covers 6 and 7: red (60 + 70) / 2; y = 1 covers 2 and 3: 25.
  const Tensor tensor = Preprocess(Ramp(20, 10), kInput, Unscaled(5), "x");
  CHECK(tensor.As<float>()[0] == 65);
  CHECK(tensor.As<float>()[8] == 25);
}

TEST_CASE("the central square is cut before resizing") {
  // 10 x 8, fraction 0.5: side 4, left 3, top 2; the input has the same size.
  const ModelInput input{.name = "input", .height = 4, .width = 4};
  const Preprocessing preprocess{
      .crop = Crop::kCentralSquare, .crop_fraction = 0.5, .resize = Resize::kBicubicAntialiased};
  const Tensor tensor = Preprocess(Ramp(10, 8), input, preprocess, "x");
  CHECK(tensor.As<float>()[0] == 30);
  CHECK(tensor.As<float>()[16] == 20);
  CHECK(tensor.As<float>()[15] == 60);
}

TEST_CASE("a single pixel fills the input") {
  const Preprocessing square{
      .crop = Crop::kCentralSquare, .crop_fraction = 0.875, .resize = Resize::kBilinear};
  for (const Preprocessing& preprocess : {square, Unscaled(5)}) {
    const Tensor tensor = Preprocess(Ramp(1, 1), kInput, preprocess, "x");
    CHECK(tensor.As<float>()[7] == 0);
    CHECK(tensor.As<float>()[16 + 7] == 200);
  }
}

TEST_CASE("a photo that becomes gigabytes is refused with its name") {
  const Photo thread{.width = 1, .height = 200'000, .rgb = std::vector<std::uint8_t>(600'000)};
  CHECK(Says(RefusalOf(ErrorCode::kBadData,
                       [&] { Preprocess(thread, kInput, Unscaled(256), "thread.png"); }),
             "thread.png"));
}

}  // namespace
}  // namespace assay
