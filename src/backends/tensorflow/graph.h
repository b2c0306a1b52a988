// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A graph with its TensorFlow session, read from a SavedModel or a frozen graph.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "backends/backend.h"
#include "backends/tensorflow/protos.h"

struct TF_Graph;
struct TF_Operation;
struct TF_Session;
struct TSL_Status;  // TF_Status

namespace assay::tensorflow {

/// What a call of TensorFlow's ended with. One thread.
class Status {
 public:
  Status();
  TSL_Status* get() const { return status_.get(); }
  bool is_ok() const;
  /// In one line.
  std::string Reason() const;

 private:
  struct Free {
    void operator()(TSL_Status* status) const;
  };
  std::unique_ptr<TSL_Status, Free> status_;
};

/// A tensor of the graph that can be fed or fetched.
struct GraphPort {
  Port port;
  std::vector<std::string> names;  // by which it may be asked for
  TF_Operation* operation = nullptr;
  int index = 0;
};

/// Immutable once read, and its session may run in many threads at once.
struct LoadedGraph {
  LoadedGraph() = default;
  LoadedGraph(const LoadedGraph&) = delete;
  LoadedGraph& operator=(const LoadedGraph&) = delete;
  ~LoadedGraph();

  TF_Graph* graph = nullptr;
  TF_Session* session = nullptr;
  std::vector<GraphPort> inputs;
  /// What is fetched when nobody says what, then all that a name can bring out.
  std::vector<GraphPort> outputs;
  std::size_t result_count = 0;
};

/// `file`: a SavedModel's folder or its saved_model.pb, or a frozen graph (.pb). Throws
/// Error{kMissingFile, kBadData, kEngine}.
std::unique_ptr<LoadedGraph> ReadGraph(const std::filesystem::path& file,
                                       const SessionOptions& options);

/// TensorFlow's element type as ours. Throws Error{kEngine} when we have none.
ElementType TypeOf(int tensorflow_type);
int TensorflowType(ElementType type);

}  // namespace assay::tensorflow
