// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any text as each file of a published result: read without an Error, with the result kept, and
// written as CSV, JSON and Markdown.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/test_folder.h"
#include "record/results_tree.h"
#include "report/results_text.h"

namespace {

constexpr const char* kFiles[] = {
    "closed/Example/systems/S.json",
    "closed/Example/measurements/S/resnet50/Offline/S_Offline.json",
    "closed/Example/results/S/resnet50/Offline/accuracy/accuracy.txt",
    "closed/Example/results/S/resnet50/Offline/accuracy/mlperf_log_accuracy.json",
    "closed/Example/results/S/resnet50/Offline/accuracy/mlperf_log_summary.txt",
    "closed/Example/results/S/resnet50/Offline/performance/run_1/mlperf_log_summary.txt",
    "closed/Example/results/S/resnet50/Offline/performance/run_1/mlperf_log_detail.txt"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  static const assay::TestFolder folder;
  const std::string_view text(reinterpret_cast<const char*>(bytes), count);
  for (const char* file : kFiles) folder.Write(file, text);
  const assay::ResultsTree read = assay::ReadTree(folder.path());
  ASSAY_CHECK(read.results.size() == 1);
  ASSAY_CHECK(!read.results[0].notes.empty());  // no text is good for all seven
  ASSAY_CHECK(!assay::ResultsCsv(read).empty());
  ASSAY_CHECK(!assay::ResultsJson(read).empty());
  ASSAY_CHECK(!assay::ResultsMarkdown(read).empty());
  return 0;
}
