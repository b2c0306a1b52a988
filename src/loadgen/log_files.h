// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The log files of one test: their names, opening them, noticing a full disk.
#pragma once

#include <fstream>
#include <string>

#include "loadgen/include/test_settings.h"

namespace assay::loadgen {

struct LogFiles {
  /// Throws std::runtime_error with one sentence when a file cannot be created.
  explicit LogFiles(const mlperf::LogSettings& settings);
  /// Closes them. Throws std::runtime_error when not everything could be written.
  void Finish();

  std::ofstream summary, detail, accuracy;
  std::ofstream trace;  // created only when asked for

 private:
  void Open(std::ofstream& file, const mlperf::LogOutputSettings& output, const char* name);
  std::string folder_;
};

/// Local time as upstream writes it: "2026-11-23T05:37:15Z".
std::string LocalTimeStamp();
/// Local time as the POWER lines have it: "11-23-2026 05:37:15.883".
std::string PowerTimeStamp();

}  // namespace assay::loadgen
