// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The generator mt19937 of Matsumoto and Nishimura (1998), 32 bits, a block at a time: the same
// numbers as std::mt19937 at about a third of its time, because libstdc++ keeps the state in 64-bit
// words and tempers one by one. Most draws are made before the first query.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace assay::loadgen {

class MersenneTwister {
 public:
  static constexpr std::uint32_t kDefaultSeed = 5489;

  explicit MersenneTwister(std::uint32_t seed) {
    state_[0] = seed;
    for (std::uint32_t i = 1; i < kSize; ++i) {
      const std::uint32_t before = state_[i - 1];
      state_[i] = 1812433253u * (before ^ (before >> 30)) + i;
    }
  }

  std::uint32_t operator()() {
    if (next_ == kSize) Refill();
    return block_[next_++];
  }

 private:
  static constexpr std::size_t kSize = 624, kShift = 397;

  static std::uint32_t Twisted(std::uint32_t high, std::uint32_t low) {
    const std::uint32_t y = (high & 0x80000000u) | (low & 0x7fffffffu);
    return (y >> 1) ^ ((0u - (y & 1u)) & 0x9908b0dfu);
  }

  static std::uint32_t Tempered(std::uint32_t y) {
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
  }

  void Refill() {
    for (std::size_t i = 0; i < kSize - kShift; ++i) {
      state_[i] = state_[i + kShift] ^ Twisted(state_[i], state_[i + 1]);
    }
    for (std::size_t i = kSize - kShift; i < kSize - 1; ++i) {
      state_[i] = state_[i + kShift - kSize] ^ Twisted(state_[i], state_[i + 1]);
    }
    state_[kSize - 1] = state_[kShift - 1] ^ Twisted(state_[kSize - 1], state_[0]);
    for (std::size_t i = 0; i < kSize; ++i) block_[i] = Tempered(state_[i]);
    next_ = 0;
  }

  std::array<std::uint32_t, kSize> state_, block_;
  std::size_t next_ = kSize;
};

}  // namespace assay::loadgen
