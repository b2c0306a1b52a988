// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any text as run.json: read or refused with an Error; what is read can be judged, written and read
// again with the same content.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "record/run_json.h"
#include "record/verdict.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const std::string text(reinterpret_cast<const char*>(bytes), count);
  try {
    assay::RunRecord record = assay::ParseRunJson(text, "run.json");
    const std::string written = assay::RunJsonText(record);
    ASSAY_CHECK(assay::RunJsonText(assay::ParseRunJson(written, "again")) == written);
    assay::Judge(record);
    ASSAY_CHECK(!assay::VerdictLine(record).empty());
  } catch (const assay::Error& e) {
    ASSAY_CHECK(e.code() == assay::ErrorCode::kBadData);
  }
  return 0;
}
