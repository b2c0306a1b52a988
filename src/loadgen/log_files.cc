// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Opening the logs. Names: docs/loadgen-behaviour.md, section 11.
#include "loadgen/log_files.h"

#include <time.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace assay::loadgen {
namespace {

std::string Formatted(const timespec& now, const char* format) {
  tm local{};
  localtime_r(&now.tv_sec, &local);
  char text[64];
  strftime(text, sizeof text, format, &local);
  return text;
}

timespec WallClock() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return now;
}

}  // namespace

std::string LocalTimeStamp() { return Formatted(WallClock(), "%Y-%m-%dT%H:%M:%SZ"); }

std::string PowerTimeStamp() {
  const timespec now = WallClock();
  char milliseconds[8];
  std::snprintf(milliseconds, sizeof milliseconds, ".%03d",
                static_cast<int>(now.tv_nsec / 1'000'000));
  return Formatted(now, "%m-%d-%Y %H:%M:%S") + milliseconds;
}

LogFiles::LogFiles(const mlperf::LogSettings& settings) : folder_(settings.log_output.outdir) {
  mlperf::LogOutputSettings output = settings.log_output;
  if (output.prefix_with_datetime) output.prefix += LocalTimeStamp() + "_";
  Open(summary, output, "summary.txt");
  Open(detail, output, "detail.txt");
  Open(accuracy, output, "accuracy.json");
  if (settings.enable_trace) Open(trace, output, "trace.json");
}

void LogFiles::Open(std::ofstream& file, const mlperf::LogOutputSettings& output,
                    const char* name) {
  const char* extension = std::strchr(name, '.');
  const std::string stem(name, extension);
  const std::string path = output.outdir + "/" + output.prefix + stem + output.suffix + extension;
  errno = 0;
  file.open(path, std::ios::binary | std::ios::trunc);
  if (file) return;
  throw std::runtime_error("cannot create the log " + path + ": " + std::strerror(errno) +
                           "; the folder must exist and be writable");
}

void LogFiles::Finish() {
  bool is_complete = true;
  for (std::ofstream* file : {&summary, &detail, &accuracy, &trace}) {
    if (!file->is_open()) continue;
    file->close();
    is_complete = is_complete && !file->fail();
  }
  if (is_complete) return;
  throw std::runtime_error("the logs in " + folder_ +
                           " could not be written completely: is the disk full?");
}

}  // namespace assay::loadgen
