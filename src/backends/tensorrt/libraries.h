// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// NVIDIA's libraries, opened when this engine is: libnvinfer, libnvonnxparser and the CUDA runtime.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "backends/tensorrt/cuda.h"

namespace nvinfer1 {
class IBuilder;
class INetworkDefinition;
class IRuntime;
}  // namespace nvinfer1
namespace nvonnxparser {
class IParser;
}

namespace assay::tensorrt {

class Log;  // what TensorRT says while it works

/// All of them. Thread-safe. Outlives everything that came out of it.
class Libraries {
 public:
  /// Looks in the folders of $ASSAY_TENSORRT (separated by colons), then where the dynamic loader
  /// looks. Throws Error{kMissingFile}, also for a libnvinfer older than the headers.
  Libraries();
  Libraries(const Libraries&) = delete;
  Libraries& operator=(const Libraries&) = delete;
  ~Libraries();

  const Cuda& cuda() const { return *cuda_; }
  /// "11.1.0": of libnvinfer.
  std::string Version() const;
  /// File name and real path of what was opened.
  std::vector<std::pair<std::string, std::string>> Opened() const;

  // Throw Error{kEngine} with what TensorRT said.
  std::unique_ptr<nvinfer1::IRuntime> NewRuntime();
  std::unique_ptr<nvinfer1::IBuilder> NewBuilder();
  /// Opens libnvonnxparser first; throws Error{kMissingFile} when that is not there.
  std::unique_ptr<nvonnxparser::IParser> NewParser(nvinfer1::INetworkDefinition& network);

  /// The first error that TensorRT reported since the last call; "it did not say why" when none.
  std::string TakeReason();

 private:
  struct Library {
    std::string name;  // as asked for: "libnvinfer.so.11"
    std::string path;
    void* handle = nullptr;
  };
  Library Open(const std::string& name) const;

  std::unique_ptr<Log> log_;
  Library nvinfer_, cudart_;
  mutable std::mutex mutex_;  // guards parser_
  Library parser_;
  std::unique_ptr<Cuda> cuda_;
};

}  // namespace assay::tensorrt
