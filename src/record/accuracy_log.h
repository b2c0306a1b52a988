// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads mlperf_log_accuracy.json: record by record, or only whether it is whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

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

/// What a published accuracy log is: submissions keep only its beginning and end.
enum class AccuracyLogShape { kMissing, kEmpty, kWhole, kTruncated, kDamaged };

/// Looks at the first and last bytes only, whatever the size.
AccuracyLogShape ShapeOfAccuracyLog(const std::filesystem::path& file);

}  // namespace assay
