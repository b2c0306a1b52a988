// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The table of benchmarks.
#include "benchmarks/catalog.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "benchmarks/resnet50/task.h"

namespace assay {
namespace {

constexpr BenchmarkRow kBenchmarks[] = {
    {.name = "resnet50", .task = "image-classification", .open = OpenImageClassification},
};

}  // namespace

std::span<const BenchmarkRow> Benchmarks() { return kBenchmarks; }

std::unique_ptr<Task> OpenTask(std::string_view benchmark, const TaskOptions& options) {
  std::vector<std::string> names;
  for (const BenchmarkRow& row : kBenchmarks) {
    if (row.name == benchmark) return row.open(options);
    names.emplace_back(row.name);
  }
  const std::string nearest = NearestWord(benchmark, names);
  throw Error(ErrorCode::kUsage,
              fmt::format("no benchmark '{}'{}: this build has {}", benchmark,
                          nearest.empty() ? "" : fmt::format(", did you mean '{}'?", nearest),
                          fmt::join(names, ", ")));
}

}  // namespace assay
