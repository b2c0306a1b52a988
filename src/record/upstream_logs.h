// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads the logs that upstream's LoadGen (and ours) leaves in a folder, v0.7 text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rules/scenario.h"

namespace assay {

/// One record of mlperf_log_accuracy.json.
struct AccuracyRecord {
  std::uint64_t seq_id = 0;
  std::uint64_t qsl_idx = 0;
  std::vector<std::byte> bytes;  // the response, decoded from hexadecimal
};

/// Streams mlperf_log_accuracy.json one record at a time, in bounded memory (the largest record).
class AccuracyLog {
 public:
  /// Throws Error{kMissingFile}.
  explicit AccuracyLog(const std::filesystem::path& file);
  /// The next record; false at the end. Throws Error{kBadData} naming file and line, also when the
  /// file ends in the middle.
  bool Next(AccuracyRecord& record);

 private:
  bool ReadObject();
  [[noreturn]] void ThrowBad(const std::string& what) const;

  std::filesystem::path file_;
  std::ifstream in_;
  std::string object_;
  std::size_t line_ = 1;
  bool has_begun_ = false;
};

/// mlperf_log_summary.txt as names and values, in the words of the file.
struct SummaryLog {
  std::string sut_name;
  std::optional<Scenario> scenario;
  std::string mode;              // "Performance", "Accuracy", ...; empty in accuracy runs
  std::optional<bool> is_valid;  // absent in accuracy runs
  std::map<std::string, std::string> values;  // every "key : value" line, trimmed
};

/// Throws Error{kMissingFile, kBadData} naming file and line.
SummaryLog ReadSummary(const std::filesystem::path& file);

/// A numeric value of a summary. Throws Error{kBadData} when it is there but not a number.
std::optional<double> NumberOf(const SummaryLog& summary, const std::string& key);

}  // namespace assay
