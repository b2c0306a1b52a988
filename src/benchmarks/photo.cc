// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Photographs: which decoder, how large at most, which way up.
#include "benchmarks/photo.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "benchmarks/photo_formats.h"

namespace assay {
namespace {

constexpr std::uint64_t kMostPixels = 1ULL << 28;

struct FormatRow {
  std::string_view signature;
  StoredPhoto (*decode)(FileBytes file, const std::string& name);
};
constexpr FormatRow kFormats[] = {{"\xFF\xD8\xFF", DecodeJpeg}, {"\x89PNG\r\n\x1A\n", DecodePng}};

/// Reads 2- and 4-byte numbers of a TIFF structure in its byte order. Beyond the end: 0.
class TiffReader {
 public:
  explicit TiffReader(FileBytes tiff) : tiff_(tiff), is_big_endian_(Byte(0) == 'M') {}
  std::uint32_t Byte(std::size_t at) const {
    return at < tiff_.size() ? std::to_integer<std::uint32_t>(tiff_[at]) : 0;
  }
  std::uint32_t Two(std::size_t at) const {
    return is_big_endian_ ? Byte(at) << 8 | Byte(at + 1) : Byte(at + 1) << 8 | Byte(at);
  }
  std::uint32_t Four(std::size_t at) const {
    return is_big_endian_ ? Two(at) << 16 | Two(at + 2) : Two(at + 2) << 16 | Two(at);
  }

 private:
  FileBytes tiff_;
  bool is_big_endian_;
};

}  // namespace

void RequirePixels(std::uint64_t width, std::uint64_t height, const std::string& name) {
  if (width != 0 && height != 0 && width <= kMostPixels && height <= kMostPixels / width) return;
  throw Error(ErrorCode::kBadData,
              fmt::format("photo {} would have {} x {} pixels, from 1 to {} in all are taken: "
                          "scale it, or take it out of the list",
                          name, width, height, kMostPixels));
}

Photo NewPhoto(std::uint64_t width, std::uint64_t height, const std::string& name) {
  RequirePixels(width, height, name);
  return {.width = static_cast<int>(width),
          .height = static_cast<int>(height),
          .rgb = std::vector<std::uint8_t>(width * height * 3)};
}

// Layout by the TIFF 6.0 specification: byte order, 42, offset of the first directory; a directory
// is a count and 12-byte entries of tag, type, count, value. Tag 0x0112 is the orientation.
int ExifOrientation(FileBytes tiff) {
  const TiffReader reader(tiff);
  const bool has_byte_order =
      reader.Byte(0) == reader.Byte(1) && (reader.Byte(0) == 'I' || reader.Byte(0) == 'M');
  if (!has_byte_order || reader.Two(2) != 42) return 1;
  const std::size_t directory = reader.Four(4);
  const std::size_t entries = reader.Two(directory);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (reader.Two(entry) != 0x0112) continue;
    const auto orientation = static_cast<int>(reader.Two(entry + 8));
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}

// EXIF 2.3, table of the Orientation tag: which side of the scene the stored row 0 and column 0
// are.
Photo Upright(Photo photo, int orientation) {
  if (orientation < 2 || orientation > 8) return photo;
  const bool is_transposed = orientation >= 5;
  const bool flips_columns =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 6;
  const bool flips_rows =
      orientation == 4 || orientation == 3 || orientation == 7 || orientation == 8;
  Photo upright{.width = is_transposed ? photo.height : photo.width,
                .height = is_transposed ? photo.width : photo.height,
                .rgb = std::vector<std::uint8_t>(photo.rgb.size())};
  std::uint8_t* out = upright.rgb.data();
  for (int y = 0; y < upright.height; ++y) {
    for (int x = 0; x < upright.width; ++x, out += 3) {
      const int column = flips_columns ? upright.width - 1 - x : x;
      const int row = flips_rows ? upright.height - 1 - y : y;
      const auto from = is_transposed ? static_cast<std::size_t>(column) * photo.width + row
                                      : static_cast<std::size_t>(row) * photo.width + column;
      std::copy_n(&photo.rgb[from * 3], 3, out);
    }
  }
  return upright;
}

Photo DecodePhoto(std::span<const std::byte> file, const std::string& name) {
  for (const FormatRow& format : kFormats) {
    if (file.size() < format.signature.size() ||
        std::memcmp(file.data(), format.signature.data(), format.signature.size()) != 0) {
      continue;
    }
    StoredPhoto stored = format.decode(file, name);
    return Upright(std::move(stored.photo), stored.orientation);
  }
  throw Error(ErrorCode::kBadData,
              fmt::format("photo {} is neither JPEG nor PNG ({} bytes): convert it or take it out "
                          "of the list",
                          name, file.size()));
}

Photo ReadPhoto(const std::filesystem::path& path) {
  const std::string file = ReadFile(path, "photo");
  return DecodePhoto(std::as_bytes(std::span(file)), path.string());
}

}  // namespace assay
