// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Requests that wait for a program: first in, first out, in a ring that only ever grows.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "endpoint/endpoint.h"

namespace assay {

struct WaitingRequest {
  Request request;
  Nanoseconds arrived{0};
};

/// Not thread-safe. Allocates only when more requests wait than ever before.
class RequestQueue {
 public:
  std::size_t size() const { return static_cast<std::size_t>(pushed_ - popped_); }
  bool empty() const { return pushed_ == popped_; }
  /// Requests that have ever been pushed, and popped: the front one has number popped().
  std::uint64_t pushed() const { return pushed_; }
  std::uint64_t popped() const { return popped_; }

  const WaitingRequest& Front() const { return At(popped_); }
  void Push(const WaitingRequest& waiting) {
    if (size() == ring_.size()) Grow();
    ring_[Position(pushed_++)] = waiting;
  }
  WaitingRequest Pop() { return At(popped_++); }

 private:
  static constexpr std::size_t kFirstCapacity = 1024;  // a power of two, as all capacities

  std::size_t Position(std::uint64_t number) const {
    return static_cast<std::size_t>(number) & (ring_.size() - 1);
  }
  const WaitingRequest& At(std::uint64_t number) const { return ring_[Position(number)]; }
  void Grow() {
    std::vector<WaitingRequest> larger(2 * ring_.size());
    for (std::uint64_t n = popped_; n != pushed_; ++n) larger[n & (larger.size() - 1)] = At(n);
    ring_ = std::move(larger);
  }

  std::vector<WaitingRequest> ring_ = std::vector<WaitingRequest>(kFirstCapacity);
  std::uint64_t pushed_ = 0;
  std::uint64_t popped_ = 0;
};

}  // namespace assay
