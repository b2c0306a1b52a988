// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A stand-in for TensorRT's ONNX parser, for tests: reads the stand-ins' own networks.
#include <NvOnnxParser.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "backends/tensorrt/fake/infer_parts.h"

extern "C" void fake_infer_fill(nvinfer1::INetworkDefinition* definition,
                                const fake::Network* network);

namespace fake {
namespace {

class FakeError : public StubIParserError {
 public:
  explicit FakeError(std::string words) : words_(std::move(words)) {}
  const char* desc() const override { return words_.c_str(); }
  const char* nodeName() const override { return "node 7"; }

 private:
  const std::string words_;
};

class FakeParser : public StubIParser {
 public:
  explicit FakeParser(nvinfer1::INetworkDefinition& definition) : definition_(definition) {}

  bool parseFromFile(const char* file, int) noexcept override {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    Network network;
    if (!Parse(text.str(), "fake network", network)) return Refuse("it is no network");
    const auto failure = network.failures.find("parse");
    if (failure != network.failures.end()) return Refuse(failure->second);
    fake_infer_fill(&definition_, &network);
    return true;
  }
  int getNbErrors() const noexcept override { return error_ == nullptr ? 0 : 1; }
  const nvonnxparser::IParserError* getError(int) const noexcept override { return error_.get(); }

 private:
  bool Refuse(const std::string& words) {
    error_ = std::make_unique<FakeError>(words);
    return false;
  }

  nvinfer1::INetworkDefinition& definition_;
  std::unique_ptr<FakeError> error_;
};

}  // namespace
}  // namespace fake

extern "C" void* createNvOnnxParser_INTERNAL(void* network, void* logger, int version) noexcept {
  if (version != NV_ONNX_PARSER_VERSION || fake::Refuses("parser", logger)) return nullptr;
  return static_cast<nvonnxparser::IParser*>(
      new fake::FakeParser(*static_cast<nvinfer1::INetworkDefinition*>(network)));
}
