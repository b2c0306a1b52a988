// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Random numbers whose sequences equal those of libstdc++ 11 and later, bit for bit.
// Source: docs/loadgen-behaviour.md, section 2. Written out because the library's own distributions
// change between releases.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "loadgen/mersenne_twister.h"

namespace assay::loadgen {

class Rng {
 public:
  /// Only the low 32 bits of the seed count.
  explicit Rng(std::uint64_t seed) : engine_(static_cast<std::uint32_t>(seed)) {}

  std::uint32_t Next() { return engine_(); }

  /// Uniform in [0, last]; last < 2^32 - 1.
  std::uint64_t UpTo(std::uint64_t last) {
    const std::uint64_t range = last + 1;
    std::uint64_t product = Next() * range;
    if (static_cast<std::uint32_t>(product) < range) {
      const std::uint64_t threshold = ((std::uint64_t{1} << 32) - range) % range;
      while (static_cast<std::uint32_t>(product) < threshold) product = Next() * range;
    }
    return product >> 32;
  }

  /// Uniform in [0, 1): two draws, the first is the low word.
  double Canonical() {
    const double low = Next();
    const double high = Next();
    const double value = (low + high * 4294967296.0) / 18446744073709551616.0;
    return value < 1.0 ? value : std::nextafter(1.0, 0.0);
  }

  double Exponential(double rate) { return -std::log(1.0 - Canonical()) / rate; }

  template <typename T>
  void Shuffle(std::vector<T>& values) {
    const std::uint64_t n = values.size();
    if (n <= 1) return;
    if (0xffffffffu / n >= n) {
      ShuffleInPairs(values);
      return;
    }
    for (std::size_t i = 1; i < n; ++i) std::swap(values[i], values[UpTo(i)]);
  }

 private:
  /// Two swaps per draw.
  template <typename T>
  void ShuffleInPairs(std::vector<T>& values) {
    const std::size_t n = values.size();
    std::size_t i = 1;
    if (n % 2 == 0) {
      std::swap(values[1], values[UpTo(1)]);
      i = 2;
    }
    for (; i < n; i += 2) {
      const auto range = static_cast<std::uint32_t>(i + 1);
      const auto x = static_cast<std::uint32_t>(UpTo(std::uint64_t{range} * (range + 1) - 1));
      std::swap(values[i], values[x / (range + 1)]);
      std::swap(values[i + 1], values[x % (range + 1)]);
    }
  }

  MersenneTwister engine_;
};

/// Toward zero.
inline std::int64_t SecondsToNanoseconds(double seconds) {
  return static_cast<std::int64_t>(seconds * 1e9);
}

}  // namespace assay::loadgen
