// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Writes what Assay makes of photographs, for the comparison with the Python reference:
//   preprocess_dump pixels OUT PHOTO...   per photo width, height (int32), then RGB bytes
//   preprocess_dump CARD OUT PHOTO...     per photo the network's input by that model card, floats
// A photo that is refused is said on stderr and ends the program with 3.
#include <cstdio>
#include <fstream>
#include <string>

#include "base/error.h"
#include "benchmarks/model_card.h"
#include "benchmarks/photo.h"
#include "benchmarks/resnet50/preprocess.h"

namespace {

void Write(std::ofstream& out, const void* bytes, std::size_t count) {
  out.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(count));
}

void DumpPixels(const assay::Photo& photo, std::ofstream& out) {
  Write(out, &photo.width, sizeof photo.width);
  Write(out, &photo.height, sizeof photo.height);
  Write(out, photo.rgb.data(), photo.rgb.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: preprocess_dump pixels|CARD OUT PHOTO...\n");
    return 2;
  }
  try {
    const std::string mode = argv[1];
    const bool wants_pixels = mode == "pixels";
    const assay::ModelCard card = wants_pixels ? assay::ModelCard{} : assay::ReadModelCard(mode);
    std::ofstream out(argv[2], std::ios::binary);
    for (int i = 3; i < argc; ++i) {
      const assay::Photo photo = assay::ReadPhoto(argv[i]);
      if (wants_pixels) {
        DumpPixels(photo, out);
        continue;
      }
      const assay::Tensor input = assay::Preprocess(photo, card.input, card.preprocess, argv[i]);
      Write(out, input.As<char>(), input.ByteCount());
    }
    out.close();
    return out ? 0 : 3;
  } catch (const assay::Error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 3;
  }
}
