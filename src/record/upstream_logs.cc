// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Upstream-shaped logs.
#include "record/upstream_logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"
#include "record/mllog.h"

namespace assay {
namespace {

// A log has some dozen values; more than this is something else.
constexpr std::size_t kMostValues = 4096;
constexpr std::size_t kLongestValue = std::size_t{64} << 10;
constexpr std::size_t kMostSummaryLines = 10'000;

/// Adds `line` when it has the form "key : value".
void AddValue(LogValues& values, std::string_view line, std::size_t number) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  values.Add(Trim(line.substr(0, colon)), Trim(line.substr(colon + 1)), number);
}

template <typename Number>
bool ParseWhole(std::string_view text, Number& number) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && rest == text.data() + text.size();
}

/// The number behind `"name" : ` in a detail line.
std::optional<std::uint64_t> Quoted(std::string_view text, const std::string& name) {
  const std::string key = '"' + name + "\" : ";
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(at + key.size());
  std::uint64_t number = 0;
  if (!ParseWhole(rest.substr(0, rest.find_first_not_of("0123456789")), number)) {
    return std::nullopt;
  }
  return number;
}

constexpr std::string_view kStampEnd = "ns : ";

/// What follows the process, thread and time stamp of a detail line; the whole line where there is
/// none (the later lines of a message).
std::string_view WithoutStamp(std::string_view line) {
  if (line.rfind("\"pid\":", 0) != 0) return line;
  const std::size_t end = line.find(kStampEnd);
  return end == std::string_view::npos ? line : line.substr(end + kStampEnd.size());
}

/// Takes `text` when it begins with `key`.
bool TakeAfter(std::string_view text, std::string_view key, std::string& value) {
  if (text.rfind(key, 0) != 0) return false;
  value = Trim(text.substr(key.size()));
  return true;
}

/// `POWER_BEGIN: "mode" : Performance, "time" : 11-26-2026 07:05:10.123`.
void TakePowerTime(std::string_view message, std::string_view key, std::string& time) {
  constexpr std::string_view kTime = "\"time\" : ";
  if (!message.starts_with(key) || message.find(": Performance") == message.npos) return;
  const std::size_t at = message.find(kTime);
  if (at != message.npos) time = Trim(message.substr(at + kTime.size()));
}

/// One message of the detail log outside the settings blocks.
void ReadMessage(std::string_view message, std::size_t line, DetailLog& log) {
  constexpr std::string_view kError = "ERROR : ";
  if (message.rfind(kError, 0) == 0) {
    AddError(log, line, message.substr(kError.size()));
  }
  if (message.rfind("GeneratedQueries:", 0) == 0) {
    log.queries = Quoted(message, "queries");
    log.samples_per_query = Quoted(message, "samples per query");
  }
  TakePowerTime(message, "POWER_BEGIN:", log.power_begin);
  TakePowerTime(message, "POWER_END:", log.power_end);
  TakeAfter(message, "version :", log.version) ||
      TakeAfter(message, "Date + time of test:", log.date) ||
      TakeAfter(message, "System Under Test (SUT) name:", log.sut_name) ||
      TakeAfter(message, "Query Sample Library (QSL) name:", log.qsl_name);
}

}  // namespace

void LogValues::Add(std::string_view key, std::string_view text, std::size_t line) {
  if (values_.size() >= kMostValues || key.size() > kLongestValue) return;
  values_.try_emplace(std::string(key),
                      LogValue{.text = std::string(text.substr(0, kLongestValue)), .line = line});
}

std::string LogValues::Text(const std::string& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? "" : found->second.text;
}

std::size_t LogValues::Line(const std::string& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? 0 : found->second.line;
}

void LogValues::ThrowBad(const std::string& key, const LogValue& value) const {
  throw Error(ErrorCode::kBadData,
              fmt::format("{}:{}: '{}' is '{}', not a number; the log is damaged", file_,
                          value.line, key, value.text));
}

std::optional<double> LogValues::Number(const std::string& key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) return std::nullopt;
  double number = 0;
  if (!ParseWhole(found->second.text, number)) ThrowBad(key, found->second);
  return number;
}

std::optional<std::uint64_t> LogValues::Count(const std::string& key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) return std::nullopt;
  std::uint64_t number = 0;
  if (!ParseWhole(found->second.text, number)) ThrowBad(key, found->second);
  return number;
}

std::optional<Scenario> UpstreamScenario(std::string_view words) {
  std::string name(words);
  std::erase(name, ' ');
  for (const Scenario s : AllScenarios()) {
    if (Name(s) == name) return s;
  }
  return std::nullopt;
}

namespace {

/// What the values say by themselves.
void FillFromValues(SummaryLog& summary) {
  summary.sut_name = summary.values.Text("SUT name");
  summary.scenario = UpstreamScenario(summary.values.Text("Scenario"));
  summary.mode = summary.values.Text("Mode");
  if (const std::string result = summary.values.Text("Result is"); !result.empty()) {
    summary.is_valid = result == "VALID";
  }
}

void ReadTextDetail(LineReader& reader, std::string_view line, DetailLog& log) {
  LogValues* block = nullptr;
  do {
    const std::string_view message = WithoutStamp(line);
    const std::string_view trimmed = Trim(message);
    if (trimmed == "Effective Settings:") {
      block = &log.effective;
    } else if (trimmed == "Requested Settings:") {
      block = &log.requested;
    } else if (trimmed.empty()) {
      block = nullptr;
    } else if (block != nullptr) {
      AddValue(*block, message, reader.number());
    } else {
      ReadMessage(message, reader.number(), log);
    }
  } while (reader.Next(line));
}

/// The first number of a version: "6.0.17 @ NA" -> 6; 0 when there is none.
int MajorVersion(const std::string& version) {
  int major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

/// Where a scenario's own figure stands, the words of older rounds first.
struct FigureRow {
  Scenario scenario;
  const char *key, *unit;
};
constexpr FigureRow kFigureRows[] = {
    {Scenario::kOffline, "Samples per second", "samples/s"},
    {Scenario::kServer, "Scheduled samples per second", "scheduled queries/s"},
    {Scenario::kServer, "Completed samples per second", "completed queries/s"},
    {Scenario::kSingleStream, "90th percentile latency (ns)", "ns"},
    {Scenario::kSingleStream, "90.0th percentile latency (ns)", "ns"},
    {Scenario::kSingleStream, "90.00 percentile latency (ns)", "ns"},
    {Scenario::kMultiStream, "Samples per query", "samples/query"},
    {Scenario::kMultiStream, "99.0th percentile latency (ns)", "ns"},
    {Scenario::kMultiStream, "99.00 percentile latency (ns)", "ns"}};

UpstreamFigure MakeFigure(const LogValues& values, const FigureRow& row) {
  return {.key = row.key,
          .text = values.Text(row.key),
          .value = values.Number(row.key).value_or(std::numeric_limits<double>::quiet_NaN()),
          .unit = row.unit};
}

}  // namespace

SummaryLog ReadSummary(const std::filesystem::path& file) {
  LineReader reader(file, "summary");
  SummaryLog summary;
  summary.values = LogValues(file.string());
  bool recommends = false, is_empty = true;
  for (std::string_view line; reader.Next(line);) {
    if (reader.number() > kMostSummaryLines) {
      throw Error(ErrorCode::kBadData, fmt::format("{}:{}: a summary has fewer lines: is this one?",
                                                   file.string(), reader.number()));
    }
    const std::string_view trimmed = Trim(line);
    is_empty = is_empty && trimmed.empty();
    if (recommends && trimmed.empty()) recommends = false;
    if (recommends && trimmed != "Early Stopping Result:") {
      summary.recommendations.emplace_back(trimmed.substr(0, kLongestValue));
    }
    if (trimmed == "Recommendations:") recommends = true;
    AddValue(summary.values, line, reader.number());
    if (trimmed.find(" ERROR") == std::string_view::npos) continue;
    ParseWhole(trimmed.substr(0, trimmed.find(' ')), summary.errors);
  }
  if (is_empty) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{}:1: the summary is empty: the run did not end", file.string()));
  }
  FillFromValues(summary);
  return summary;
}

DetailLog ReadDetail(const std::filesystem::path& file) {
  LineReader reader(file, "detail log");
  DetailLog log;
  log.effective = log.requested = log.results = LogValues(file.string());
  std::string_view line;
  if (!reader.Next(line)) return log;
  log.is_v07_text = !line.starts_with(kMlLogMark);
  if (log.is_v07_text) {
    ReadTextDetail(reader, line, log);
    return log;
  }
  MlLogReader messages(log);
  do {
    messages.Take(line, reader.number());
  } while (reader.Next(line));
  return log;
}

SummaryLog SummaryOf(const DetailLog& detail) {
  SummaryLog summary;
  summary.values = detail.results;
  FillFromValues(summary);
  summary.sut_name = detail.sut_name;
  summary.scenario = UpstreamScenario(detail.effective.Text("Scenario"));
  summary.mode = detail.effective.Text("Test mode");
  summary.errors = detail.error_count;
  if (const std::string reason = detail.results.Text("Recommendations"); !reason.empty()) {
    summary.recommendations.push_back(reason);
  }
  for (const char* key : {"target_qps", "samples_per_query"}) {
    if (detail.effective.Line(key) == 0) continue;
    summary.values.Add(key, detail.effective.Text(key), detail.effective.Line(key));
  }
  summary.is_from_v4 = MajorVersion(detail.version) >= 4;
  return summary;
}

UpstreamFigure FigureOf(const SummaryLog& summary, Scenario scenario) {
  const LogValues& values = summary.values;
  const FigureRow* found = nullptr;
  for (const FigureRow& row : kFigureRows) {
    const std::size_t line = values.Line(row.key);
    if (row.scenario != scenario || line == 0) continue;
    if (line < values.Line("Result is")) return MakeFigure(values, row);
    if (found == nullptr || summary.is_from_v4) found = &row;
  }
  return found != nullptr ? MakeFigure(values, *found) : UpstreamFigure{};
}

UpstreamFigure InferredOfflineFigure(const SummaryLog& single_stream) {
  return MakeFigure(single_stream.values,
                    {Scenario::kOffline, "QPS w/o loadgen overhead", "samples/s"});
}

}  // namespace assay
