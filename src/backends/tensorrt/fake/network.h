// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The stand-in's networks: a few lines of text, as "ONNX" without and as "plan" with profiles.
//
//   fake network
//   input x f32 N 3          N: the batch; a number; ?: known only when the network has run
//   output scores f32 N 2
//   layer convolution f32    or: matrix-multiply; type i8 = reads dequantised numbers
//   compute classifier       classifier, double, positive, where, types, table, add-one
//   profile 1 4 8            plans only: smallest, best and largest batch
//   host scores              a shape tensor; vectorised scores: not row by row
//   fails parse some words   or: build, load, run
#pragma once

#include <NvInfer.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace fake {

constexpr std::int64_t kUnknown = -2;  // "?"; N is -1

struct TensorLine {
  std::string name;
  nvinfer1::DataType type = nvinfer1::DataType::kFLOAT;
  std::vector<std::int64_t> dims;
  bool is_input = false, is_on_host = false, is_vectorised = false;
};

struct LayerLine {
  nvinfer1::LayerType kind = nvinfer1::LayerType::kCONVOLUTION;
  nvinfer1::DataType type = nvinfer1::DataType::kFLOAT;
  bool reads_dequantised = false;
};

using Profile = std::array<std::int64_t, 3>;  // smallest, best, largest batch

struct Network {
  std::vector<TensorLine> tensors;
  std::vector<LayerLine> layers;
  std::vector<Profile> profiles;
  std::string compute;
  std::map<std::string, std::string> failures;  // when -> TensorRT's words

  const TensorLine* Find(const std::string& name) const;
  /// Dimensions with the batch put in; unknown ones and a batch of -1 become -1.
  static nvinfer1::Dims DimsOf(const TensorLine& tensor, std::int64_t batch);
};

/// False when `text` does not begin with `head` ("fake network", "fake plan") or has a bad line.
bool Parse(const std::string& text, const std::string& head, Network& network);
/// What Parse reads as "fake plan".
std::string PlanText(const Network& network);

/// Rows of numbers, by the tensor's name.
struct Numbers {
  std::vector<std::int64_t> dims;
  std::vector<double> values;
};
/// The outputs for these inputs.
std::map<std::string, Numbers> Compute(const Network& network,
                                       const std::map<std::string, Numbers>& inputs);

std::size_t BytesEach(nvinfer1::DataType type);

}  // namespace fake
