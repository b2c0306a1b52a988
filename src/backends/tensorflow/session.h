// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One request in flight: input tensors for each batch size, and a thread that runs the graph.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "backends/backend.h"
#include "backends/tensorflow/graph.h"

namespace assay::tensorflow {

/// What a model computes. Outlives its sessions.
struct Computation {
  const LoadedGraph* graph = nullptr;
  std::vector<GraphPort> inputs, outputs;  // in the program's order
  std::vector<int> batch_sizes;
  std::filesystem::path file;
};

/// Throws Error{kBadData, kEngine}.
std::unique_ptr<Session> NewTensorflowSession(const Computation& computation);

/// Runs the smallest batch, all zeros, and returns the RunMetadata of it, serialised. Throws
/// Error{kEngine}.
std::string RunAndTell(const Computation& computation);

}  // namespace assay::tensorflow
