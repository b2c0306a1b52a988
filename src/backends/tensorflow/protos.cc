// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The few messages of TensorFlow that this engine reads or writes, field by field.
#include "backends/tensorflow/protos.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "backends/tensorflow/wire.h"
#include "base/error.h"

namespace assay::tensorflow {
namespace {

// Fields of MetaGraphDef, SignatureDef, TensorInfo, and of every map's entries.
constexpr int kSignatures = 5;
constexpr int kSignatureInputs = 1, kSignatureOutputs = 2;
constexpr int kTensorName = 1;
constexpr int kKey = 1, kValue = 2;
// ConfigProto, GraphOptions, RewriterConfig.
constexpr int kIntraOpThreads = 2, kInterOpThreads = 5, kUsesOwnThreads = 9, kGraphOptions = 10;
constexpr int kRewriteOptions = 10;
constexpr int kMixedBf16 = 31;
constexpr std::uint64_t kOn = 1;
// RunOptions, RunMetadata, RunMetadata.FunctionGraphs, GraphDef, NodeDef, AttrValue.
constexpr int kInterOpPool = 3, kTellsGraphs = 5;
constexpr int kPartitionGraphs = 3, kFunctionGraphs = 4;
constexpr int kFunctionPartitionGraphs = 1;
constexpr int kNodes = 1;
constexpr int kOperation = 2, kAttributes = 5;
constexpr int kTypeValue = 6;

std::vector<SignaturePort> ReadPorts(std::string_view signature, int direction) {
  std::vector<SignaturePort> ports;
  for (const Field& field : Fields(signature)) {
    if (field.number != direction) continue;
    ports.push_back({.key = std::string(LastField(field.bytes, kKey).bytes),
                     .tensor = std::string(
                         LastField(LastField(field.bytes, kValue).bytes, kTensorName).bytes)});
  }
  std::sort(ports.begin(), ports.end(),
            [](const SignaturePort& a, const SignaturePort& b) { return a.key < b.key; });
  return ports;
}

/// DT_FLOAT and its kin (core/framework/types.proto), as far as they name an arithmetic.
struct TypeRow {
  std::uint64_t type;
  std::string_view name;
};
constexpr TypeRow kTypes[] = {{1, "f32"}, {2, "f64"}, {19, "f16"}, {14, "bf16"}, {3, "i32"},
                              {9, "i64"}, {11, "i8"}, {12, "i8"},  {6, "i8"},    {4, "i8"}};

bool IsHeavy(std::string_view operation) {
  constexpr std::string_view kHeavy[] = {"Conv2D", "Conv3D", "DepthwiseConv", "MatMul", "Einsum"};
  return std::any_of(std::begin(kHeavy), std::end(kHeavy), [operation](std::string_view name) {
    return operation.find(name) != std::string_view::npos;
  });
}

/// The type attribute that says in what an operation computes.
std::string_view TypeOfNode(std::string_view node) {
  std::map<std::string_view, std::uint64_t> types;
  for (const Field& field : Fields(node)) {
    if (field.number != kAttributes) continue;
    const Field type = LastField(LastField(field.bytes, kValue).bytes, kTypeValue);
    if (type.value != 0) types[LastField(field.bytes, kKey).bytes] = type.value;
  }
  for (const std::string_view attribute : {"T", "Tinput", "T1", "Ta"}) {
    const auto found = types.find(attribute);
    if (found == types.end()) continue;
    for (const TypeRow& row : kTypes) {
      if (row.type == found->second) return row.name;
    }
  }
  return "";
}

void AddTypes(std::string_view graph, std::set<std::string_view>& used) {
  for (const Field& node : Fields(graph)) {
    if (node.number != kNodes || !IsHeavy(LastField(node.bytes, kOperation).bytes)) continue;
    if (const std::string_view type = TypeOfNode(node.bytes); !type.empty()) used.insert(type);
  }
}

}  // namespace

Signature ReadSignature(std::string_view meta_graph) {
  std::map<std::string, Signature> found;
  for (const Field& field : Fields(meta_graph)) {
    if (field.number != kSignatures) continue;
    const std::string_view signature = LastField(field.bytes, kValue).bytes;
    Signature read{.inputs = ReadPorts(signature, kSignatureInputs),
                   .outputs = ReadPorts(signature, kSignatureOutputs)};
    const std::string key(LastField(field.bytes, kKey).bytes);
    if (key == "serving_default") return read;
    if (!key.starts_with("__") && !read.outputs.empty()) found.emplace(key, std::move(read));
  }
  if (found.size() == 1) return found.begin()->second;
  std::vector<std::string> keys;
  for (const auto& [key, signature] : found) keys.push_back(key);
  throw Error(ErrorCode::kBadData,
              fmt::format("it has no signature 'serving_default', but {}",
                          keys.empty() ? "none at all" : fmt::format("{}", fmt::join(keys, ", "))));
}

std::string SerialisedConfig(const SessionOptions& options) {
  std::string config =
      NumberField(kIntraOpThreads, static_cast<std::uint64_t>(options.intra_op_threads)) +
      NumberField(kInterOpThreads, static_cast<std::uint64_t>(options.inter_op_threads)) +
      NumberField(kUsesOwnThreads, 1);
  if (options.rounds_to_bf16) {
    config += BytesField(kGraphOptions, BytesField(kRewriteOptions, NumberField(kMixedBf16, kOn)));
  }
  return config;
}

std::string SerialisedRunOptions(bool tells_graphs) {
  const auto caller = static_cast<std::uint64_t>(std::int64_t{-1});
  return NumberField(kInterOpPool, caller) + (tells_graphs ? NumberField(kTellsGraphs, 1) : "");
}

std::string PrecisionUsed(std::string_view run_metadata) {
  std::set<std::string_view> used;
  for (const Field& field : Fields(run_metadata)) {
    if (field.number == kPartitionGraphs) AddTypes(field.bytes, used);
    if (field.number != kFunctionGraphs) continue;
    for (const Field& graph : Fields(field.bytes)) {
      if (graph.number == kFunctionPartitionGraphs) AddTypes(graph.bytes, used);
    }
  }
  return fmt::format("{}", fmt::join(used, "+"));
}

}  // namespace assay::tensorflow
