// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The set of samples to draw from, as the LoadGen sees it. C++14.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "name_forwarding.h"
#include "query_sample.h"

namespace mlperf {

/// Implemented by the user. Called by one thread at a time, never while queries are timed.
class QuerySampleLibrary {
 public:
  virtual ~QuerySampleLibrary() {}

  /// Override exactly one form; see SystemUnderTest::Name.
  virtual const std::string& Name() const {
    detail::NameForwarding guard(this, "QuerySampleLibrary");
    return const_cast<QuerySampleLibrary*>(this)->Name();
  }
  virtual const std::string& Name() {
    detail::NameForwarding guard(this, "QuerySampleLibrary");
    return static_cast<const QuerySampleLibrary*>(this)->Name();
  }

  virtual std::size_t TotalSampleCount() = 0;
  /// How many samples fit into memory at once: the size of one loaded set.
  virtual std::size_t PerformanceSampleCount() = 0;

  /// Only samples of the loaded set are issued. A sample may be listed more than once (MultiStream
  /// repeats the first ones); it is then also unloaded as often.
  virtual void LoadSamplesToRam(const std::vector<QuerySampleIndex>& samples) = 0;
  virtual void UnloadSamplesFromRam(const std::vector<QuerySampleIndex>& samples) = 0;
};

}  // namespace mlperf
