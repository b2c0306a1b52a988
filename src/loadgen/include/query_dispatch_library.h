// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// v6: the system under test that hands its queries on to others, over a network. C++14.
#pragma once

#include "system_under_test.h"

namespace mlperf {

/// To the LoadGen it is a system under test like any other.
class QueryDispatchLibrary : public SystemUnderTest {
 public:
  ~QueryDispatchLibrary() override = default;
};

}  // namespace mlperf
