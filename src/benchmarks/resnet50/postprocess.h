// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// From a classifier's output to the label that is answered, as bytes of the accuracy log.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/tensor.h"
#include "benchmarks/model_card.h"

namespace assay {

/// One answer: a label in the payload's type. Little endian, as all of the log.
struct LabelBytes {
  std::array<std::byte, 8> bytes{};
  std::size_t count = 0;
  std::span<const std::byte> view() const { return {bytes.data(), count}; }
};

/// Throws Error{kEngine} unless `output` holds `batch_size` answers in host memory: whole numbers
/// i64 or i32 {N} or {N, 1}, or scores f32 {N, classes}.
void RequireAnswers(const TensorView& output, std::size_t batch_size);

/// The class that the output holds for `position` of the batch: the number itself or the position
/// of the largest score, the first one on a tie. `output` has passed RequireAnswers. Throws
/// Error{kEngine} when the scores are not numbers.
std::int64_t ClassAt(const TensorView& output, std::size_t position);

/// `label` as `payload`: f32, i32 or i64.
LabelBytes ToPayload(std::int64_t label, ElementType payload);

/// The inverse, decimals cut off. Throws Error{kBadData} when the size does not fit or it is no
/// number.
std::int64_t FromPayload(std::span<const std::byte> bytes, ElementType payload);

}  // namespace assay
