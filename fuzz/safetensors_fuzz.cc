// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any bytes as a safetensors file: read or refused, never more than that.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "onnx/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  try {
    const auto file = assay::Safetensors::Parse(text, "fuzzed.safetensors");
    for (const std::string& name : file.Names()) ASSAY_CHECK(file.ShapeOf(name).rank() <= 8);
    for (const std::string& name : file.Names()) (void)file.Floats(name, file.ShapeOf(name));
  } catch (const assay::Error& e) {
    ASSAY_CHECK(e.code() == assay::ErrorCode::kBadData);
  }
  return 0;
}
