// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What the stand-in for the CUDA runtime offers beyond CUDA: to the stand-in for TensorRT, and to
// tests (by dlsym). "Device" memory is host memory that only copies and pushed work may touch.
#pragma once

#include <cstddef>

struct CUstream_st;

extern "C" {
/// Appends work to a stream; it is done when somebody waits for the stream, as late as allowed.
void fake_cuda_push(CUstream_st* stream, void (*work)(void* context), void* context);
/// Does now what the stream holds.
void fake_cuda_flush(CUstream_st* stream);
/// The stream's device; -1 for a stream that does not exist.
int fake_cuda_device_of(const CUstream_st* stream);
int fake_cuda_current_device();
/// Whether `count` bytes from `address` on lie within one live allocation of device memory.
int fake_cuda_is_device_memory(const void* address, std::size_t count);

// For tests.
/// How many devices there are (1).
void fake_cuda_set_devices(int count);
/// The calls of that name fail after `good_calls` more; nullptr: none fails.
void fake_cuda_fail(const char* function, int good_calls);
/// Memory, streams and events that were made and not freed.
int fake_cuda_live();
}
