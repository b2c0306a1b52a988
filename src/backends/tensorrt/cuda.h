// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The few things this engine wants of the CUDA runtime: devices, memory, copies, streams.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

struct CUstream_st;
struct CUevent_st;

namespace assay::tensorrt {

struct CudaCalls;

enum class BytesKind { kDevice, kPinned };

struct FreeBytes {
  const CudaCalls* calls = nullptr;
  BytesKind kind = BytesKind::kDevice;
  void operator()(void* bytes) const;
};

/// Memory on a device, or page-locked host memory.
class Bytes {
 public:
  Bytes() = default;
  /// On the thread's current device. Throws Error{kEnvironment} when there is not enough.
  Bytes(const CudaCalls& calls, BytesKind kind, std::size_t count);
  std::byte* get() const { return static_cast<std::byte*>(bytes_.get()); }
  std::size_t count() const { return count_; }

 private:
  std::unique_ptr<void, FreeBytes> bytes_;
  std::size_t count_ = 0;
};

/// Work in order on one device. One thread at a time. Throws Error{kEngine}.
class Stream {
 public:
  /// On the thread's current device.
  explicit Stream(const CudaCalls& calls);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream();
  CUstream_st* get() const { return stream_; }
  void CopyIn(std::byte* device, const std::byte* host, std::size_t count);
  void CopyOut(std::byte* host, const std::byte* device, std::size_t count);
  /// Sleeps, without spinning, until all that was put into the stream is done.
  void Finish();
  /// The same, where nobody is left to hear of a failure: before memory is freed.
  void Drain() noexcept;

 private:
  const CudaCalls& calls_;
  CUstream_st* stream_ = nullptr;
  CUevent_st* done_ = nullptr;
};

/// The CUDA runtime, opened with dlopen. Thread-safe. Outlives all memory and streams.
class Cuda {
 public:
  /// `library`: handle of libcudart. Throws Error{kMissingFile} when a function is not there.
  Cuda(void* library, const std::filesystem::path& file);
  ~Cuda();
  const CudaCalls& calls() const { return *calls_; }
  /// At least 1. Throws Error{kEnvironment} when there is no device or no driver for it.
  int DeviceCount() const;
  /// The product's name.
  std::string DeviceName(int device) const;
  /// "13.0": of the runtime library.
  std::string Version() const;
  /// Chooses the device of the calling thread.
  void Use(int device) const;

 private:
  std::unique_ptr<CudaCalls> calls_;
};

/// "libcudart.so.13", after the headers that this was built with.
std::string CudaLibraryName();

}  // namespace assay::tensorrt
