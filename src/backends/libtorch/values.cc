// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// PyTorch's values as ours: element types, tensors, results of every form, and which arithmetic
// ran.
#include "backends/libtorch/values.h"

#include <ATen/record_function.h>

#include <algorithm>
#include <string_view>

#include "backends/model_parts.h"
#include "base/error.h"

namespace assay::libtorch {
namespace {

struct TypeRow {
  ElementType ours;
  at::ScalarType theirs;
};
constexpr TypeRow kTypes[] = {{ElementType::kF32, at::kFloat},     {ElementType::kF16, at::kHalf},
                              {ElementType::kBF16, at::kBFloat16}, {ElementType::kF64, at::kDouble},
                              {ElementType::kI8, at::kChar},       {ElementType::kU8, at::kByte},
                              {ElementType::kI32, at::kInt},       {ElementType::kI64, at::kLong},
                              {ElementType::kBool, at::kBool}};

/// Parts of the names of operators that do the work.
constexpr std::string_view kHeavy[] = {"conv", "mm", "linear", "lstm", "gru", "rnn", "attention"};

bool IsHeavy(std::string_view operation) {
  return std::any_of(std::begin(kHeavy), std::end(kHeavy), [operation](std::string_view part) {
    return operation.find(part) != std::string_view::npos;
  });
}

std::string ArithmeticOf(const at::Tensor& tensor) {
  const at::ScalarType type = tensor.scalar_type();
  if (c10::isQIntType(type) || type == at::kChar || type == at::kByte) return "i8";
  for (const TypeRow& row : kTypes) {
    if (row.theirs == type) return std::string(Name(row.ours));
  }
  return c10::toString(type);
}

/// The set that the callback of this thread writes to.
thread_local std::set<std::string>* recorded_here = nullptr;

std::unique_ptr<at::ObserverContext> Record(const at::RecordFunction& operation) {
  const std::string_view name = operation.name();
  if (recorded_here == nullptr || !IsHeavy(name)) return nullptr;
  if (name.starts_with("quantized::")) {  // their weights are no tensors
    recorded_here->insert("i8");
    return nullptr;
  }
  for (const c10::IValue& input : operation.inputs()) {
    if (!input.isTensor() || !input.toTensor().defined()) continue;
    recorded_here->insert(ArithmeticOf(input.toTensor()));
    break;  // the first one decides
  }
  return nullptr;
}

void Append(std::vector<NamedTensor>& tensors, const std::string& name, const c10::IValue& value) {
  if (!value.isTensor()) {
    throw Error(ErrorCode::kEngine,
                "the model's result holds a " + value.tagKind() + ", not only tensors");
  }
  tensors.push_back({name, value.toTensor()});
}

}  // namespace

ElementType TypeOf(const at::Tensor& tensor) {
  for (const TypeRow& row : kTypes) {
    if (row.theirs == tensor.scalar_type()) return row.ours;
  }
  throw Error(ErrorCode::kEngine, std::string("the model has a tensor of type ") +
                                      c10::toString(tensor.scalar_type()) +
                                      ", which Assay cannot pass on");
}

at::ScalarType TheirType(ElementType type) {
  const auto* row = std::find_if(std::begin(kTypes), std::end(kTypes),
                                 [type](const TypeRow& r) { return r.ours == type; });
  ASSAY_CHECK(row != std::end(kTypes));
  return row->theirs;
}

TensorView ViewOf(const at::Tensor& tensor) {
  TensorView view;
  view.type = TypeOf(tensor);
  for (const std::int64_t d : tensor.sizes()) view.shape.Append(d);
  view.bytes = static_cast<std::byte*>(tensor.data_ptr());
  return view;
}

std::vector<NamedTensor> Flatten(const c10::IValue& result) {
  std::vector<NamedTensor> tensors;
  if (result.isTuple()) {
    for (const c10::IValue& value : result.toTupleRef().elements()) Append(tensors, "", value);
  } else if (result.isTensorList() || result.isList()) {
    for (const c10::IValue& value : result.toListRef()) Append(tensors, "", value);
  } else if (result.isGenericDict()) {
    for (const auto& entry : result.toGenericDict()) {
      Append(tensors, entry.key().isString() ? entry.key().toStringRef() : "", entry.value());
    }
  } else {
    Append(tensors, "", result);
  }
  return tensors;
}

ArithmeticRecorder::ArithmeticRecorder() {
  recorded_here = &types_;
  callback_ = at::addThreadLocalCallback(at::RecordFunctionCallback(&Record).needsInputs(true));
}

ArithmeticRecorder::~ArithmeticRecorder() {
  at::removeCallback(callback_);
  recorded_here = nullptr;
}

std::string ArithmeticRecorder::Text() const {
  std::string text;
  for (const std::string& type : types_) text += (text.empty() ? "" : "+") + type;
  return text;
}

std::string Sentence(const std::exception& exception) {
  const auto* theirs = dynamic_cast<const c10::Error*>(&exception);
  std::string_view text = theirs == nullptr ? exception.what() : theirs->what_without_backtrace();
  // TorchScript: a trace through the model's source, then "RuntimeError: what is wrong".
  constexpr std::string_view kLast = "RuntimeError: ";
  const std::size_t last = text.rfind(kLast);
  if (last != std::string_view::npos) text.remove_prefix(last + kLast.size());
  return OneLine(text);
}

}  // namespace assay::libtorch
