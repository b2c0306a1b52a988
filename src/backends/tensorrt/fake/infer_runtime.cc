// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A stand-in for TensorRT's libnvinfer, for tests: the half that runs plans. It computes on the
// host, in the stand-in for CUDA's streams, and fails with a sentence when it is used wrongly.
#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>

#include "backends/tensorrt/fake/cuda_control.h"
#include "backends/tensorrt/fake/infer_parts.h"

namespace fake {
namespace {

using nvinfer1::DataType;
using nvinfer1::Dims;

constexpr std::int64_t kScratchBytes = 1024;

std::size_t CountOf(const Dims& dims) {
  std::size_t count = 1;
  for (int i = 0; i < dims.nbDims; ++i) count *= static_cast<std::size_t>(dims.d[i]);
  return count;
}

template <typename T>
void Widen(const void* from, std::vector<double>& to) {
  for (std::size_t i = 0; i < to.size(); ++i)
    to[i] = static_cast<double>(static_cast<const T*>(from)[i]);
}
template <typename T>
void Narrow(const std::vector<double>& from, void* to) {
  for (std::size_t i = 0; i < from.size(); ++i) static_cast<T*>(to)[i] = static_cast<T>(from[i]);
}

/// The types that the networks' inputs and outputs have.
struct NumberRow {
  DataType type;
  void (*read)(const void* from, std::vector<double>& to);
  void (*write)(const std::vector<double>& from, void* to);
};
constexpr NumberRow kNumbers[] = {
    {DataType::kFLOAT, Widen<float>, Narrow<float>},
    {DataType::kINT32, Widen<std::int32_t>, Narrow<std::int32_t>},
    {DataType::kINT64, Widen<std::int64_t>, Narrow<std::int64_t>},
    {DataType::kBOOL, Widen<std::uint8_t>, Narrow<std::uint8_t>},
};
const NumberRow& RowOf(DataType type) {
  const auto* row = std::find_if(std::begin(kNumbers), std::end(kNumbers),
                                 [type](const NumberRow& r) { return r.type == type; });
  if (row == std::end(kNumbers)) Unexpected("numbers of that type");
  return *row;
}

class FakeContext : public Faces<nvinfer1::IExecutionContext, StubVExecutionContext> {
 public:
  FakeContext(const Network& network, int device, nvinfer1::ILogger& logger)
      : network_(network), device_(device), logger_(logger) {}

  void setDeviceMemoryV2(void* memory, std::int64_t size) noexcept override {
    has_scratch_ = size >= kScratchBytes &&
                   fake_cuda_is_device_memory(memory, static_cast<std::size_t>(size)) != 0;
  }
  bool setOptimizationProfileAsync(std::int32_t profile, cudaStream_t stream) noexcept override {
    if (fake_cuda_device_of(stream) != device_) return Refuse("a stream of another device");
    profile_ = profile;
    return static_cast<std::size_t>(profile) < network_.profiles.size() ||
           Refuse("no such profile");
  }
  bool setInputShape(const char* name, const Dims& dims) noexcept override {
    const TensorLine* tensor = network_.Find(name);
    if (tensor == nullptr || !tensor->is_input) return Refuse("no such input");
    const Profile& range = network_.profiles[static_cast<std::size_t>(profile_)];
    if (dims.d[0] < range[0] || dims.d[0] > range[2]) return Refuse("outside of the profile");
    batch_ = dims.d[0];
    const Dims expected = Network::DimsOf(*tensor, *batch_);
    const bool fits =
        expected.nbDims == dims.nbDims && std::equal(dims.d, dims.d + dims.nbDims, expected.d);
    return fits || Refuse("another shape than the network's");
  }
  Dims getTensorShape(const char* name) const noexcept override {
    return Network::DimsOf(*network_.Find(name), batch_.value_or(-1));
  }
  bool setTensorAddress(const char* name, void* address) noexcept override {
    addresses_[name] = address;
    return network_.Find(name) != nullptr;
  }
  bool setOutputAllocator(const char* name,
                          nvinfer1::IOutputAllocator* allocator) noexcept override {
    allocators_[name] = allocator;
    return network_.Find(name) != nullptr;
  }

  bool enqueueV3(cudaStream_t stream) noexcept override {
    if (Fails(network_, "run", logger_)) return false;
    if (fake_cuda_current_device() != device_ || fake_cuda_device_of(stream) != device_) {
      return Refuse("another device than the engine's");
    }
    if (!has_scratch_ || !batch_) return Refuse("no scratch memory or no shape");
    for (const TensorLine& tensor : network_.tensors) {
      if (!HasPlace(tensor)) return Refuse("no memory for " + tensor.name);
    }
    if (allocators_.empty()) {
      fake_cuda_push(
          stream, [](void* self) { static_cast<FakeContext*>(self)->ComputeAll(); }, this);
      return true;
    }
    fake_cuda_flush(stream);  // shapes that depend on numbers are known when this returns
    return GrowAll(ComputeFromInputs(), stream);
  }

 private:
  bool Refuse(const std::string& words) const {
    Complain(logger_, words);
    return false;
  }

  bool HasPlace(const TensorLine& tensor) const {
    if (allocators_.count(tensor.name) > 0) return true;
    const auto place = addresses_.find(tensor.name);
    const Dims dims = getTensorShape(tensor.name.c_str());
    return place != addresses_.end() &&
           fake_cuda_is_device_memory(place->second, CountOf(dims) * BytesEach(tensor.type)) != 0;
  }

  std::map<std::string, Numbers> ComputeFromInputs() const {
    std::map<std::string, Numbers> inputs;
    for (const TensorLine& tensor : network_.tensors) {
      if (!tensor.is_input) continue;
      const Dims dims = getTensorShape(tensor.name.c_str());
      Numbers numbers{.dims = {dims.d, dims.d + dims.nbDims}, .values = {}};
      numbers.values.resize(CountOf(dims));
      RowOf(tensor.type).read(addresses_.at(tensor.name), numbers.values);
      inputs.emplace(tensor.name, std::move(numbers));
    }
    return Compute(network_, inputs);
  }

  void ComputeAll() {
    for (const auto& [name, numbers] : ComputeFromInputs()) {
      if (addresses_.count(name) == 0) continue;
      RowOf(network_.Find(name)->type).write(numbers.values, addresses_.at(name));
    }
  }

  bool GrowAll(const std::map<std::string, Numbers>& outputs, cudaStream_t stream) {
    for (auto& [name, allocator] : allocators_) {
      const Numbers& numbers = outputs.at(name);
      const DataType type = network_.Find(name)->type;
      const std::size_t size = std::max<std::size_t>(numbers.values.size() * BytesEach(type), 1);
      void* place = allocator->reallocateOutputAsync(name.c_str(), nullptr, size, 1, stream);
      if (place == nullptr) return Refuse("no memory for " + name);
      RowOf(type).write(numbers.values, place);
      Dims dims{};
      for (const std::int64_t dim : numbers.dims) dims.d[dims.nbDims++] = dim;
      allocator->notifyShape(name.c_str(), dims);
    }
    return true;
  }

  const Network& network_;
  const int device_;
  nvinfer1::ILogger& logger_;
  bool has_scratch_ = false;
  std::int32_t profile_ = 0;
  std::optional<std::int64_t> batch_;
  std::map<std::string, void*> addresses_;
  std::map<std::string, nvinfer1::IOutputAllocator*> allocators_;
};

class FakeEngine : public Faces<nvinfer1::ICudaEngine, StubVCudaEngine> {
 public:
  FakeEngine(Network network, nvinfer1::ILogger& logger)
      : network_(std::move(network)), device_(fake_cuda_current_device()), logger_(logger) {}

  std::int32_t getNbIOTensors() const noexcept override {
    return static_cast<std::int32_t>(network_.tensors.size());
  }
  const char* getIOTensorName(std::int32_t i) const noexcept override {
    return network_.tensors[static_cast<std::size_t>(i)].name.c_str();
  }
  nvinfer1::TensorIOMode getTensorIOMode(const char* name) const noexcept override {
    return network_.Find(name)->is_input ? nvinfer1::TensorIOMode::kINPUT
                                         : nvinfer1::TensorIOMode::kOUTPUT;
  }
  nvinfer1::TensorLocation getTensorLocation(const char* name) const noexcept override {
    return network_.Find(name)->is_on_host ? nvinfer1::TensorLocation::kHOST
                                           : nvinfer1::TensorLocation::kDEVICE;
  }
  nvinfer1::TensorFormat getTensorFormat(const char* name) const noexcept override {
    return network_.Find(name)->is_vectorised ? nvinfer1::TensorFormat::kCHW32
                                              : nvinfer1::TensorFormat::kLINEAR;
  }
  Dims getTensorShape(const char* name) const noexcept override {
    return Network::DimsOf(*network_.Find(name), -1);
  }
  DataType getTensorDataType(const char* name) const noexcept override {
    return network_.Find(name)->type;
  }
  std::int32_t getNbOptimizationProfiles() const noexcept override {
    return static_cast<std::int32_t>(network_.profiles.size());
  }
  Dims getProfileShape(const char* name, std::int32_t profile,
                       nvinfer1::OptProfileSelector selector) const noexcept override {
    const Profile& batches = network_.profiles[static_cast<std::size_t>(profile)];
    return Network::DimsOf(*network_.Find(name), batches[static_cast<std::size_t>(selector)]);
  }
  std::int32_t getNbLayers() const noexcept override {
    return static_cast<std::int32_t>(network_.layers.size());
  }
  std::int32_t getNbAuxStreams() const noexcept override { return 0; }
  std::int64_t getDeviceMemorySizeV2() const noexcept override { return kScratchBytes; }
  nvinfer1::IExecutionContext* createExecutionContext(
      nvinfer1::ExecutionContextAllocationStrategy) noexcept override {
    if (Fails(network_, "context", logger_)) return nullptr;
    return new FakeContext(network_, device_, logger_);
  }

 private:
  const Network network_;
  const int device_;
  nvinfer1::ILogger& logger_;
};

class FakeRuntime : public Faces<nvinfer1::IRuntime, StubVRuntime> {
 public:
  explicit FakeRuntime(nvinfer1::ILogger& logger) : logger_(logger) {}
  nvinfer1::ICudaEngine* deserializeCudaEngine(const void* bytes,
                                               std::size_t size) noexcept override {
    Network network;
    if (!Parse({static_cast<const char*>(bytes), size}, "fake plan", network)) {
      Complain(logger_, "the stream holds no engine");
      return nullptr;
    }
    if (Fails(network, "load", logger_)) return nullptr;
    return new FakeEngine(std::move(network), logger_);
  }

 private:
  nvinfer1::ILogger& logger_;
};

}  // namespace
}  // namespace fake

extern "C" {

void* createInferRuntime_INTERNAL(void* logger, std::int32_t version) noexcept {
  if (version != NV_TENSORRT_VERSION || fake::Refuses("runtime", logger)) return nullptr;
  return static_cast<nvinfer1::IRuntime*>(
      new fake::FakeRuntime(*static_cast<nvinfer1::ILogger*>(logger)));
}

std::int32_t getInferLibMajorVersion() noexcept { return NV_TENSORRT_MAJOR; }
std::int32_t getInferLibMinorVersion() noexcept {
  const char* older = std::getenv("FAKE_INFER_MINOR");
  return older == nullptr ? NV_TENSORRT_MINOR : std::atoi(older);
}
std::int32_t getInferLibPatchVersion() noexcept { return NV_TENSORRT_PATCH; }

}  // extern "C"
