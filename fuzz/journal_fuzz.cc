// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any bytes as a journal: read or refused with an Error; a torn end never adds a sample, and the
// figures of what is read are in order.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "loadgen/journal.h"
#include "record/run_record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), count);
  try {
    const auto samples = assay::ParseJournal(text, "journal");
    ASSAY_CHECK(samples.size() * sizeof(assay::loadgen::JournalRecord) <= count);
    std::vector<std::int64_t> latencies;
    for (const auto& sample : samples) {
      latencies.push_back(static_cast<std::int64_t>(sample.latency_ns));
    }
    const assay::LatencyFigures figures = assay::FiguresOf(latencies);
    ASSAY_CHECK(figures.min <= figures.p50 && figures.p50 <= figures.p99);
    ASSAY_CHECK(figures.min <= figures.mean && figures.mean <= figures.max);
  } catch (const assay::Error& e) {
    ASSAY_CHECK(e.code() == assay::ErrorCode::kBadData);
  }
  return 0;
}
