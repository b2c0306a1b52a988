// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Synthetic photographs: clouds of noise at many scales (natural pictures have about 1/f spectra),
// a light gradient and some shaded shapes, in whole numbers so that every machine makes the same.
#include "benchmarks/resnet50/synthetic.h"

#include <fmt/format.h>
#include <turbojpeg.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr int kFormat = 1;  // raised whenever the same seed gives other files
constexpr std::uint32_t kClasses = 1000;
constexpr const char* kStateFile = "SYNTHETIC.txt";
constexpr const char* kLabelFile = "val_map.txt";

struct Size {
  int width, height;
};

/// Sizes of ImageNet's validation photographs, in shares of a thousand. The first ones are the real
/// set's most frequent; the rest stands for its long tail from thumbnails to camera originals.
struct SizeShare {
  Size size;
  std::uint32_t per_thousand;
};
constexpr SizeShare kSizes[] = {
    {{500, 375}, 550}, {{375, 500}, 150}, {{500, 333}, 90}, {{500, 334}, 25}, {{333, 500}, 50},
    {{500, 500}, 30},  {{400, 300}, 25},  {{640, 480}, 20}, {{300, 225}, 15}, {{500, 281}, 12},
    {{200, 150}, 10},  {{800, 600}, 8},   {{1024, 768}, 7}, {{120, 160}, 4},  {{1600, 1200}, 4},
};
constexpr std::uint32_t kGreyPerThousand = 20;

/// The same numbers everywhere; the standard's distributions differ between libraries.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  /// 0 to below - 1.
  int Below(int below) {
    return static_cast<int>((random_() >> 32) * static_cast<std::uint64_t>(below) >> 32);
  }
  int Between(int low, int high) { return low + Below(high - low + 1); }

 private:
  std::mt19937_64 random_;
};

/// One colour plane: grey levels in 1/16, so that sums of small parts stay exact.
struct Plane {
  explicit Plane(Size s)
      : size(s), levels(static_cast<std::size_t>(s.width) * s.height, 128 * 16) {}
  std::int16_t* Row(int y) { return levels.data() + static_cast<std::size_t>(y) * size.width; }
  const std::int16_t* Row(int y) const { return const_cast<Plane*>(this)->Row(y); }
  Size size;
  std::vector<std::int16_t> levels;
};

/// Positions along one side of a coarse grid: cell and place inside it, in 1/64.
struct GridStep {
  std::int16_t cell, place;
};
std::vector<GridStep> Steps(int extent, int cell_pixels) {
  std::vector<GridStep> steps(static_cast<std::size_t>(extent));
  for (int i = 0; i < extent; ++i) {
    steps[static_cast<std::size_t>(i)] = {
        static_cast<std::int16_t>(i / cell_pixels),
        static_cast<std::int16_t>(i % cell_pixels * 64 / cell_pixels)};
  }
  return steps;
}

/// Smooth noise of one scale.
struct Octave {
  int cell_pixels;
  int strength;  // largest change, in grey levels
};

void AddOctave(Plane& plane, const Octave& octave, Dice& dice) {
  const auto columns = static_cast<std::size_t>(plane.size.width / octave.cell_pixels + 2);
  const std::vector<GridStep> across = Steps(plane.size.width, octave.cell_pixels);
  const std::vector<GridStep> down = Steps(plane.size.height, octave.cell_pixels);
  // A grid line, already widened to the picture's width.
  const auto new_line = [&](std::vector<std::int16_t>& line) {
    std::vector<std::int16_t> knots(columns);
    const int strength = octave.strength * 16;
    for (auto& knot : knots) knot = static_cast<std::int16_t>(dice.Between(-strength, strength));
    for (std::size_t x = 0; x < line.size(); ++x) {
      const GridStep step = across[x];
      const auto cell = static_cast<std::size_t>(step.cell);
      line[x] = static_cast<std::int16_t>(
          (knots[cell] * (64 - step.place) + knots[cell + 1] * step.place) / 64);
    }
  };
  std::vector<std::int16_t> above(across.size()), below(across.size());
  new_line(above);
  new_line(below);
  for (int y = 0; y < plane.size.height; ++y) {
    const GridStep step = down[static_cast<std::size_t>(y)];
    if (y > 0 && step.cell != down[static_cast<std::size_t>(y - 1)].cell) {
      above.swap(below);
      new_line(below);
    }
    std::int16_t* row = plane.Row(y);
    const int place = step.place;
    for (std::size_t x = 0; x < above.size(); ++x) {
      const int level = (above[x] * (64 - place) + below[x] * place) / 64;
      row[x] = static_cast<std::int16_t>(row[x] + level);
    }
  }
}

/// Fine grain: what makes a photograph of this size weigh 100 kB.
void AddGrain(Plane& plane, int strength, std::uint64_t seed) {
  std::uint64_t state = seed | 1;
  const std::uint64_t range = static_cast<std::uint64_t>(strength) * 32 + 1;
  for (std::int16_t& level : plane.levels) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;  // Knuth, MMIX
    const auto grain = static_cast<int>((state >> 32) * range >> 32) - strength * 16;
    level = static_cast<std::int16_t>(level + grain);
  }
}

void AddGradient(Plane& plane, int strength, Dice& dice) {
  const int across = dice.Between(-strength, strength) * 16;
  const int down = dice.Between(-strength, strength) * 16;
  for (int y = 0; y < plane.size.height; ++y) {
    std::int16_t* row = plane.Row(y);
    const int vertical = down * (2 * y - plane.size.height) / (2 * plane.size.height);
    for (int x = 0; x < plane.size.width; ++x) {
      const int horizontal = across * (2 * x - plane.size.width) / (2 * plane.size.width);
      row[x] = static_cast<std::int16_t>(row[x] + vertical + horizontal);
    }
  }
}

/// An ellipse or box of its own colour and shading, in parts of the picture's width (1/1000).
struct Thing {
  bool is_ellipse = false;
  int x, y, half_width, half_height;
  std::array<int, 3> colour;  // added to Y, Cb, Cr at the middle, in grey levels
  int shading;                // grey levels lost towards the edge
};

Thing NewThing(Dice& dice) {
  return {.is_ellipse = dice.Below(3) != 0,
          .x = dice.Below(1000),
          .y = dice.Below(1000),
          .half_width = dice.Between(40, 300),
          .half_height = dice.Between(40, 300),
          .colour = {dice.Between(-80, 80), dice.Between(-40, 40), dice.Between(-40, 40)},
          .shading = dice.Between(0, 60)};
}

void AddThing(Plane& plane, const Thing& thing, std::size_t part) {
  const auto pixels = [](int thousandths, int extent) { return thousandths * extent / 1000; };
  const int middle_x = pixels(thing.x, plane.size.width);
  const int middle_y = pixels(thing.y, plane.size.height);
  const int half_width = std::max(1, pixels(thing.half_width, plane.size.width));
  const int half_height = std::max(1, pixels(thing.half_height, plane.size.height));
  const int shading = part == 0 ? thing.shading : 0;
  const int bottom = std::min(plane.size.height - 1, middle_y + half_height);
  for (int y = std::max(0, middle_y - half_height); y <= bottom; ++y) {
    const int dy = (y - middle_y) * 256 / half_height;
    const int right = std::min(plane.size.width - 1, middle_x + half_width);
    std::int16_t* row = plane.Row(y);
    for (int x = std::max(0, middle_x - half_width); x <= right; ++x) {
      const int dx = (x - middle_x) * 256 / half_width;
      const int distance = dx * dx + dy * dy;  // 65536 at the ellipse's edge
      if (thing.is_ellipse && distance > 65536) continue;
      const int level = thing.colour[part] * 16 - shading * 16 * (distance >> 8) / 256;
      row[x] = static_cast<std::int16_t>(row[x] + level);
    }
  }
}

/// The plane in bytes; its last column and row are repeated to fill `padded`.
std::vector<unsigned char> Bytes(const Plane& plane, Size padded) {
  std::vector<unsigned char> bytes;
  bytes.reserve(static_cast<std::size_t>(padded.width) * padded.height);
  for (int y = 0; y < padded.height; ++y) {
    const std::int16_t* row = plane.Row(std::min(y, plane.size.height - 1));
    for (int x = 0; x < padded.width; ++x) {
      const int level = row[std::min(x, plane.size.width - 1)];
      bytes.push_back(static_cast<unsigned char>(std::clamp((level + 8) >> 4, 0, 255)));
    }
  }
  return bytes;
}

/// Y at full size, Cb and Cr at half of it, as the JPEG stores them.
std::vector<Plane> Paint(Size size, bool is_grey, Dice& dice) {
  std::vector<Plane> planes{Plane(size)};
  const Size half{(size.width + 1) / 2, (size.height + 1) / 2};
  if (!is_grey) planes.insert(planes.end(), 2, Plane(half));
  Plane& light = planes[0];
  AddGradient(light, dice.Between(10, 60), dice);
  const int contrast = dice.Between(6, 12);
  for (const Octave octave : {Octave{128, 36}, {64, 26}, {32, 18}, {16, 13}, {8, 10}, {4, 8}}) {
    AddOctave(light, {octave.cell_pixels, octave.strength * contrast / 10}, dice);
  }
  for (std::size_t part = 1; part < planes.size(); ++part) {
    AddGradient(planes[part], 30, dice);
    AddOctave(planes[part], {64, 18}, dice);
    AddOctave(planes[part], {16, 7}, dice);
  }
  const int things = dice.Between(2, 7);
  for (int i = 0; i < things; ++i) {
    const Thing thing = NewThing(dice);
    for (std::size_t part = 0; part < planes.size(); ++part) AddThing(planes[part], thing, part);
  }
  AddGrain(light, dice.Between(4, 36), static_cast<std::uint64_t>(dice.Below(1 << 30)));
  return planes;
}

struct CloseCompressor {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Compressor = std::unique_ptr<void, CloseCompressor>;

std::string Compress(void* compressor, const std::vector<Plane>& planes, int quality) {
  std::vector<std::vector<unsigned char>> bytes;
  std::array<const unsigned char*, 3> sources{};
  std::array<int, 3> strides{};
  const Size full = planes[0].size;
  const int subsampling = planes.size() == 1 ? TJSAMP_GRAY : TJSAMP_420;
  for (std::size_t i = 0; i < planes.size(); ++i) {
    // The library reads whole blocks of pixels that share their colour.
    const Size padded{tjPlaneWidth(static_cast<int>(i), full.width, subsampling),
                      tjPlaneHeight(static_cast<int>(i), full.height, subsampling)};
    bytes.push_back(Bytes(planes[i], padded));
    sources[i] = bytes.back().data();
    strides[i] = padded.width;
  }
  unsigned char* jpeg = nullptr;
  unsigned long size = 0;
  const int status =
      tjCompressFromYUVPlanes(compressor, sources.data(), full.width, strides.data(), full.height,
                              subsampling, &jpeg, &size, quality, TJFLAG_ACCURATEDCT);
  const std::unique_ptr<unsigned char, decltype(&tjFree)> owner(jpeg, &tjFree);
  if (status != 0) {
    throw Error(ErrorCode::kInternal, fmt::format("cannot compress a synthetic photograph: {}",
                                                  tjGetErrorStr2(compressor)));
  }
  return {reinterpret_cast<const char*>(jpeg), size};
}

Size DrawSize(Dice& dice) {
  int share = dice.Below(1000);
  for (const SizeShare& row : kSizes) {
    share -= static_cast<int>(row.per_thousand);
    if (share < 0) return row.size;
  }
  return kSizes[0].size;
}

/// One photograph depends on seed and number alone, never on the ones before it.
std::string MakePhoto(void* compressor, std::uint64_t seed, std::size_t number) {
  Dice dice(seed * 0x9E3779B97F4A7C15ULL + number);
  const Size size = DrawSize(dice);
  const bool is_grey = dice.Below(1000) < static_cast<int>(kGreyPerThousand);
  const int quality = dice.Between(90, 95);
  return Compress(compressor, Paint(size, is_grey, dice), quality);
}

std::string StateText(const SyntheticPhotos& photos) {
  return fmt::format(
      "Synthetic photographs made by Assay: noise, gradients and shapes, not photographs of "
      "anything.\n"
      "Sizes and bytes are like those of ImageNet's validation set; labels are random, so "
      "accuracy\n"
      "measured here says nothing.\n"
      "format {}\ncount {}\nseed {}\n",
      kFormat, photos.count, photos.seed);
}

/// Removes what an earlier call left, also an interrupted one.
void Clear(const fs::path& folder) {
  const bool is_ours = IsSyntheticFolder(folder) || !fs::exists(folder / kLabelFile);
  if (!is_ours) {
    throw Error(
        ErrorCode::kUnwritable,
        fmt::format("will not make synthetic photographs in {}: its {} was not made by Assay; "
                    "choose another folder",
                    folder.string(), kLabelFile));
  }
  std::error_code ignored;
  for (const auto& item : fs::directory_iterator(folder)) {
    const std::string name = item.path().filename().string();
    if (name.starts_with("ASSAY_synthetic_")) fs::remove(item.path(), ignored);
  }
}

}  // namespace

bool IsSyntheticFolder(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / kStateFile, ignored);
}

void MakeSyntheticPhotos(const fs::path& folder, const SyntheticPhotos& photos) {
  const std::string state = StateText(photos);
  const std::string unfinished = "unfinished: " + state;
  if (IsSyntheticFolder(folder) && ReadFile(folder / kStateFile, "state") == state) return;
  MakeFolder(folder);
  Clear(folder);
  WriteFile(folder / kStateFile, unfinished);
  const Compressor compressor(tjInitCompress());
  Dice labels(photos.seed);
  std::string label_lines;
  for (std::size_t number = 1; number <= photos.count; ++number) {
    const std::string name = fmt::format("ASSAY_synthetic_{:08}.JPEG", number);
    WriteFile(folder / name, MakePhoto(compressor.get(), photos.seed, number));
    label_lines += fmt::format("{} {}\n", name, labels.Below(static_cast<int>(kClasses)));
  }
  WriteFile(folder / kLabelFile, label_lines);
  WriteFile(folder / kStateFile, state);
}

}  // namespace assay
