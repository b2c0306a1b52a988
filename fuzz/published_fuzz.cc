// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any text as each file of a published result: read without an Error, with the result kept, and
// written as CSV, JSON and Markdown.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/files.h"
#include "record/results_tree.h"
#include "report/results_text.h"

namespace {

namespace fs = std::filesystem;

constexpr const char* kFiles[] = {
    "systems/S.json",
    "measurements/S/resnet50/Offline/S_Offline.json",
    "results/S/resnet50/Offline/accuracy/accuracy.txt",
    "results/S/resnet50/Offline/accuracy/mlperf_log_accuracy.json",
    "results/S/resnet50/Offline/accuracy/mlperf_log_summary.txt",
    "results/S/resnet50/Offline/performance/run_1/mlperf_log_summary.txt",
    "results/S/resnet50/Offline/performance/run_1/mlperf_log_detail.txt"};

/// A tree of this process that goes when it ends.
class Tree {
 public:
  Tree() : root_(fs::temp_directory_path() / ("assay-tree-fuzz-" + std::to_string(getpid()))) {
    for (const char* file : kFiles) fs::create_directories(At(file).parent_path());
  }
  ~Tree() { fs::remove_all(root_); }
  fs::path At(const char* file) const { return root_ / "closed/Example" / file; }
  const fs::path& root() const { return root_; }

 private:
  fs::path root_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  static const Tree tree;
  const std::string_view text(reinterpret_cast<const char*>(bytes), count);
  for (const char* file : kFiles) assay::WriteFile(tree.At(file), text);
  const assay::ResultsTree read = assay::ReadTree(tree.root());
  ASSAY_CHECK(read.results.size() == 1);
  ASSAY_CHECK(!read.results[0].notes.empty());  // no text is good for all seven
  ASSAY_CHECK(!assay::ResultsCsv(read).empty());
  ASSAY_CHECK(!assay::ResultsJson(read).empty());
  ASSAY_CHECK(!assay::ResultsMarkdown(read).empty());
  return 0;
}
