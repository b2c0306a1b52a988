// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any text as a file of watts and prices: read or refused with an Error, and no figure without a
// source or below zero.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "report/costs.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  try {
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    for (const assay::CostEntry& entry : assay::ParseCosts(text, "costs.toml").entries) {
      ASSAY_CHECK(!entry.watts || (std::isfinite(*entry.watts) && *entry.watts > 0));
      ASSAY_CHECK(!entry.price || (std::isfinite(*entry.price) && *entry.price > 0));
      ASSAY_CHECK(!entry.watts || !entry.watts_source.empty());
      ASSAY_CHECK(!entry.price || (!entry.price_source.empty() && !entry.currency.empty()));
    }
  } catch (const assay::Error& e) {
    ASSAY_CHECK(e.code() == assay::ErrorCode::kBadData);
  }
  return 0;
}
