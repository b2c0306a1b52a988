// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Resizing by convolution in fixed point: weights of 22 fractional bits, sums of 32 bits, rounded
// to 8 bits after each of the two directions. The facts (kernels, width, rounding) are those of
// Pillow's documentation and of its results, against which tests/oracle compares every pixel.
#include "benchmarks/photo_resample.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"

namespace assay {
namespace {

constexpr int kFractionBits = 22;  // 32 bits less 8 of the pixel and 2 for overshoot and sign
constexpr std::int32_t kHalf = 1 << (kFractionBits - 1);
constexpr std::size_t kChannels = 3;

double Triangle(double x) { return std::max(0.0, 1 - std::abs(x)); }

/// Keys' cubic convolution kernel with a = -0.5.
double Cubic(double x) {
  constexpr double kA = -0.5;
  x = std::abs(x);
  if (x < 1) return ((kA + 2) * x - (kA + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * kA;
  return 0;
}

struct KernelRow {
  double (*weight)(double distance);
  double reach;  // the kernel is zero beyond
};

KernelRow Row(Kernel kernel) {
  return kernel == Kernel::kCubic ? KernelRow{Cubic, 2} : KernelRow{Triangle, 1};
}

/// The input pixels that one output pixel is made of.
struct Window {
  int first = 0;
  std::vector<std::int32_t> weights;  // sum to one, in units of 2^-22
};

/// Rounded away from zero at one half.
std::int32_t ToFixed(double weight) {
  return static_cast<std::int32_t>(weight * (1 << kFractionBits) + (weight < 0 ? -0.5 : 0.5));
}

Window WindowAround(double centre, double stretch, const KernelRow& kernel, int pixel_count) {
  const double reach = kernel.reach * stretch;
  const int first = std::max(0, static_cast<int>(centre - reach + 0.5));
  const int end = std::min(pixel_count, static_cast<int>(centre + reach + 0.5));
  std::vector<double> exact;
  for (int i = first; i < end; ++i) {
    exact.push_back(kernel.weight((i - centre + 0.5) * (1 / stretch)));
  }
  const double sum = std::accumulate(exact.begin(), exact.end(), 0.0);
  Window window{.first = first, .weights = {}};
  for (const double weight : exact) {
    window.weights.push_back(ToFixed(sum == 0 ? weight : weight / sum));
  }
  return window;
}

std::vector<Window> Windows(int from, int to, const KernelRow& kernel) {
  const double step = static_cast<double>(from) / to;
  std::vector<Window> windows;
  for (int i = 0; i < to; ++i) {
    windows.push_back(WindowAround((i + 0.5) * step, std::max(step, 1.0), kernel, from));
  }
  return windows;
}

std::uint8_t ToPixel(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kFractionBits, 0, 255));
}

/// One row of output from one row of input.
void ResampleRow(const std::uint8_t* in, const std::vector<Window>& windows, std::uint8_t* out) {
  for (const Window& window : windows) {
    std::int32_t red = kHalf, green = kHalf, blue = kHalf;
    const std::uint8_t* pixel = in + kChannels * static_cast<std::size_t>(window.first);
    for (const std::int32_t weight : window.weights) {
      red += pixel[0] * weight;
      green += pixel[1] * weight;
      blue += pixel[2] * weight;
      pixel += kChannels;
    }
    *out++ = ToPixel(red);
    *out++ = ToPixel(green);
    *out++ = ToPixel(blue);
  }
}

/// One row of output from the rows of a window; `sums` is as long as a row.
void MixRows(const std::uint8_t* rows, const Window& window, std::span<std::int32_t> sums,
             std::uint8_t* out) {
  std::fill(sums.begin(), sums.end(), kHalf);
  const std::uint8_t* row = rows + sums.size() * static_cast<std::size_t>(window.first);
  for (const std::int32_t weight : window.weights) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += row[i] * weight;
    row += sums.size();
  }
  std::transform(sums.begin(), sums.end(), out, ToPixel);
}

}  // namespace

Photo Resample(const Photo& photo, const Region& region, PixelSize size, Kernel kernel) {
  ASSAY_CHECK(region.left >= 0 && region.top >= 0 && region.width > 0 && region.height > 0);
  ASSAY_CHECK(region.left + region.width <= photo.width);
  ASSAY_CHECK(region.top + region.height <= photo.height);
  const std::size_t out_row = kChannels * static_cast<std::size_t>(size.width);
  const std::size_t in_row = kChannels * static_cast<std::size_t>(photo.width);
  const std::vector<Window> columns = Windows(region.width, size.width, Row(kernel));
  std::vector<std::uint8_t> narrowed(out_row * static_cast<std::size_t>(region.height));
  const std::uint8_t* in = &photo.rgb[in_row * static_cast<std::size_t>(region.top) +
                                      kChannels * static_cast<std::size_t>(region.left)];
  for (int y = 0; y < region.height; ++y, in += in_row) {
    ResampleRow(in, columns, &narrowed[out_row * static_cast<std::size_t>(y)]);
  }
  Photo resized{.width = size.width,
                .height = size.height,
                .rgb = std::vector<std::uint8_t>(out_row * static_cast<std::size_t>(size.height))};
  std::vector<std::int32_t> sums(out_row);
  std::uint8_t* out = resized.rgb.data();
  for (const Window& window : Windows(region.height, size.height, Row(kernel))) {
    MixRows(narrowed.data(), window, sums, out);
    out += out_row;
  }
  return resized;
}

}  // namespace assay
