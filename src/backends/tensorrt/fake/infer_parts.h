// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What both halves of the stand-in for libnvinfer are made of.
#pragma once

#include <string>
#include <utility>

#include "backends/tensorrt/fake/network.h"
#include "tensorrt_stubs.h"

namespace fake {

/// One object as both faces that TensorRT gives it: the public class and what that forwards to.
template <typename Public, typename Stub>
class Faces : public Public, public Stub {
 public:
  Faces() { this->mImpl = this; }
};

class FakeHostMemory : public Faces<nvinfer1::IHostMemory, StubVHostMemory> {
 public:
  explicit FakeHostMemory(std::string text) : text_(std::move(text)) {}
  void* data() const noexcept override { return const_cast<char*>(text_.data()); }
  std::size_t size() const noexcept override { return text_.size(); }

 private:
  const std::string text_;
};

inline void Complain(nvinfer1::ILogger& logger, const std::string& words) {
  logger.log(nvinfer1::ILogger::Severity::kINFO, "this line is not an error");
  logger.log(nvinfer1::ILogger::Severity::kERROR, words.c_str());
  logger.log(nvinfer1::ILogger::Severity::kERROR, "and this one only follows from the first");
}

/// Whether the test asks the library to make no object of that kind: $FAKE_INFER_REFUSES.
inline bool Refuses(const char* kind, void* logger) {
  const char* refused = std::getenv("FAKE_INFER_REFUSES");
  if (refused == nullptr || std::string(refused) != kind) return false;
  Complain(*static_cast<nvinfer1::ILogger*>(logger), "CUDA driver too old");
  return true;
}

/// Whether the network shall fail here; then TensorRT's words are in the log.
inline bool Fails(const Network& network, const char* when, nvinfer1::ILogger& logger) {
  const auto failure = network.failures.find(when);
  if (failure == network.failures.end()) return false;
  Complain(logger, failure->second);
  return true;
}

}  // namespace fake
