// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// From a photograph to a classifier's input.
#include "benchmarks/resnet50/preprocess.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "benchmarks/photo_formats.h"
#include "benchmarks/photo_resample.h"

namespace assay {
namespace {

/// OpenCV would start threads of its own for large photos; whoever loads samples decides on
/// threads.
void UseOneThread() {
  static const bool once = (cv::setNumThreads(1), true);
  static_cast<void>(once);
}

Photo ResizeByArea(const Photo& photo, const Region& region, PixelSize size) {
  UseOneThread();
  Photo resized{
      .width = size.width,
      .height = size.height,
      .rgb = std::vector<std::uint8_t>(std::size_t{3} * static_cast<std::size_t>(size.width) *
                                       static_cast<std::size_t>(size.height))};
  // OpenCV has no view of constant pixels; `from` is only read.
  const cv::Mat whole(photo.height, photo.width, CV_8UC3,
                      const_cast<std::uint8_t*>(photo.rgb.data()));
  const cv::Mat from = whole(cv::Rect(region.left, region.top, region.width, region.height));
  cv::Mat to(size.height, size.width, CV_8UC3, resized.rgb.data());
  cv::resize(from, to, to.size(), 0, 0, cv::INTER_AREA);
  return resized;
}

Photo ResizeRegion(const Photo& photo, const Region& region, PixelSize size, Resize resize) {
  switch (resize) {
    case Resize::kArea:
      return ResizeByArea(photo, region, size);
    case Resize::kBilinear:
      return Resample(photo, region, size, Kernel::kTriangle);
    case Resize::kBicubicAntialiased:
      return Resample(photo, region, size, Kernel::kCubic);
  }
  return {};
}

/// The short side becomes `short_side`, the other one keeps the ratio, cut to whole pixels.
PixelSize WithShortSide(const Photo& photo, int short_side, const std::string& name) {
  const double longer = std::max(photo.width, photo.height);
  const double shorter = std::min(photo.width, photo.height);
  const auto long_side = static_cast<std::int64_t>(short_side * longer / shorter);
  RequirePixels(static_cast<std::uint64_t>(short_side), static_cast<std::uint64_t>(long_side),
                name);
  const auto other = static_cast<int>(long_side);
  return photo.height > photo.width ? PixelSize{.width = short_side, .height = other}
                                    : PixelSize{.width = other, .height = short_side};
}

/// A photo, and the part of it that the network sees.
struct Cut {
  Photo photo;
  int left = 0, top = 0;
};

Cut ResizeThenCut(const Photo& photo, const ModelInput& input, const Preprocessing& preprocess,
                  const std::string& name) {
  const PixelSize size = WithShortSide(photo, preprocess.short_side, name);
  const Region all{.left = 0, .top = 0, .width = photo.width, .height = photo.height};
  return {.photo = ResizeRegion(photo, all, size, preprocess.resize),
          .left = (size.width - input.width) / 2,
          .top = (size.height - input.height) / 2};
}

Cut CutThenResize(const Photo& photo, const ModelInput& input, const Preprocessing& preprocess) {
  const int shorter = std::min(photo.width, photo.height);
  const int side = std::max(1, static_cast<int>(preprocess.crop_fraction * shorter));
  const Region square{.left = (photo.width - side) / 2,
                      .top = (photo.height - side) / 2,
                      .width = side,
                      .height = side};
  return {.photo = ResizeRegion(photo, square, {.width = input.width, .height = input.height},
                                preprocess.resize)};
}

/// What each of the 256 values of a channel becomes.
using ChannelTable = std::array<float, 256>;

std::array<ChannelTable, 3> Tables(const Preprocessing& preprocess) {
  std::array<ChannelTable, 3> tables;
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t value = 0; value < 256; ++value) {
      tables[c][value] = (static_cast<float>(value) - preprocess.mean[c]) / preprocess.scale[c];
    }
  }
  return tables;
}

/// Distances between neighbours in the output, counted in elements.
struct Strides {
  std::size_t channel, row, column;
};

void Fill(const Cut& cut, const ModelInput& input, const std::array<ChannelTable, 3>& tables,
          float* out) {
  const auto width = static_cast<std::size_t>(input.width);
  const auto height = static_cast<std::size_t>(input.height);
  const Strides strides =
      input.layout == Layout::kNchw ? Strides{width * height, width, 1} : Strides{1, 3 * width, 3};
  const std::size_t first = input.channels == ChannelOrder::kRgb ? 0 : 2;
  for (std::size_t y = 0; y < height; ++y) {
    const std::size_t row = static_cast<std::size_t>(cut.top) + y;
    const std::uint8_t* pixels =
        &cut.photo.rgb[3 * (row * static_cast<std::size_t>(cut.photo.width) +
                            static_cast<std::size_t>(cut.left))];
    for (std::size_t c = 0; c < 3; ++c) {
      const std::size_t colour = c == 1 ? 1 : c == 0 ? first : 2 - first;
      const ChannelTable& table = tables[colour];
      float* to = out + c * strides.channel + y * strides.row;
      for (std::size_t x = 0; x < width; ++x)
        to[x * strides.column] = table[pixels[3 * x + colour]];
    }
  }
}

}  // namespace

Tensor Preprocess(const Photo& photo, const ModelInput& input, const Preprocessing& preprocess,
                  const std::string& name) {
  const Cut cut = preprocess.crop == Crop::kCentreAfterResize
                      ? ResizeThenCut(photo, input, preprocess, name)
                      : CutThenResize(photo, input, preprocess);
  Tensor tensor(input.type, input.SampleShape());
  Fill(cut, input, Tables(preprocess), tensor.As<float>());
  return tensor;
}

}  // namespace assay
