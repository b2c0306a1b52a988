// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Detail logs of rounds from v1.0 on: one line of JSON for each message, behind a mark.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "record/upstream_logs.h"

namespace assay {

inline constexpr std::string_view kMlLogMark = ":::MLLOG";

/// Takes the lines of one file into a detail log. One thread at a time.
class MlLogReader {
 public:
  /// `log` outlives the reader.
  explicit MlLogReader(DetailLog& log);
  ~MlLogReader();
  /// Throws Error{kBadData} naming file and line. A line without the mark is left out: engines
  /// print between the messages.
  void Take(std::string_view line, std::size_t number);

 private:
  struct Parser;  // the JSON library's
  std::unique_ptr<Parser> parser_;
  DetailLog& log_;
};

/// Keeps the first 20 and counts all.
void AddError(DetailLog& log, std::size_t line, std::string_view what);

}  // namespace assay
