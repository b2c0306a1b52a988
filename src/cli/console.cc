// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a person sees while something runs.
#include "cli/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/text.h"

namespace assay::cli {
namespace {

constexpr int kSecondsBetweenLogLines = 10;  // where there is no terminal

bool WantsColour(int fd) {
  const char* no_colour = std::getenv("NO_COLOR");
  return isatty(fd) == 1 && (no_colour == nullptr || *no_colour == '\0');
}

}  // namespace

std::string ProgressLine(const Progress& p) {
  std::string line = FormatDuration(std::chrono::duration_cast<std::chrono::seconds>(p.elapsed));
  if (p.expected.count() > 0) line += " of " + FormatDuration(p.expected);
  line += fmt::format(", {} samples/s", FormatRate(p.rate));
  if (p.p99_ns > 0) {
    line += fmt::format(", p50 {}, p99 {}", FormatDuration(Nanoseconds(p.p50_ns)),
                        FormatDuration(Nanoseconds(p.p99_ns)));
  }
  if (p.bound) {
    line +=
        fmt::format(" ({} the bound {})", Nanoseconds(p.p99_ns) <= *p.bound ? "within" : "above",
                    FormatDuration(*p.bound));
  }
  line += fmt::format(", {} waiting", FormatCount(p.queue_depth));
  if (p.expected > p.elapsed) {
    line += fmt::format(
        ", {} left",
        FormatDuration(std::chrono::duration_cast<std::chrono::seconds>(p.expected - p.elapsed)));
  }
  return line;
}

std::string Paint(const std::string& text, Colour colour) {
  static const bool wants_colour = WantsColour(STDOUT_FILENO);
  if (!wants_colour || colour == Colour::kNone) return text;
  const int code = colour == Colour::kGood ? 32 : colour == Colour::kBad ? 31 : 33;
  return fmt::format("\033[1;{}m{}\033[0m", code, text);
}

Console::Console(bool is_quiet) : is_quiet_(is_quiet), is_terminal_(isatty(STDERR_FILENO) == 1) {}

void Console::Say(const std::string& line) {
  std::lock_guard lock(mutex_);
  if (is_quiet_) return;
  std::fputs(fmt::format("{}{}\n", has_live_line_ ? "\r\033[K" : "", line).c_str(), stderr);
  has_live_line_ = false;
}

void Console::Show(const Progress& progress) {
  std::lock_guard lock(mutex_);
  if (is_quiet_) return;
  if (is_terminal_) {
    std::fputs(fmt::format("\r\033[K  {}", ProgressLine(progress)).c_str(), stderr);
    has_live_line_ = true;
  } else if (++shown_ % kSecondsBetweenLogLines == 0) {
    std::fputs(fmt::format("  {}\n", ProgressLine(progress)).c_str(), stderr);
  }
}

void Console::EndLive() {
  std::lock_guard lock(mutex_);
  if (has_live_line_) std::fputs("\r\033[K", stderr);
  has_live_line_ = false;
}

}  // namespace assay::cli
