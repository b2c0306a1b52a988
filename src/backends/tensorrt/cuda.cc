// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The CUDA runtime by its C functions, found one by one.
#include "backends/tensorrt/cuda.h"

#include <cuda_runtime_api.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include "base/error.h"

namespace assay::tensorrt {

/// Named as in CUDA's documentation.
struct CudaCalls {
  decltype(&::cudaGetErrorString) cudaGetErrorString = nullptr;
  decltype(&::cudaRuntimeGetVersion) cudaRuntimeGetVersion = nullptr;
  decltype(&::cudaGetDeviceCount) cudaGetDeviceCount = nullptr;
  decltype(&::cudaGetDeviceProperties) cudaGetDeviceProperties = nullptr;
  decltype(&::cudaSetDevice) cudaSetDevice = nullptr;
  decltype(&::cudaMalloc) cudaMalloc = nullptr;
  decltype(&::cudaFree) cudaFree = nullptr;
  decltype(&::cudaMallocHost) cudaMallocHost = nullptr;
  decltype(&::cudaFreeHost) cudaFreeHost = nullptr;
  decltype(&::cudaMemcpyAsync) cudaMemcpyAsync = nullptr;
  decltype(&::cudaStreamCreateWithFlags) cudaStreamCreateWithFlags = nullptr;
  decltype(&::cudaStreamDestroy) cudaStreamDestroy = nullptr;
  decltype(&::cudaEventCreateWithFlags) cudaEventCreateWithFlags = nullptr;
  decltype(&::cudaEventRecord) cudaEventRecord = nullptr;
  decltype(&::cudaEventSynchronize) cudaEventSynchronize = nullptr;
  decltype(&::cudaEventDestroy) cudaEventDestroy = nullptr;
};

namespace {

struct Found {
  void* library;
  const std::filesystem::path& file;

  template <typename Call>
  void As(const char* name, Call& call) const {
    call = reinterpret_cast<Call>(dlsym(library, name));
    if (call == nullptr) {
      throw Error(ErrorCode::kMissingFile,
                  fmt::format("the CUDA runtime {} has no function {}: install the CUDA {} that "
                              "this backend was built for",
                              file.string(), name, CUDART_VERSION / 1000));
    }
  }
};

// The name after macro expansion: some functions carry a version in their symbol.
#define ASSAY_TEXT_OF(name) #name
#define ASSAY_FIND(found, calls, name) (found).As(ASSAY_TEXT_OF(name), (calls).name)

std::unique_ptr<CudaCalls> FindCalls(const Found& found) {
  auto calls = std::make_unique<CudaCalls>();
  ASSAY_FIND(found, *calls, cudaGetErrorString);
  ASSAY_FIND(found, *calls, cudaRuntimeGetVersion);
  ASSAY_FIND(found, *calls, cudaGetDeviceCount);
  ASSAY_FIND(found, *calls, cudaGetDeviceProperties);
  ASSAY_FIND(found, *calls, cudaSetDevice);
  ASSAY_FIND(found, *calls, cudaMalloc);
  ASSAY_FIND(found, *calls, cudaFree);
  ASSAY_FIND(found, *calls, cudaMallocHost);
  ASSAY_FIND(found, *calls, cudaFreeHost);
  ASSAY_FIND(found, *calls, cudaMemcpyAsync);
  ASSAY_FIND(found, *calls, cudaStreamCreateWithFlags);
  ASSAY_FIND(found, *calls, cudaStreamDestroy);
  ASSAY_FIND(found, *calls, cudaEventCreateWithFlags);
  ASSAY_FIND(found, *calls, cudaEventRecord);
  ASSAY_FIND(found, *calls, cudaEventSynchronize);
  ASSAY_FIND(found, *calls, cudaEventDestroy);
  return calls;
}

void Require(const CudaCalls& calls, cudaError_t result, std::string_view what) {
  if (result == cudaSuccess) return;
  throw Error(ErrorCode::kEngine,
              fmt::format("CUDA could not {}: {}", what, calls.cudaGetErrorString(result)));
}

}  // namespace

Bytes::Bytes(const CudaCalls& calls, BytesKind kind, std::size_t count)
    : bytes_(nullptr, FreeBytes{&calls, kind}), count_(count) {
  if (count == 0) return;
  void* address = nullptr;
  const cudaError_t result = kind == BytesKind::kDevice ? calls.cudaMalloc(&address, count)
                                                        : calls.cudaMallocHost(&address, count);
  if (result != cudaSuccess) {
    throw Error(ErrorCode::kEnvironment,
                fmt::format("CUDA could not give {} bytes of {} memory: {}; use a smaller batch "
                            "or fewer sessions",
                            count, kind == BytesKind::kDevice ? "device" : "page-locked host",
                            calls.cudaGetErrorString(result)));
  }
  bytes_.reset(address);
}

void FreeBytes::operator()(void* bytes) const {
  kind == BytesKind::kDevice ? calls->cudaFree(bytes) : calls->cudaFreeHost(bytes);
}

Stream::Stream(const CudaCalls& calls) : calls_(calls) {
  Require(calls, calls.cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "make a stream");
  const cudaError_t result =
      calls.cudaEventCreateWithFlags(&done_, cudaEventBlockingSync | cudaEventDisableTiming);
  if (result == cudaSuccess) return;
  calls.cudaStreamDestroy(stream_);
  Require(calls, result, "make an event");
}

Stream::~Stream() {
  calls_.cudaEventDestroy(done_);
  calls_.cudaStreamDestroy(stream_);
}

void Stream::CopyIn(std::byte* device, const std::byte* host, std::size_t count) {
  if (count == 0) return;
  Require(calls_, calls_.cudaMemcpyAsync(device, host, count, cudaMemcpyHostToDevice, stream_),
          "copy a batch to the device");
}

void Stream::CopyOut(std::byte* host, const std::byte* device, std::size_t count) {
  if (count == 0) return;
  Require(calls_, calls_.cudaMemcpyAsync(host, device, count, cudaMemcpyDeviceToHost, stream_),
          "copy answers from the device");
}

void Stream::Finish() {
  Require(calls_, calls_.cudaEventRecord(done_, stream_), "mark the end of a batch");
  Require(calls_, calls_.cudaEventSynchronize(done_), "compute a batch");
}

void Stream::Drain() noexcept {
  if (calls_.cudaEventRecord(done_, stream_) == cudaSuccess) calls_.cudaEventSynchronize(done_);
}

Cuda::Cuda(void* library, const std::filesystem::path& file) : calls_(FindCalls({library, file})) {}

Cuda::~Cuda() = default;

int Cuda::DeviceCount() const {
  int count = 0;
  const cudaError_t result = calls_->cudaGetDeviceCount(&count);
  if (result == cudaSuccess && count > 0) return count;
  throw Error(
      ErrorCode::kEnvironment,
      fmt::format("CUDA finds no NVIDIA GPU ({}): see whether nvidia-smi lists one",
                  result == cudaSuccess ? "it counts none" : calls_->cudaGetErrorString(result)));
}

std::string Cuda::DeviceName(int device) const {
  cudaDeviceProp properties{};
  Require(*calls_, calls_->cudaGetDeviceProperties(&properties, device), "describe a device");
  return properties.name;
}

std::string Cuda::Version() const {
  int version = 0;  // 1000 * major + 10 * minor
  Require(*calls_, calls_->cudaRuntimeGetVersion(&version), "tell its version");
  return fmt::format("{}.{}", version / 1000, version % 1000 / 10);
}

void Cuda::Use(int device) const {
  Require(*calls_, calls_->cudaSetDevice(device), fmt::format("use device {}", device));
}

std::string CudaLibraryName() { return fmt::format("libcudart.so.{}", CUDART_VERSION / 1000); }

}  // namespace assay::tensorrt
