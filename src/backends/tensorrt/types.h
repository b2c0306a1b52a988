// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// TensorRT's element types and dimensions as ours.
#pragma once

#include <cstdint>
#include <string>

#include "base/tensor.h"

namespace nvinfer1 {
enum class DataType : std::int32_t;
class Dims64;
}  // namespace nvinfer1

namespace assay::tensorrt {

/// Throws Error{kEngine} for types that Assay cannot pass on (f8, i4, ...); `tensor` is named.
ElementType TypeOf(nvinfer1::DataType type, const std::string& tensor);

/// -1 stays -1.
Shape ShapeOf(const nvinfer1::Dims64& dims);
bool IsStatic(const nvinfer1::Dims64& dims);
/// With dimension 0 replaced.
nvinfer1::Dims64 WithBatch(const nvinfer1::Dims64& dims, int batch_size);

}  // namespace assay::tensorrt
