// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The table of benchmarks, and how a task is opened for one.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "benchmarks/task.h"

namespace assay {

struct BenchmarkRow {
  std::string_view name;  // as on the command line and in the rules: "resnet50"
  std::string_view task;  // as in model cards: "image-classification"
  std::unique_ptr<Task> (*open)(const TaskOptions& options);
};

/// Benchmarks that this build can run.
std::span<const BenchmarkRow> Benchmarks();

/// Throws Error{kUsage} for an unknown name, Error{kMissingFile} when the model is absent and
/// `options.allow_synthetic` is false (the sentence says which command gets it).
std::unique_ptr<Task> OpenTask(std::string_view benchmark, const TaskOptions& options);

}  // namespace assay
