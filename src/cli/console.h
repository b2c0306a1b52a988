// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a person sees while something runs: lines and one live line on stderr, results on stdout.
#pragma once

#include <mutex>
#include <string>

#include "run/module.h"

namespace assay::cli {

/// Colour and live lines only on a terminal; NO_COLOR is respected. Thread-safe.
class Console : public Observer {
 public:
  explicit Console(bool is_quiet = false);
  void Say(const std::string& line) override;
  void Show(const Progress& progress) override;
  /// Ends the live line, if there is one.
  void EndLive();

 private:
  std::mutex mutex_;  // guards all below
  bool is_quiet_;
  bool is_terminal_;
  bool has_live_line_ = false;
  int shown_ = 0;
};

/// "42 s of 60 s, 21.3 samples/s, p50 44.1 ms, p99 61.0 ms (bound 15 ms), 0 waiting, 18 s left".
std::string ProgressLine(const Progress& progress);

enum class Colour { kNone, kGood, kBad, kNote };
/// `text` in colour when stdout is a terminal and NO_COLOR is not set.
std::string Paint(const std::string& text, Colour colour);

}  // namespace assay::cli
