// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// For tests alone: counts what a program allocates. Replaces operator new, so that one file of a
// program includes it.
#pragma once

#include <atomic>
#include <cstdlib>
#include <new>

namespace assay {

/// Calls of operator new so far, of all threads.
inline std::atomic<std::size_t> allocations{0};

}  // namespace assay

// Not inlined: the compiler would warn of memory that malloc gave and delete frees.
[[gnu::noinline]] void* operator new(std::size_t size) {
  assay::allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
