// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any text as a model card: read or refused with an Error, and what is read is within its limits.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "benchmarks/model_card.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  try {
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    const assay::ModelCard card = assay::ParseModelCard(text, "card.toml");
    ASSAY_CHECK(card.input.height > 0 && card.input.width > 0);
    ASSAY_CHECK(card.output.classes > 1);
  } catch (const assay::Error& e) {
    ASSAY_CHECK(e.code() == assay::ErrorCode::kBadData);
  }
  return 0;
}
