// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A log-linear histogram for the live view: fixed size, one atomic add per value, about 3 % wide.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>

namespace assay {

/// Thread-safe. Values are nanoseconds; below 32 they are exact.
class LatencyHistogram {
 public:
  void Add(std::int64_t ns) {
    counts_[Bucket(static_cast<std::uint64_t>(ns < 0 ? 0 : ns))].fetch_add(
        1, std::memory_order_relaxed);
  }

  /// Upper edge of the bucket that holds the value of rank trunc(n * p); 0 when empty.
  std::int64_t Quantile(double p) const {
    std::uint64_t total = 0;
    for (const auto& count : counts_) total += count.load(std::memory_order_relaxed);
    const auto rank = static_cast<std::uint64_t>(static_cast<double>(total) * p);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i].load(std::memory_order_relaxed);
      if (seen > rank) return static_cast<std::int64_t>(UpperEdge(i));
    }
    return 0;
  }

 private:
  static constexpr int kBits = 5;  // 32 buckets per power of two
  static constexpr std::size_t kSteps = std::size_t{1} << kBits;

  static std::size_t Bucket(std::uint64_t value) {
    if (value < kSteps) return static_cast<std::size_t>(value);
    const int exponent = std::bit_width(value) - 1 - kBits;
    return kSteps * static_cast<std::size_t>(exponent + 1) +
           static_cast<std::size_t>((value >> exponent) - kSteps);
  }
  static std::uint64_t UpperEdge(std::size_t bucket) {
    if (bucket < kSteps) return bucket;
    const auto exponent = bucket / kSteps - 1;
    return ((kSteps + bucket % kSteps + 1) << exponent) - 1;
  }

  std::array<std::atomic<std::uint64_t>, kSteps * 60> counts_{};
};

}  // namespace assay
