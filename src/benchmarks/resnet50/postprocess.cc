// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// From a classifier's output to the label that is answered.
#include "benchmarks/resnet50/postprocess.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"

namespace assay {
namespace {

bool IsWhole(ElementType type) { return type == ElementType::kI64 || type == ElementType::kI32; }

template <typename T>
T ElementAt(const TensorView& tensor, std::size_t i) {
  T value;
  std::memcpy(&value, tensor.bytes + i * sizeof(T), sizeof(T));
  return value;
}

template <typename T>
LabelBytes Bytes(T value) {
  LabelBytes label{.bytes = {}, .count = sizeof(T)};
  std::memcpy(label.bytes.data(), &value, sizeof(T));
  return label;
}

template <typename T>
T Value(std::span<const std::byte> bytes) {
  if (bytes.size() != sizeof(T)) {
    throw Error(
        ErrorCode::kBadData,
        fmt::format("an answer has {} bytes where {} are expected: was the log written with "
                    "another payload type?",
                    bytes.size(), sizeof(T)));
  }
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

std::int64_t WholePart(float value) {
  constexpr float kLimit = 1e9F;
  if (!(std::abs(value) <= kLimit)) {
    throw Error(ErrorCode::kBadData, fmt::format("an answer is {}, which is no label: was the log "
                                                 "written with another payload type?",
                                                 value));
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace

void RequireAnswers(const TensorView& output, std::size_t batch_size) {
  const Shape& shape = output.shape;
  const auto batch = static_cast<std::int64_t>(batch_size);
  const bool has_batch = shape.rank() >= 1 && shape[0] == batch;
  const bool has_one = shape.rank() == 1 || (shape.rank() == 2 && shape[1] == 1);
  const bool is_whole = IsWhole(output.type) && has_batch && has_one;
  const bool is_scores =
      output.type == ElementType::kF32 && has_batch && shape.rank() == 2 && shape[1] > 1;
  if (output.memory != Memory::kDevice && (is_whole || is_scores)) return;
  throw Error(ErrorCode::kEngine,
              fmt::format("the model's output is {} {}{}, expected i64 [{}] or f32 [{},classes] in "
                          "host memory: correct [output] in the model card",
                          Name(output.type), shape.Text(),
                          output.memory == Memory::kDevice ? " on the device" : "", batch, batch));
}

std::int64_t ClassAt(const TensorView& output, std::size_t position) {
  if (output.type == ElementType::kI64) return ElementAt<std::int64_t>(output, position);
  if (output.type == ElementType::kI32) return ElementAt<std::int32_t>(output, position);
  const auto classes = static_cast<std::size_t>(output.shape[1]);
  const auto* scores = reinterpret_cast<const float*>(output.bytes) + position * classes;
  const float* best = std::max_element(scores, scores + classes);
  if (std::isnan(*best)) {
    throw Error(ErrorCode::kEngine,
                fmt::format("the model answered NaN for position {} of a batch: its arithmetic "
                            "overflows, try another precision",
                            position));
  }
  return best - scores;
}

LabelBytes ToPayload(std::int64_t label, ElementType payload) {
  if (payload == ElementType::kI64) return Bytes(label);
  if (payload == ElementType::kI32) return Bytes(static_cast<std::int32_t>(label));
  ASSAY_CHECK(payload == ElementType::kF32);
  return Bytes(static_cast<float>(label));
}

std::int64_t FromPayload(std::span<const std::byte> bytes, ElementType payload) {
  if (payload == ElementType::kI64) return Value<std::int64_t>(bytes);
  if (payload == ElementType::kI32) return Value<std::int32_t>(bytes);
  ASSAY_CHECK(payload == ElementType::kF32);
  return WholePart(Value<float>(bytes));
}

}  // namespace assay
