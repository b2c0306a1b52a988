// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads the logs that upstream's LoadGen (and ours) leaves in a folder: v0.7 text, and the lines of
// JSON of newer rounds. All of them are read line by line, in bounded memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/scenario.h"

namespace assay {

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
  /// Beyond 4,096 values or 64 KiB a value it is no log, and the rest is left out.
  void Add(std::string_view key, std::string_view text, std::size_t line);
  /// "" when there is none.
  std::string Text(const std::string& key) const;
  /// 0 when there is none.
  std::size_t Line(const std::string& key) const;
  /// Throws Error{kBadData} when the value is there but not a (whole) number.
  std::optional<double> Number(const std::string& key) const;
  std::optional<std::uint64_t> Count(const std::string& key) const;
  bool empty() const { return values_.empty(); }
  const std::string& file() const { return file_; }

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
  bool is_from_v4 = false;   // made from a detail log of v4.0 or newer
};

/// mlperf_log_detail.txt.
struct DetailLog {
  /// False: `:::MLLOG` lines of JSON, rounds from v1.0 on. Their settings stand below under the
  /// words of v0.7.
  bool is_v07_text = true;
  std::string version{}, date{}, sut_name{}, qsl_name{};
  LogValues effective{}, requested{};
  /// What the test came to, under the words of the summary. Newer rounds only: v0.7 says it in the
  /// summary alone.
  LogValues results{};
  std::optional<std::uint64_t> queries{}, samples_per_query{};  // generated; the last phase's
  /// Of the last performance phase: "11-26-2026 07:05:10.123", without a zone.
  std::string power_begin{}, power_end{};
  std::vector<std::string> errors{};  // the first 20: "line 12: what was said"
  std::uint64_t error_count = 0;
};

/// Throw Error{kMissingFile, kBadData} naming file and line.
SummaryLog ReadSummary(const std::filesystem::path& file);
DetailLog ReadDetail(const std::filesystem::path& file);

/// The summary of a folder that has none, from the detail log of a newer round.
SummaryLog SummaryOf(const DetailLog& detail);

/// "Single Stream", "SingleStream".
std::optional<Scenario> UpstreamScenario(std::string_view words);

/// A scenario's own figure as a log prints it. `value` is not a number when there is none.
struct UpstreamFigure {
  std::string key{};   // the log's words: "Scheduled samples per second"
  std::string text{};  // as printed, without rounding
  double value = std::numeric_limits<double>::quiet_NaN();
  std::string unit{};  // "samples/s", "scheduled queries/s", "completed queries/s", "ns",
                       // "samples/query"
};

/// The figure that the summary puts above its verdict: Server's is the scheduled rate up to v3.1
/// and the completed rate from v4.0 on. Throws Error{kBadData} when it is not a number.
UpstreamFigure FigureOf(const SummaryLog& summary, Scenario scenario);

/// An Offline result may be inferred from a SingleStream log: samples per second without the
/// LoadGen's own time.
UpstreamFigure InferredOfflineFigure(const SummaryLog& single_stream);

}  // namespace assay
