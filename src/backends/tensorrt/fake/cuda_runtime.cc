// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A stand-in for NVIDIA's CUDA runtime, for tests: host memory, and streams whose work is done when
// somebody waits for it and not sooner.
#include <cuda_runtime_api.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "backends/tensorrt/fake/cuda_control.h"

struct CUstream_st {
  int device = 0;
  std::vector<std::pair<void (*)(void*), void*>> work{};
};
struct CUevent_st {
  int device = 0;
  CUstream_st* stream = nullptr;  // recorded last
};

namespace {

/// Shared by all threads.
struct State {
  std::mutex mutex;
  int devices = 1;
  std::string failing;
  int good_calls = 0;
  std::map<const char*, std::size_t> device_memory;
  std::set<void*> pinned_memory;
  std::set<const CUstream_st*> streams;
  int events = 0;
};
State& TheState() {
  static State state;
  return state;
}

thread_local int current_device = 0;

/// Whether this call is one that shall fail.
bool Fails(const char* function) {
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  return state.failing == function && state.good_calls-- <= 0;
}

bool IsDeviceMemory(const void* address, std::size_t count) {
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  const char* first = static_cast<const char*>(address);
  const auto next = state.device_memory.upper_bound(first);
  if (next == state.device_memory.begin()) return false;
  const auto& [begin, size] = *std::prev(next);
  return first + count <= begin + size;
}

struct Copy {
  void* to;
  const void* from;
  std::size_t count;
};

void DoCopy(void* context) {
  const auto* copy = static_cast<Copy*>(context);
  std::memcpy(copy->to, copy->from, copy->count);
  delete copy;
}

}  // namespace

extern "C" {

void fake_cuda_push(CUstream_st* stream, void (*work)(void*), void* context) {
  stream->work.emplace_back(work, context);
}

void fake_cuda_flush(CUstream_st* stream) {
  for (const auto& [work, context] : std::exchange(stream->work, {})) work(context);
}

int fake_cuda_device_of(const CUstream_st* stream) {
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  return state.streams.count(stream) > 0 ? stream->device : -1;
}

int fake_cuda_current_device() { return current_device; }

int fake_cuda_is_device_memory(const void* address, std::size_t count) {
  return IsDeviceMemory(address, count) ? 1 : 0;
}

void fake_cuda_set_devices(int count) { TheState().devices = count; }

void fake_cuda_fail(const char* function, int good_calls) {
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  state.failing = function == nullptr ? "" : function;
  state.good_calls = good_calls;
}

int fake_cuda_live() {
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  return static_cast<int>(state.device_memory.size() + state.pinned_memory.size() +
                          state.streams.size()) +
         state.events;
}

const char* cudaGetErrorString(cudaError_t error) {
  switch (error) {
    case cudaErrorMemoryAllocation:
      return "out of memory";
    case cudaErrorNoDevice:
      return "no CUDA-capable device is detected";
    case cudaErrorInvalidValue:
      return "invalid argument";
    default:
      return "unspecified launch failure";
  }
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = CUDART_VERSION;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceCount(int* count) {
  *count = TheState().devices;
  return *count > 0 ? cudaSuccess : cudaErrorNoDevice;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  if (device >= TheState().devices) return cudaErrorInvalidDevice;
  std::snprintf(properties->name, sizeof(properties->name), "Stand-in GPU %d", device);
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) {
  if (device < 0 || device >= TheState().devices) return cudaErrorInvalidDevice;
  current_device = device;
  return cudaSuccess;
}

cudaError_t cudaMalloc(void** address, std::size_t count) {
  if (Fails("cudaMalloc")) return cudaErrorMemoryAllocation;
  *address = std::malloc(count);
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  state.device_memory[static_cast<const char*>(*address)] = count;
  return cudaSuccess;
}

cudaError_t cudaFree(void* address) {
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  if (state.device_memory.erase(static_cast<const char*>(address)) == 0)
    return cudaErrorInvalidValue;
  std::free(address);
  return cudaSuccess;
}

cudaError_t cudaMallocHost(void** address, std::size_t count) {
  if (Fails("cudaMallocHost")) return cudaErrorMemoryAllocation;
  *address = std::malloc(count);
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  state.pinned_memory.insert(*address);
  return cudaSuccess;
}

cudaError_t cudaFreeHost(void* address) {
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  if (state.pinned_memory.erase(address) == 0) return cudaErrorInvalidValue;
  std::free(address);
  return cudaSuccess;
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t count, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  const bool is_in = kind == cudaMemcpyHostToDevice;
  const bool is_right = IsDeviceMemory(to, count) == is_in && IsDeviceMemory(from, count) != is_in;
  if (!is_right || fake_cuda_device_of(stream) < 0) return cudaErrorInvalidValue;
  if (Fails("cudaMemcpyAsync")) return cudaErrorLaunchFailure;
  fake_cuda_push(stream, DoCopy, new Copy{to, from, count});
  return cudaSuccess;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned int flags) {
  if (flags != cudaStreamNonBlocking) return cudaErrorInvalidValue;
  if (Fails("cudaStreamCreateWithFlags")) return cudaErrorMemoryAllocation;
  *stream = new CUstream_st{current_device};
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  state.streams.insert(*stream);
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  if (fake_cuda_device_of(stream) < 0) return cudaErrorInvalidValue;
  fake_cuda_flush(stream);
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  state.streams.erase(stream);
  delete stream;
  return cudaSuccess;
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned int flags) {
  if ((flags & cudaEventBlockingSync) == 0) return cudaErrorInvalidValue;
  if (Fails("cudaEventCreateWithFlags")) return cudaErrorMemoryAllocation;
  *event = new CUevent_st{current_device};
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  ++state.events;
  return cudaSuccess;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  if (fake_cuda_device_of(stream) != event->device) return cudaErrorInvalidValue;
  event->stream = stream;
  return cudaSuccess;
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  if (event->stream == nullptr) return cudaErrorInvalidValue;
  fake_cuda_flush(event->stream);
  return Fails("cudaEventSynchronize") ? cudaErrorLaunchFailure : cudaSuccess;
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  State& state = TheState();
  std::lock_guard lock(state.mutex);
  --state.events;
  delete event;
  return cudaSuccess;
}

}  // extern "C"
