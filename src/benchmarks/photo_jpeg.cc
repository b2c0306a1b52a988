// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// JPEG files by libjpeg-turbo's own interface: exact decoding, as OpenCV does it.
#include <fmt/format.h>
#include <turbojpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include "base/error.h"
#include "benchmarks/photo_formats.h"

namespace assay {
namespace {

struct CloseDecoder {
  void operator()(void* decoder) const { tjDestroy(decoder); }
};
using Decoder = std::unique_ptr<void, CloseDecoder>;

// No fast upsampling and no fast transform, which would change pixels; a limit on scans only
// refuses files made to keep a decoder busy for minutes.
constexpr int kFlags = TJFLAG_LIMITSCANS;
constexpr int kSoi = 0xD8, kEoi = 0xD9, kSos = 0xDA, kApp1 = 0xE1;

[[noreturn]] void Refuse(const std::string& name, std::string_view why) {
  throw Error(
      ErrorCode::kBadData,
      fmt::format("photo {} cannot be decoded: {}; fetch it again or take it out of the list", name,
                  why));
}

/// One segment before the compressed pixels: marker and payload.
struct Segment {
  int marker = 0;
  FileBytes payload;
};

int Byte(FileBytes file, std::size_t at) { return std::to_integer<int>(file[at]); }

/// The segment at `at`, which moves behind it; marker 0 where the header ends or is broken.
Segment NextSegment(FileBytes file, std::size_t& at) {
  while (at + 1 < file.size() && Byte(file, at) == 0xFF && Byte(file, at + 1) == 0xFF) ++at;
  if (at + 4 > file.size() || Byte(file, at) != 0xFF) return {};
  const int marker = Byte(file, at + 1);
  const auto length = static_cast<std::size_t>(Byte(file, at + 2) << 8 | Byte(file, at + 3));
  if (length < 2 || length > file.size() - at - 2) return {};
  const Segment segment{.marker = marker, .payload = file.subspan(at + 4, length - 2)};
  at += 2 + length;
  return segment;
}

int Orientation(FileBytes file) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  std::size_t at = 2;  // behind the start-of-image marker
  for (Segment segment = NextSegment(file, at); segment.marker != 0 && segment.marker != kSos;
       segment = NextSegment(file, at)) {
    if (segment.marker == kApp1 && segment.payload.size() > kExif.size() &&
        std::memcmp(segment.payload.data(), kExif.data(), kExif.size()) == 0) {
      return ExifOrientation(segment.payload.subspan(kExif.size()));
    }
  }
  return 1;
}

/// Whether an end-of-image marker follows the header: pixels cannot contain one, a cut file has
/// none.
bool HasEnd(FileBytes file) {
  std::size_t at = 2;
  Segment segment = NextSegment(file, at);
  while (segment.marker != 0 && segment.marker != kSos) segment = NextSegment(file, at);
  for (std::size_t i = file.size(); i > at + 1; --i) {
    if (Byte(file, i - 2) == 0xFF && Byte(file, i - 1) == kEoi) return true;
  }
  return false;
}

/// Ink to light, for the inverted values that Adobe writes: a channel times black, as OpenCV
/// rounds.
void FillFromCmyk(std::span<const std::uint8_t> cmyk, std::span<std::uint8_t> rgb) {
  for (std::size_t i = 0; i < rgb.size() / 3; ++i) {
    const int black = cmyk[4 * i + 3];
    for (std::size_t c = 0; c < 3; ++c) {
      rgb[3 * i + c] = static_cast<std::uint8_t>(black - ((255 - cmyk[4 * i + c]) * black >> 8));
    }
  }
}

}  // namespace

StoredPhoto DecodeJpeg(FileBytes file, const std::string& name) {
  const Decoder decoder(tjInitDecompress());
  if (decoder == nullptr) throw Error(ErrorCode::kEnvironment, "no memory for a JPEG decoder");
  const auto* bytes = reinterpret_cast<const unsigned char*>(file.data());
  int width = 0, height = 0, subsampling = -1, colour_space = -1;
  // Fails after reading width, height and colours for unusual subsampling, which still decodes.
  tjDecompressHeader3(decoder.get(), bytes, file.size(), &width, &height, &subsampling,
                      &colour_space);
  if (width <= 0 || height <= 0 || colour_space < 0) {
    Refuse(name, tjGetErrorStr2(decoder.get()));
  }
  StoredPhoto stored{.photo = NewPhoto(static_cast<std::uint64_t>(width),
                                       static_cast<std::uint64_t>(height), name),
                     .orientation = Orientation(file)};
  const bool has_ink = colour_space == TJCS_CMYK || colour_space == TJCS_YCCK;
  std::vector<std::uint8_t> cmyk(has_ink ? stored.photo.rgb.size() / 3 * 4 : 0);
  const int result = tjDecompress2(decoder.get(), bytes, file.size(),
                                   has_ink ? cmyk.data() : stored.photo.rgb.data(), width, 0,
                                   height, has_ink ? TJPF_CMYK : TJPF_RGB, kFlags);
  const std::string_view said = result == 0 ? "" : tjGetErrorStr2(decoder.get());
  const bool is_cut = said.find("remature end") != std::string_view::npos || !HasEnd(file);
  if (is_cut) Refuse(name, "the file is truncated");
  if (result != 0 && tjGetErrorCode(decoder.get()) == TJERR_FATAL) Refuse(name, said);
  if (has_ink) FillFromCmyk(cmyk, stored.photo.rgb);
  return stored;
}

}  // namespace assay
