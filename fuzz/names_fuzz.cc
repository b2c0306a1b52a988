// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any text as the name of a model, an accelerator or a scenario's folder: normalised to something
// not longer than the names at hand allow.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "record/benchmark_name.h"
#include "record/folder_names.h"
#include "record/system_description.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), count);
  const assay::BenchmarkName name = assay::NormaliseBenchmark(text);
  constexpr std::size_t kLongestKnown = 16;
  ASSAY_CHECK(name.benchmark.size() <= count + kLongestKnown);
  ASSAY_CHECK(name.label.size() <= count + kLongestKnown);
  // Glued words are taken apart: at most one blank more for each character.
  ASSAY_CHECK(assay::NormaliseAccelerator(text).size() <= 2 * count + kLongestKnown);
  static_cast<void>(assay::ScenarioOfFolder(text));
  return 0;
}
