// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the synthetic photographs.
#include "benchmarks/resnet50/synthetic.h"

#include <doctest/doctest.h>
#include <turbojpeg.h>

#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/test_folder.h"
#include "base/text.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

std::string Photo(const fs::path& folder, int number) {
  return ReadFile(folder / ("ASSAY_synthetic_0000000" + std::to_string(number) + ".JPEG"), "photo");
}

std::size_t JpegCount(const fs::path& folder) {
  std::size_t count = 0;
  for (const auto& item : fs::directory_iterator(folder)) {
    count += item.path().extension() == ".JPEG" ? 1 : 0;
  }
  return count;
}

TEST_CASE("synthetic photos: the same seed gives the same files, another one others") {
  const TestFolder folder;
  MakeSyntheticPhotos(folder / "a", {.count = 3, .seed = 7});
  MakeSyntheticPhotos(folder / "b", {.count = 3, .seed = 7});
  MakeSyntheticPhotos(folder / "c", {.count = 3, .seed = 8});
  for (int number = 1; number <= 3; ++number) {
    CHECK(Photo(folder / "a", number) == Photo(folder / "b", number));
    CHECK(Photo(folder / "a", number) != Photo(folder / "c", number));
  }
  CHECK(ReadFile(folder / "a/val_map.txt", "labels") ==
        ReadFile(folder / "b/val_map.txt", "labels"));
}

TEST_CASE("synthetic photos: every file decodes, sizes vary, labels are 0 to 999") {
  const TestFolder home;
  const fs::path folder = home / "photos";
  MakeSyntheticPhotos(folder, {.count = 60, .seed = 1});
  const std::string text = ReadFile(folder / "val_map.txt", "labels");
  const auto words = SplitWords(text);
  REQUIRE(words.size() == 120);
  std::set<std::pair<int, int>> sizes;
  std::size_t bytes = 0;
  void* decoder = tjInitDecompress();
  for (std::size_t i = 0; i < words.size(); i += 2) {
    CHECK(std::stoi(std::string(words[i + 1])) < 1000);
    const std::string jpeg = ReadFile(folder / words[i], "photo");
    int width = 0, height = 0, sampling = 0, colours = 0;
    CHECK(tjDecompressHeader3(decoder, reinterpret_cast<const unsigned char*>(jpeg.data()),
                              jpeg.size(), &width, &height, &sampling, &colours) == 0);
    sizes.insert({width, height});
    bytes += jpeg.size();
  }
  tjDestroy(decoder);
  CHECK(sizes.size() >= 4);
  CHECK(sizes.count({500, 375}) == 1);
  CHECK(bytes / 60 > 50'000);  // ImageNet's mean is near 110 kB
  CHECK(bytes / 60 < 200'000);
}

TEST_CASE("synthetic photos: a complete folder is left alone, another count replaces it") {
  const TestFolder home;
  const fs::path folder = home / "photos";
  MakeSyntheticPhotos(folder, {.count = 4, .seed = 1});
  WriteFile(folder / "ASSAY_synthetic_00000002.JPEG", "touched");
  MakeSyntheticPhotos(folder, {.count = 4, .seed = 1});
  CHECK(Photo(folder, 2) == "touched");
  MakeSyntheticPhotos(folder, {.count = 2, .seed = 1});
  CHECK(Photo(folder, 2) != "touched");
  CHECK(JpegCount(folder) == 2);
}

TEST_CASE("synthetic photos: an interrupted folder is made again") {
  const TestFolder home;
  const fs::path folder = home / "photos";
  MakeSyntheticPhotos(folder, {.count = 2, .seed = 1});
  const std::string state = ReadFile(folder / "SYNTHETIC.txt", "state");
  WriteFile(folder / "SYNTHETIC.txt", "unfinished: " + state);
  fs::remove(folder / "ASSAY_synthetic_00000001.JPEG");
  MakeSyntheticPhotos(folder, {.count = 2, .seed = 1});
  CHECK(JpegCount(folder) == 2);
  CHECK(ReadFile(folder / "SYNTHETIC.txt", "state") == state);
}

TEST_CASE("synthetic photos: somebody else's data set is never overwritten") {
  const TestFolder folder;
  folder.Write("val_map.txt", "cat.JPEG 281\n");
  CHECK_THROWS_WITH_AS(MakeSyntheticPhotos(folder.path(), {.count = 1, .seed = 1}),
                       doctest::Contains("was not made by Assay"), Error);
  CHECK(ReadFile(folder / "val_map.txt", "labels") == "cat.JPEG 281\n");
  CHECK_FALSE(IsSyntheticFolder(folder.path()));
}

}  // namespace
}  // namespace assay
