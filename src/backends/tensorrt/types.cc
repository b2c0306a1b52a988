// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tables of types.
#include "backends/tensorrt/types.h"

#include <NvInferRuntime.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace assay::tensorrt {
namespace {

struct TypeRow {
  nvinfer1::DataType theirs;
  ElementType ours;
};
constexpr TypeRow kTypes[] = {
    {nvinfer1::DataType::kFLOAT, ElementType::kF32},
    {nvinfer1::DataType::kHALF, ElementType::kF16},
    {nvinfer1::DataType::kBF16, ElementType::kBF16},
    {nvinfer1::DataType::kINT8, ElementType::kI8},
    {nvinfer1::DataType::kUINT8, ElementType::kU8},
    {nvinfer1::DataType::kINT32, ElementType::kI32},
    {nvinfer1::DataType::kINT64, ElementType::kI64},
    {nvinfer1::DataType::kBOOL, ElementType::kBool},
};

}  // namespace

ElementType TypeOf(nvinfer1::DataType type, const std::string& tensor) {
  const auto* row = std::find_if(std::begin(kTypes), std::end(kTypes),
                                 [type](const TypeRow& r) { return r.theirs == type; });
  if (row != std::end(kTypes)) return row->ours;
  throw Error(ErrorCode::kEngine,
              fmt::format("the tensor '{}' has TensorRT's type {}, which Assay cannot pass on",
                          tensor, static_cast<int>(type)));
}

Shape ShapeOf(const nvinfer1::Dims64& dims) {
  Shape shape;
  for (int i = 0; i < dims.nbDims; ++i) shape.Append(dims.d[i]);
  return shape;
}

bool IsStatic(const nvinfer1::Dims64& dims) {
  return std::all_of(dims.d, dims.d + std::max(dims.nbDims, 0), [](auto d) { return d >= 0; });
}

nvinfer1::Dims64 WithBatch(const nvinfer1::Dims64& dims, int batch_size) {
  nvinfer1::Dims64 changed = dims;
  changed.d[0] = batch_size;
  return changed;
}

}  // namespace assay::tensorrt
