// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What is written to std::cerr, for tests of what is said there.
#pragma once

#include <iostream>
#include <sstream>
#include <string>

namespace assay::loadgen {

/// Takes it while it lives. One at a time.
class StderrText {
 public:
  StderrText() : real_(std::cerr.rdbuf(text_.rdbuf())) {}
  ~StderrText() { std::cerr.rdbuf(real_); }
  StderrText(const StderrText&) = delete;
  StderrText& operator=(const StderrText&) = delete;
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::streambuf* real_;
};

}  // namespace assay::loadgen
