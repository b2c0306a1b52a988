// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// For tests: small photographs as files.
#include "benchmarks/test_photos.h"

#include <png.h>
#include <turbojpeg.h>

#include <span>
#include <vector>

#include "base/error.h"
#include "base/files.h"

namespace assay::test {
namespace {

std::string Compress(const Photo& photo, int subsampling) {
  tjhandle compressor = tjInitCompress();
  unsigned char* bytes = nullptr;
  unsigned long count = 0;  // NOLINT: the library's type
  ASSAY_CHECK(tjCompress2(compressor, photo.rgb.data(), photo.width, 0, photo.height, TJPF_RGB,
                          &bytes, &count, subsampling, 95, 0) == 0);
  const std::string file(reinterpret_cast<const char*>(bytes), count);
  tjFree(bytes);
  tjDestroy(compressor);
  return file;
}

}  // namespace

Photo Ramp(int width, int height) {
  Photo photo{.width = width, .height = height, .rgb = {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      photo.rgb.push_back(static_cast<std::uint8_t>(10 * x));
      photo.rgb.push_back(static_cast<std::uint8_t>(10 * y));
      photo.rgb.push_back(200);
    }
  }
  return photo;
}

std::string JpegFile(const Photo& photo) { return Compress(photo, TJSAMP_444); }
std::string GreyJpegFile(const Photo& photo) { return Compress(photo, TJSAMP_GRAY); }

std::string PngFile(const Photo& photo) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(photo.width);
  image.height = static_cast<png_uint_32>(photo.height);
  image.format = PNG_FORMAT_RGB;
  std::string file(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t count = file.size();
  ASSAY_CHECK(
      png_image_write_to_memory(&image, file.data(), &count, 0, photo.rgb.data(), 0, nullptr) != 0);
  file.resize(count);
  return file;
}

std::string WithOrientation(const std::string& jpeg, int orientation) {
  using namespace std::string_literals;
  // APP1 of 34 bytes; one directory entry: tag 0x0112, type short, count 1, value; no next one.
  const std::string segment =
      "\xFF\xE1\0\x22"s
      "Exif\0\0"s
      "MM\0\x2A\0\0\0\x08"s
      "\0\x01"s
      "\x01\x12\0\x03\0\0\0\x01\0"s +
      static_cast<char>(orientation) +
      "\0\0"s
      "\0\0\0\0"s;
  return jpeg.substr(0, 2) + segment + jpeg.substr(2);
}

Photo Decode(const std::string& file) {
  return DecodePhoto(std::as_bytes(std::span(file)), "test.jpg");
}

void WritePhotoFolder(const std::filesystem::path& folder, const std::vector<int>& labels) {
  std::string list;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::string name = std::to_string(i) + ".jpg";
    WriteFile(folder / name, JpegFile(Ramp(12 + static_cast<int>(i), 9)));
    list += name + " " + std::to_string(labels[i]) + "\n";
  }
  WriteFile(folder / "val_map.txt", list);
}

}  // namespace assay::test
