// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any text as val_map.txt: read or refused with an Error, and what is read can be written again.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "benchmarks/resnet50/dataset.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const std::string text(reinterpret_cast<const char*>(bytes), count);
  try {
    const auto photos = assay::ParseValMap(text, "val_map.txt");
    std::string again;
    for (const auto& photo : photos) again += photo.name + " " + std::to_string(photo.label) + "\n";
    ASSAY_CHECK(assay::ParseValMap(again, "again").size() == photos.size());
  } catch (const assay::Error& e) {
    ASSAY_CHECK(e.code() == assay::ErrorCode::kBadData);
  }
  return 0;
}
