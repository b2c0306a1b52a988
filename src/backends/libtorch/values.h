// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// PyTorch's values as ours: element types, tensors, results of every form, and which arithmetic
// ran. Included only by the files that know PyTorch.
#pragma once

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <exception>
#include <set>
#include <string>
#include <vector>

#include "base/tensor.h"

namespace assay::libtorch {

/// Throws Error{kEngine} for a type that Assay cannot pass on.
ElementType TypeOf(const at::Tensor& tensor);
at::ScalarType TheirType(ElementType type);

/// `tensor` lies in host memory, without gaps.
TensorView ViewOf(const at::Tensor& tensor);

struct NamedTensor {
  std::string name;  // "" where the result has none
  at::Tensor tensor;
};
/// A tensor, or a tuple, list or dictionary of tensors. Throws Error{kEngine} for anything else.
std::vector<NamedTensor> Flatten(const c10::IValue& result);

/// While it lives, notes the types that enter the operators that do the work on this thread.
class ArithmeticRecorder {
 public:
  ArithmeticRecorder();
  ~ArithmeticRecorder();
  ArithmeticRecorder(const ArithmeticRecorder&) = delete;
  ArithmeticRecorder& operator=(const ArithmeticRecorder&) = delete;
  /// "f32", or "bf16+f32"; "" when no such operator ran.
  std::string Text() const;

 private:
  std::set<std::string> types_;
  std::uint64_t callback_ = 0;
};

/// The engine's message without its stack trace, in one line.
std::string Sentence(const std::exception& exception);

}  // namespace assay::libtorch
