// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// PNG files by libpng, with the conversions of OpenCV's imread: 8 bits, colour, no alpha.
#include <fmt/format.h>
#include <png.h>

#include <csetjmp>
#include <cstring>
#include <vector>

#include "base/error.h"
#include "benchmarks/photo_formats.h"

namespace assay {
namespace {

/// All that libpng's callbacks and the steps between two long jumps share.
struct Reading {
  FileBytes rest;
  png_structp png = nullptr;
  png_infop header = nullptr;
  std::string failure;

  ~Reading() { png_destroy_read_struct(&png, &header, nullptr); }
};

void OnError(png_structp png, png_const_charp message) {
  static_cast<Reading*>(png_get_error_ptr(png))->failure = message;
  png_longjmp(png, 1);
}

void OnWarning(png_structp, png_const_charp) {}

void OnRead(png_structp png, png_bytep out, std::size_t count) {
  auto& reading = *static_cast<Reading*>(png_get_io_ptr(png));
  if (count > reading.rest.size()) png_error(png, "the file is truncated");
  std::memcpy(out, reading.rest.data(), count);
  reading.rest = reading.rest.subspan(count);
}

/// Reads up to the pixels. False when libpng gave up. No object with a destructor may live here.
bool ReadHeader(Reading& reading) {
  if (setjmp(png_jmpbuf(reading.png)) != 0) return false;
  png_set_read_fn(reading.png, &reading, OnRead);
  png_read_info(reading.png, reading.header);
  png_set_strip_16(reading.png);
  png_set_strip_alpha(reading.png);
  png_set_expand(reading.png);
  png_set_gray_to_rgb(reading.png);
  png_set_interlace_handling(reading.png);
  png_read_update_info(reading.png, reading.header);
  if (png_get_rowbytes(reading.png, reading.header) !=
      std::size_t{3} * png_get_image_width(reading.png, reading.header)) {
    png_error(reading.png, "its pixels do not become three channels");
  }
  return true;
}

/// Reads pixels and what follows them, where the orientation may stand.
bool ReadPixels(Reading& reading, png_bytepp rows) {
  if (setjmp(png_jmpbuf(reading.png)) != 0) return false;
  png_read_image(reading.png, rows);
  png_read_end(reading.png, reading.header);
  return true;
}

int Orientation(const Reading& reading) {
  png_uint_32 count = 0;
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(reading.png, reading.header, &count, &exif) == 0) return 1;
  return ExifOrientation(std::as_bytes(std::span(exif, count)));
}

}  // namespace

StoredPhoto DecodePng(FileBytes file, const std::string& name) {
  Reading reading;
  reading.rest = file;
  reading.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading, OnError, OnWarning);
  if (reading.png != nullptr) reading.header = png_create_info_struct(reading.png);
  if (reading.header == nullptr)
    throw Error(ErrorCode::kEnvironment, "no memory for a PNG decoder");
  const auto refuse = [&] {
    throw Error(ErrorCode::kBadData,
                fmt::format("photo {} cannot be decoded: {}; fetch it again or "
                            "take it out of the list",
                            name, reading.failure));
  };
  if (!ReadHeader(reading)) refuse();
  StoredPhoto stored{.photo = NewPhoto(png_get_image_width(reading.png, reading.header),
                                       png_get_image_height(reading.png, reading.header), name)};
  std::vector<png_bytep> rows;
  for (int y = 0; y < stored.photo.height; ++y) {
    rows.push_back(&stored.photo.rgb[static_cast<std::size_t>(y) * stored.photo.width * 3]);
  }
  if (!ReadPixels(reading, rows.data())) refuse();
  stored.orientation = Orientation(reading);
  return stored;
}

}  // namespace assay
