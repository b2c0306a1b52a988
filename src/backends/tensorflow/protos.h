// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The few messages of TensorFlow that this engine reads or writes.
// Source of the field numbers: tensorflow/core/protobuf and core/framework, *.proto.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::tensorflow {

/// A port of a signature: the name that the model gives it, and the tensor in the graph ("x:0").
struct SignaturePort {
  std::string key;
  std::string tensor;
};
struct Signature {
  std::vector<SignaturePort> inputs, outputs;  // by key
};

/// The signature "serving_default" of a MetaGraphDef, else its only one that has outputs. Throws
/// Error{kBadData} when there is none or there are several.
Signature ReadSignature(std::string_view meta_graph);

struct SessionOptions {
  int intra_op_threads = 1;
  int inter_op_threads = 1;
  bool rounds_to_bf16 = false;
};
/// A ConfigProto.
std::string SerialisedConfig(const SessionOptions& options);

/// A RunOptions under which the calling thread runs the operations itself; with `tells_graphs` the
/// RunMetadata holds the graphs as they ran.
std::string SerialisedRunOptions(bool tells_graphs);

/// The arithmetic of the operations that do the work, from a RunMetadata: "f32", "bf16+f32"; ""
/// when there is no such operation.
std::string PrecisionUsed(std::string_view run_metadata);

}  // namespace assay::tensorflow
