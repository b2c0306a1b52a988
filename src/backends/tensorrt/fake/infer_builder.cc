// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A stand-in for TensorRT's libnvinfer, for tests: the half that builds plans.
#include <memory>
#include <set>

#include "backends/tensorrt/fake/cuda_control.h"
#include "backends/tensorrt/fake/infer_parts.h"

namespace fake {
namespace {

class FakeTensor : public Faces<nvinfer1::ITensor, StubVTensor> {
 public:
  explicit FakeTensor(TensorLine line) : line_(std::move(line)) {}
  const char* getName() const noexcept override { return line_.name.c_str(); }
  nvinfer1::DataType getType() const noexcept override { return line_.type; }
  nvinfer1::Dims getDimensions() const noexcept override { return Network::DimsOf(line_, -1); }

 private:
  const TensorLine line_;
};

/// A layer with one input and one output.
class FakeLayer : public nvinfer1::ILayer, public StubVLayer {
 public:
  FakeLayer(nvinfer1::LayerType kind, FakeTensor& input, FakeTensor& output)
      : kind_(kind), input_(input), output_(output) {
    mLayer = this;
  }
  nvinfer1::LayerType getType() const noexcept override { return kind_; }
  nvinfer1::ITensor* getInput(std::int32_t i) const noexcept override {
    return i == 0 ? &input_ : nullptr;
  }
  nvinfer1::ITensor* getOutput(std::int32_t i) const noexcept override {
    return i == 0 ? &output_ : nullptr;
  }

 private:
  const nvinfer1::LayerType kind_;
  FakeTensor& input_;
  FakeTensor& output_;
};

class FakeDefinition : public Faces<nvinfer1::INetworkDefinition, StubVNetworkDefinition> {
 public:
  void Fill(const Network& network) {
    network_ = network;
    for (const TensorLine& line : network.tensors) {
      if (line.is_input) inputs_.push_back(std::make_unique<FakeTensor>(line));
    }
    for (const LayerLine& line : network.layers) Add(line);
  }
  const Network& network() const { return network_; }

  std::int32_t getNbInputs() const noexcept override {
    return static_cast<std::int32_t>(inputs_.size());
  }
  nvinfer1::ITensor* getInput(std::int32_t i) const noexcept override { return inputs_[i].get(); }
  std::int32_t getNbLayers() const noexcept override {
    return static_cast<std::int32_t>(layers_.size());
  }
  nvinfer1::ILayer* getLayer(std::int32_t i) const noexcept override { return layers_[i].get(); }

 private:
  FakeTensor& NewInner(nvinfer1::DataType type) {
    const std::string name = "inner " + std::to_string(inner_.size());
    inner_.push_back(
        std::make_unique<FakeTensor>(TensorLine{.name = name, .type = type, .dims = {}}));
    return *inner_.back();
  }
  /// With a layer in front that dequantises, where the line says so.
  void Add(const LayerLine& line) {
    FakeTensor& input = NewInner(line.type);
    if (line.reads_dequantised) {
      layers_.push_back(std::make_unique<FakeLayer>(nvinfer1::LayerType::kDEQUANTIZE,
                                                    NewInner(nvinfer1::DataType::kINT8), input));
    }
    layers_.push_back(std::make_unique<FakeLayer>(line.kind, input, NewInner(line.type)));
  }

  Network network_;
  std::vector<std::unique_ptr<FakeTensor>> inputs_, inner_;
  std::vector<std::unique_ptr<FakeLayer>> layers_;
};

class FakeProfile : public Faces<nvinfer1::IOptimizationProfile, StubVOptimizationProfile> {
 public:
  bool setDimensions(const char*, nvinfer1::OptProfileSelector selector,
                     const nvinfer1::Dims& dims) noexcept override {
    batches_[static_cast<std::size_t>(selector)] = dims.d[0];
    return dims.nbDims > 0;
  }
  const Profile& batches() const { return batches_; }

 private:
  Profile batches_{};
};

class FakeConfig : public Faces<nvinfer1::IBuilderConfig, StubVBuilderConfig> {
 public:
  void clearFlag(nvinfer1::BuilderFlag flag) noexcept override { cleared_.insert(flag); }
  std::int32_t addOptimizationProfile(
      const nvinfer1::IOptimizationProfile* profile) noexcept override {
    profiles_.push_back(static_cast<const FakeProfile*>(profile)->batches());
    return static_cast<std::int32_t>(profiles_.size()) - 1;
  }
  const std::vector<Profile>& profiles() const { return profiles_; }
  bool rounds_to_tf32() const { return cleared_.count(nvinfer1::BuilderFlag::kTF32) == 0; }

 private:
  std::set<nvinfer1::BuilderFlag> cleared_;
  std::vector<Profile> profiles_;
};

class FakeBuilder : public Faces<nvinfer1::IBuilder, StubVBuilder> {
 public:
  explicit FakeBuilder(nvinfer1::ILogger& logger) : logger_(logger) {}
  nvinfer1::INetworkDefinition* createNetworkV2(std::uint32_t) noexcept override {
    if (Refuses("network", &logger_)) return nullptr;
    return new FakeDefinition();
  }
  nvinfer1::IBuilderConfig* createBuilderConfig() noexcept override { return new FakeConfig(); }
  nvinfer1::IOptimizationProfile* createOptimizationProfile() noexcept override {
    if (Refuses("profile", &logger_)) return nullptr;
    profiles_.push_back(std::make_unique<FakeProfile>());
    return profiles_.back().get();
  }
  nvinfer1::IHostMemory* buildSerializedNetwork(
      nvinfer1::INetworkDefinition& definition,
      nvinfer1::IBuilderConfig& config) noexcept override {
    Network network = static_cast<FakeDefinition&>(definition).network();
    const auto& settings = static_cast<FakeConfig&>(config);
    if (Fails(network, "build", logger_)) return nullptr;
    if (settings.rounds_to_tf32()) {
      Complain(logger_, "TF32 was not switched off");
      return nullptr;
    }
    network.profiles = settings.profiles();
    return new FakeHostMemory(PlanText(network));
  }

 private:
  nvinfer1::ILogger& logger_;
  std::vector<std::unique_ptr<FakeProfile>> profiles_;
};

}  // namespace
}  // namespace fake

extern "C" {

void* createInferBuilder_INTERNAL(void* logger, std::int32_t version) noexcept {
  if (version != NV_TENSORRT_VERSION || fake::Refuses("builder", logger)) return nullptr;
  return static_cast<nvinfer1::IBuilder*>(
      new fake::FakeBuilder(*static_cast<nvinfer1::ILogger*>(logger)));
}

/// For the stand-in of the parser.
void fake_infer_fill(nvinfer1::INetworkDefinition* definition, const fake::Network* network) {
  static_cast<fake::FakeDefinition*>(definition)->Fill(*network);
}

}  // extern "C"
