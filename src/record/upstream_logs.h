// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads the logs that upstream's LoadGen (and ours) leaves in a folder, v0.7 text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/scenario.h"

namespace assay {

/// One record of mlperf_log_accuracy.json.
struct AccuracyRecord {
  std::uint64_t seq_id = 0;
  std::uint64_t qsl_idx = 0;
  std::vector<std::byte> bytes{};  // the response, decoded from hexadecimal
};

/// Streams mlperf_log_accuracy.json one record at a time, in bounded memory (the largest record).
/// One thread at a time.
class AccuracyLog {
 public:
  /// Throws Error{kMissingFile}.
  explicit AccuracyLog(const std::filesystem::path& file);
  ~AccuracyLog();
  /// The next record; false at the end. Throws Error{kBadData} naming file and line, also when the
  /// file ends in the middle or goes on after the list.
  bool Next(AccuracyRecord& record);

 private:
  int NextCharacter();
  bool FindRecord();
  void ReadObject();
  void Parse(AccuracyRecord& record);
  [[noreturn]] void ThrowBad(const std::string& what) const;

  struct Parser;  // the JSON library's
  std::filesystem::path file_;
  std::ifstream in_;
  std::unique_ptr<Parser> parser_;
  std::string object_;  // the record's text
  std::size_t line_ = 1;
  std::size_t records_ = 0;
  bool has_begun_ = false;
  bool has_ended_ = false;
};

/// A line of a log, "key : value".
struct LogValue {
  std::string text{};
  std::size_t line = 0;
};

/// Values by the words of the file; the first of equal keys counts. Numbers that are none are
/// refused with file and line.
class LogValues {
 public:
  LogValues() = default;
  explicit LogValues(std::string file) : file_(std::move(file)) {}
  void Add(const std::string& key, LogValue value) { values_.emplace(key, std::move(value)); }
  /// "" when there is none.
  std::string Text(const std::string& key) const;
  /// Throws Error{kBadData} when the value is there but not a (whole) number.
  std::optional<double> Number(const std::string& key) const;
  std::optional<std::uint64_t> Count(const std::string& key) const;
  bool empty() const { return values_.empty(); }

 private:
  [[noreturn]] void ThrowBad(const std::string& key, const LogValue& value) const;
  std::string file_;
  std::map<std::string, LogValue> values_;
};

/// mlperf_log_summary.txt.
struct SummaryLog {
  std::string sut_name{};
  std::optional<Scenario> scenario{};
  std::string mode{};              // "Performance", ...; empty in accuracy runs
  std::optional<bool> is_valid{};  // absent in accuracy runs
  std::vector<std::string> recommendations{};
  std::uint64_t errors = 0;  // as its last line counts them
  LogValues values{};        // every "key : value" line
};

/// mlperf_log_detail.txt of v0.7.
struct DetailLog {
  /// False: lines of JSON (newer rounds); nothing else is read then.
  bool is_v07_text = true;
  std::string version{}, date{}, sut_name{}, qsl_name{};
  LogValues effective{}, requested{};
  std::optional<std::uint64_t> queries{}, samples_per_query{};  // generated; the last phase's
  std::vector<std::string> errors{};                            // "line 12: what was said"
};

/// Throw Error{kMissingFile, kBadData} naming file and line.
SummaryLog ReadSummary(const std::filesystem::path& file);
DetailLog ReadDetail(const std::filesystem::path& file);

/// "Single Stream", "SingleStream".
std::optional<Scenario> UpstreamScenario(std::string_view words);

}  // namespace assay
