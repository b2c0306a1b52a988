// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One request in flight: for each batch size a binding with tensors of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "backends/backend.h"

namespace Ort {
struct Session;
}

namespace assay::onnxruntime {

/// A port by its name in the graph. -1 in the shape: open.
struct GraphPort {
  Port port;
  /// The open dimension 0 is the batch, all others are fixed: the size is known before the run.
  bool follows_batch = false;
};

/// A graph loaded on one device, and which of its ports are used in which order.
struct LoadedGraph {
  Device device;
  std::shared_ptr<Ort::Session> session;
  std::vector<GraphPort> inputs;
  std::vector<GraphPort> outputs;
  std::vector<int> batch_sizes;
  std::filesystem::path file;
};

/// `graph` outlives the session. Throws Error{kBadData, kEngine}.
std::unique_ptr<Session> NewOnnxruntimeSession(const LoadedGraph& graph);

/// The engine's element type (ONNXTensorElementDataType) as ours. Throws Error{kEngine} when we
/// have none.
ElementType TypeOf(int engine_type);

}  // namespace assay::onnxruntime
