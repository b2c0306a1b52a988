// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of photographs: formats, orientation, what is refused. Pixels of lossy and rare formats are
// compared with OpenCV in tests/oracle.
#include "benchmarks/photo.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "base/test_refusal.h"
#include "benchmarks/photo_formats.h"
#include "benchmarks/test_photos.h"

namespace assay {
namespace {

using test::Decode;
using test::Ramp;

std::string Refusal(const std::string& file) {
  return RefusalOf(ErrorCode::kBadData, [&] { Decode(file); });
}

TEST_CASE("a PNG gives back its pixels exactly") {
  const Photo photo = Ramp(7, 5);
  const Photo decoded = Decode(test::PngFile(photo));
  CHECK(decoded.width == 7);
  CHECK(decoded.height == 5);
  CHECK(decoded.rgb == photo.rgb);
}

TEST_CASE("a JPEG of fine quality gives back its pixels within a few levels") {
  const Photo photo = Ramp(16, 16);
  const Photo decoded = Decode(test::JpegFile(photo));
  REQUIRE(decoded.rgb.size() == photo.rgb.size());
  int largest = 0;
  for (std::size_t i = 0; i < photo.rgb.size(); ++i) {
    largest = std::max(largest, std::abs(decoded.rgb[i] - photo.rgb[i]));
  }
  CHECK(largest <= 8);
}

TEST_CASE("a grey JPEG gets three equal channels") {
  const Photo decoded = Decode(test::GreyJpegFile(Ramp(9, 4)));
  REQUIRE(decoded.rgb.size() == 9 * 4 * 3);
  for (std::size_t i = 0; i < decoded.rgb.size(); i += 3) {
    CHECK(decoded.rgb[i] == decoded.rgb[i + 1]);
    CHECK(decoded.rgb[i] == decoded.rgb[i + 2]);
  }
}

TEST_CASE("a JPEG cut anywhere behind its header is refused as truncated, with its name") {
  const std::string file = test::JpegFile(Ramp(64, 64));
  for (const std::size_t cut : {std::size_t{1}, std::size_t{2}, file.size() / 8}) {
    const std::string said = Refusal(file.substr(0, file.size() - cut));
    CHECK(Says(said, "test.jpg"));
    CHECK(Says(said, "truncated"));
  }
  CHECK(Says(Refusal(file.substr(0, 20)), "cannot be decoded"));
}

TEST_CASE("a cut JPEG is truncated although a thumbnail in its header is complete") {
  std::string file = test::JpegFile(Ramp(64, 64));
  const std::string thumbnail = test::JpegFile(Ramp(2, 2));
  const auto length = thumbnail.size() + 2;
  const std::string segment = std::string("\xFF\xE2") + static_cast<char>(length >> 8) +
                              static_cast<char>(length & 0xFF) + thumbnail;
  file.insert(2, segment);
  CHECK(Decode(file).width == 64);
  CHECK(Says(Refusal(file.substr(0, file.size() - 40)), "truncated"));
}

TEST_CASE("bytes behind the end of a JPEG do no harm") {
  const std::string file = test::JpegFile(Ramp(8, 8));
  CHECK(Decode(file + "trailing").rgb == Decode(file).rgb);
}

TEST_CASE("a cut PNG is refused with its name") {
  const std::string file = test::PngFile(Ramp(30, 30));
  CHECK(Says(Refusal(file.substr(0, file.size() - 20)), "test.jpg cannot be decoded"));
  CHECK(Says(Refusal(file.substr(0, 30)), "truncated"));
}

TEST_CASE("other content is refused whatever the file is called") {
  CHECK(Says(Refusal(""), "neither JPEG nor PNG (0 bytes)"));
  CHECK(Says(Refusal("GIF89a........"), "neither JPEG nor PNG"));
}

TEST_CASE("a JPEG is turned as its EXIF orientation says") {
  const std::string file = test::JpegFile(Ramp(24, 8));
  const Photo stored = Decode(file);
  for (const int orientation : {1, 3, 6, 8, 9}) {
    CAPTURE(orientation);
    CHECK(Decode(test::WithOrientation(file, orientation)).rgb == Upright(stored, orientation).rgb);
  }
  CHECK(Decode(test::WithOrientation(file, 6)).width == 8);
}

// Stored rows "ab" "cd" "ef"; each letter is one pixel.
std::string Turned(int orientation) {
  Photo photo{.width = 2, .height = 3, .rgb = {}};
  for (const char letter : std::string("abcdef")) photo.rgb.insert(photo.rgb.end(), 3, letter);
  const Photo upright = Upright(photo, orientation);
  std::string text;
  for (int i = 0; i < 6; ++i) {
    if (i > 0 && i % upright.width == 0) text += '/';
    text += static_cast<char>(upright.rgb[3 * static_cast<std::size_t>(i)]);
  }
  return text;
}

TEST_CASE("the eight orientations mirror and turn as EXIF defines them") {
  CHECK(Turned(1) == "ab/cd/ef");
  CHECK(Turned(2) == "ba/dc/fe");  // mirrored left to right
  CHECK(Turned(3) == "fe/dc/ba");  // half a turn
  CHECK(Turned(4) == "ef/cd/ab");  // mirrored top to bottom
  CHECK(Turned(5) == "ace/bdf");   // mirrored along the main diagonal
  CHECK(Turned(6) == "eca/fdb");   // a quarter turn clockwise
  CHECK(Turned(7) == "fdb/eca");   // mirrored along the other diagonal
  CHECK(Turned(8) == "bdf/ace");   // a quarter turn counter-clockwise
  CHECK(Turned(0) == "ab/cd/ef");
}

TEST_CASE("EXIF of both byte orders is read, broken EXIF means upright") {
  using namespace std::string_literals;
  const auto orientation = [](const std::string& tiff) {
    return ExifOrientation(std::as_bytes(std::span(tiff)));
  };
  const std::string intel = "II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x05\0\0\0\0\0\0\0"s;
  CHECK(orientation(intel) == 5);
  CHECK(orientation(intel.substr(0, 12)) == 1);
  CHECK(orientation("XX"s + intel.substr(2)) == 1);
  CHECK(orientation("") == 1);
}

TEST_CASE("a photo without pixels or with too many is refused") {
  CHECK_THROWS_AS(NewPhoto(0, 5, "x"), Error);
  CHECK_THROWS_AS(NewPhoto(1ULL << 20, 1ULL << 20, "x"), Error);
  CHECK(NewPhoto(3, 2, "x").rgb.size() == 18);
}

TEST_CASE("a photo that is not there is a missing file") {
  CHECK(Says(RefusalOf(ErrorCode::kMissingFile, [] { ReadPhoto("/nonexistent/photo.jpg"); }),
             "/nonexistent/photo.jpg"));
}

}  // namespace
}  // namespace assay
