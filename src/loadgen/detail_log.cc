// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Writing detail lines. Format: docs/loadgen.md, section 11.3.
#include "loadgen/detail_log.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace assay::loadgen {

DetailLog::DetailLog(const Options& options)
    : clock_(options.clock),
      out_(options.out),
      copies_to_stdout_(options.copies_to_stdout),
      start_(options.clock.Now()) {}

void DetailLog::Line(const std::string& text) {
  char prefix[128];
  std::snprintf(prefix, sizeof prefix,
                "\"pid\": %ld, \"tid\": %ld, \"ts\": %lldns : ", static_cast<long>(getpid()),
                static_cast<long>(syscall(SYS_gettid)),
                static_cast<long long>((clock_.Now() - start_).count()));
  out_ << prefix << text << '\n';
  if (copies_to_stdout_) std::cout << prefix << text << '\n';
}

void DetailLog::Warning(const std::string& text) {
  ++warnings_;
  Line("WARNING : " + text);
}

void DetailLog::Error(const std::string& text) {
  ++errors_;
  Line("ERROR : " + text);
}

void DetailLog::Flush() { out_.flush(); }

}  // namespace assay::loadgen
