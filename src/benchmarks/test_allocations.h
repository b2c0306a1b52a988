// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// For tests: how often this test program has allocated.
#pragma once

#include <cstddef>

// Sanitizers bring an operator new of their own: nothing is counted there.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ASSAY_SANITIZED
#endif

namespace assay::test {

/// Calls of operator new so far, by any code of the program. Thread-safe.
std::size_t AllocationCount();

}  // namespace assay::test
