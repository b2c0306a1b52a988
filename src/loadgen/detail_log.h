// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// mlperf_log_detail.txt: a line per event, with process, thread and time; counts what went wrong.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "base/clock.h"

namespace assay::loadgen {

/// One thread at a time. Nothing is written while queries are timed.
class DetailLog {
 public:
  struct Options {
    Clock& clock;
    std::ostream& out;
    bool copies_to_stdout = false;
  };
  explicit DetailLog(const Options& options);

  /// `text` may have several lines; only the first gets the prefix, as upstream has it.
  void Line(const std::string& text);
  void Warning(const std::string& text);
  void Error(const std::string& text);
  void Flush();

  std::uint64_t warning_count() const { return warnings_; }
  std::uint64_t error_count() const { return errors_; }

 private:
  Clock& clock_;
  std::ostream& out_;
  bool copies_to_stdout_;
  Nanoseconds start_;
  std::uint64_t warnings_ = 0;
  std::uint64_t errors_ = 0;
};

}  // namespace assay::loadgen
