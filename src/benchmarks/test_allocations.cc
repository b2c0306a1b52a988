// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// For tests: counts allocations by replacing the global operators. A file of its own, since
// compilers that see both sides take the pair for a mistake.
#include "benchmarks/test_allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> allocations{0};
}  // namespace

#ifndef ASSAY_SANITIZED
void* operator new(std::size_t count) {
  ++allocations;
  if (void* memory = std::malloc(count == 0 ? 1 : count)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace assay::test {

std::size_t AllocationCount() { return allocations; }

}  // namespace assay::test
