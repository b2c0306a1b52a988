// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// mlperf_log_trace.json: every sample on a time line, for chrome://tracing. Format:
// docs/loadgen-behaviour.md, section 11.5.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "loadgen/recording.h"

namespace assay::loadgen {

/// One thread at a time. Written from the recording when a loaded set has ended: while queries are
/// timed a trace costs nothing.
class TraceLog {
 public:
  /// Times count from `origin` (clock time). `out` must outlive the log.
  TraceLog(std::ostream& out, Nanoseconds origin);
  void AddSet(const Recording& recording);
  /// Writes the end. `version` of this LoadGen.
  void Finish(const std::string& version);

 private:
  std::ostream& out_;
  const Nanoseconds origin_;
};

}  // namespace assay::loadgen
