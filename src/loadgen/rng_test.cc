// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the random primitives; sequences of whole schedules are checked in tests/golden.
#include "loadgen/rng.h"

#include <doctest/doctest.h>

#include <random>

namespace assay::loadgen {
namespace {

TEST_CASE("the engine is the standard's mt19937: its 10000th value of the default seed") {
  Rng rng(std::mt19937::default_seed);
  std::uint32_t value = 0;
  for (int i = 0; i < 10000; ++i) value = rng.Next();
  CHECK(value == 4123659995u);  // ISO C++, [rand.predef]
}

TEST_CASE("only the low 32 bits of a seed count") {
  CHECK(Rng(7).Next() == Rng((std::uint64_t{1} << 32) + 7).Next());
  CHECK(Rng(7).Next() != Rng(8).Next());
}

TEST_CASE("a uniform integer is the high word of draw times range") {
  // The first draw of the default seed is 3499211612; 3499211612 * 10 / 2^32 = 8.147...
  CHECK(Rng(std::mt19937::default_seed).UpTo(9) == 8);
  // 3499211612 * 1000 / 2^32 = 814.7...
  CHECK(Rng(std::mt19937::default_seed).UpTo(999) == 814);
}

TEST_CASE("a canonical value takes two draws, the first is the low word") {
  // Draws 3499211612 and 581869302: (581869302 + 3499211612 / 2^32) / 2^32 = 0.13547700...
  CHECK(Rng(std::mt19937::default_seed).Canonical() == doctest::Approx(0.135477004).epsilon(1e-8));
}

TEST_CASE("an exponential value is -log(1 - canonical) / rate") {
  // -ln(1 - 0.135477004) / 2 = 0.0727887...
  CHECK(Rng(std::mt19937::default_seed).Exponential(2) == doctest::Approx(0.0727887).epsilon(1e-5));
}

TEST_CASE("shuffling nothing or one element draws nothing") {
  Rng rng(1);
  std::vector<int> one = {5};
  rng.Shuffle(one);
  CHECK(rng.Next() == Rng(1).Next());
}

TEST_CASE("seconds become nanoseconds by truncation") {
  CHECK(SecondsToNanoseconds(1.9999999999) == 1999999999);
  CHECK(SecondsToNanoseconds(0) == 0);
}

TEST_CASE("the generator's numbers are those of std::mt19937, over many blocks and seeds") {
  for (const std::uint32_t seed : {0u, 1u, 5489u, 0x7fffffffu, 0xffffffffu}) {
    std::mt19937 expected(seed);
    MersenneTwister ours(seed);
    bool is_same = true;
    for (int i = 0; i < 100'000; ++i) is_same = is_same && ours() == expected();
    CHECK(is_same);
  }
}

}  // namespace
}  // namespace assay::loadgen
