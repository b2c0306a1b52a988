// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The system under test, as the LoadGen sees it. C++14.
#pragma once

#include <string>
#include <vector>

#include "name_forwarding.h"
#include "query_sample.h"

namespace mlperf {

/// Implemented by the user. Called by one thread at a time.
class SystemUnderTest {
 public:
  virtual ~SystemUnderTest() {}

  /// Override exactly one form: const as in v0.7, or not const as in v6. Which one also decides
  /// the profile, unless TestSettings::profile does. Overriding neither throws std::logic_error.
  virtual const std::string& Name() const {
    detail::NameForwarding guard(this, "SystemUnderTest");
    return const_cast<SystemUnderTest*>(this)->Name();
  }
  virtual const std::string& Name() {
    detail::NameForwarding guard(this, "SystemUnderTest");
    return static_cast<const SystemUnderTest*>(this)->Name();
  }

  /// Takes one query (with server_coalesce_queries: several). May answer at once or later, on any
  /// thread. Time spent in here delays the queries that follow.
  virtual void IssueQuery(const std::vector<QuerySample>& samples) = 0;

  /// No query follows (of this set of samples): answer all that are still held back.
  virtual void FlushQueries() = 0;

  /// v0.7: latency of each sample of a performance run, in order of issue; -1: never answered.
  virtual void ReportLatencyResults(const std::vector<QuerySampleLatency>& latencies_ns) {
    (void)latencies_ns;
  }
};

}  // namespace mlperf
