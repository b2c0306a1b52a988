// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What travels between the LoadGen and a system under test: samples out, responses back. C++14.
#pragma once

#include <stddef.h>  // harnesses say size_t and uint64_t without std::
#include <stdint.h>

#include <cstddef>
#include <cstdint>

namespace mlperf {

/// Names one issued sample. Opaque: give it back as it came. Unique in the process until its test
/// has ended; never kResponseIdReserved.
typedef std::uintptr_t ResponseId;
constexpr ResponseId kResponseIdReserved = 0;

/// Position of a sample in the QuerySampleLibrary.
typedef std::size_t QuerySampleIndex;

/// Nanoseconds.
typedef std::int64_t QuerySampleLatency;

struct QuerySample {
  ResponseId id;
  QuerySampleIndex index;
};

/// `data` points to `size` bytes of answer, kept by the caller until QuerySamplesComplete returns.
/// v0.7 knows the first three members only.
struct QuerySampleResponse {
  QuerySampleResponse() : id(kResponseIdReserved), data(0), size(0), n_tokens(0) {}
  QuerySampleResponse(ResponseId sample_id, std::uintptr_t bytes, std::size_t byte_count)
      : id(sample_id), data(bytes), size(byte_count), n_tokens(0) {}
  QuerySampleResponse(ResponseId sample_id, std::uintptr_t bytes, std::size_t byte_count,
                      std::int64_t token_count)
      : id(sample_id), data(bytes), size(byte_count), n_tokens(token_count) {}

  ResponseId id;
  std::uintptr_t data;
  std::size_t size;
  std::int64_t n_tokens;
};

}  // namespace mlperf
