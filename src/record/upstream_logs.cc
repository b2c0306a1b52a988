// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Upstream-shaped logs.
#include "record/upstream_logs.h"

#include <fmt/format.h>

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace assay {
namespace {

bool IsSpace(int c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

constexpr std::int8_t kNoDigit = -1;

constexpr std::array<std::int8_t, 256> MakeHexDigits() {
  std::array<std::int8_t, 256> digits{};
  for (auto& digit : digits) digit = kNoDigit;
  for (int i = 0; i < 10; ++i)
    digits[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(i);
  for (int i = 0; i < 6; ++i) {
    digits[static_cast<std::size_t>('A' + i)] = static_cast<std::int8_t>(10 + i);
    digits[static_cast<std::size_t>('a' + i)] = static_cast<std::int8_t>(10 + i);
  }
  return digits;
}
constexpr std::array<std::int8_t, 256> kHexDigits = MakeHexDigits();

/// False when `hex` is not whole bytes of hexadecimal digits.
bool DecodeHex(std::string_view hex, std::vector<std::byte>& bytes) {
  if (hex.size() % 2 != 0) return false;
  bytes.resize(hex.size() / 2);
  int any = 0;  // negative as soon as one digit is none
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = kHexDigits[static_cast<unsigned char>(hex[2 * i])];
    const int low = kHexDigits[static_cast<unsigned char>(hex[2 * i + 1])];
    any |= high | low;
    bytes[i] = static_cast<std::byte>((high << 4 | low) & 0xFF);
  }
  return any >= 0;
}

struct Line {
  std::string_view text;
  std::size_t number;
};

std::vector<Line> LinesOf(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back({text.substr(begin, end - begin), lines.size() + 1});
    begin = end + 1;
  }
  return lines;
}

/// Adds `line` when it has the form "key : value".
void AddValue(LogValues& values, std::string_view line, std::size_t number) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  values.Add(std::string(Trim(line.substr(0, colon))),
             {.text = std::string(Trim(line.substr(colon + 1))), .line = number});
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

/// One message of the detail log outside the settings blocks.
void ReadMessage(std::string_view message, std::size_t line, DetailLog& log) {
  constexpr std::string_view kError = "ERROR : ";
  if (message.rfind(kError, 0) == 0) {
    log.errors.push_back(fmt::format("line {}: {}", line, Trim(message.substr(kError.size()))));
  }
  if (message.rfind("GeneratedQueries:", 0) == 0) {
    log.queries = Quoted(message, "queries");
    log.samples_per_query = Quoted(message, "samples per query");
  }
  TakeAfter(message, "version :", log.version) ||
      TakeAfter(message, "Date + time of test:", log.date) ||
      TakeAfter(message, "System Under Test (SUT) name:", log.sut_name) ||
      TakeAfter(message, "Query Sample Library (QSL) name:", log.qsl_name);
}

}  // namespace

struct AccuracyLog::Parser {
  simdjson::ondemand::parser json;
};

AccuracyLog::AccuracyLog(const std::filesystem::path& file)
    : file_(file), in_(file, std::ios::binary), parser_(std::make_unique<Parser>()) {
  if (!in_ || std::filesystem::is_directory(file)) {
    throw Error(ErrorCode::kMissingFile,
                fmt::format("no accuracy log {}: was this an accuracy run?", file.string()));
  }
}

AccuracyLog::~AccuracyLog() = default;

void AccuracyLog::ThrowBad(const std::string& what) const {
  throw Error(ErrorCode::kBadData,
              fmt::format("{}:{}: {}; the log is damaged or cut", file_.string(), line_, what));
}

/// The next character that is no white space; EOF at the end.
int AccuracyLog::NextCharacter() {
  int c = in_.get();
  for (; IsSpace(c); c = in_.get()) line_ += c == '\n' ? 1 : 0;
  return c;
}

/// Stands behind the '{' of the next record; false behind the end of the list.
bool AccuracyLog::FindRecord() {
  if (!has_begun_) {
    if (NextCharacter() != '[') ThrowBad("no '[' at the beginning");
    has_begun_ = true;
  }
  int c = NextCharacter();
  if (c == ',' && records_ > 0) {
    c = NextCharacter();
    if (c == ']') ThrowBad("a record is missing behind the last comma");
  } else if (c == '{' && records_ > 0) {
    ThrowBad("a comma is missing between two records");
  }
  if (c == '{') return true;
  if (c == EOF) ThrowBad("the file ends in the middle of the list");
  if (c != ']') ThrowBad(fmt::format("'{}' where a record should begin", static_cast<char>(c)));
  has_ended_ = true;
  if (NextCharacter() != EOF) ThrowBad("something follows the end of the list");
  return false;
}

/// The format has no nested objects and no '}' in texts: the next '}' ends the record. Were it
/// otherwise, the JSON library would refuse what was cut out.
void AccuracyLog::ReadObject() {
  std::getline(in_, object_, '}');
  if (in_.eof()) ThrowBad("the file ends in the middle of a record");
  object_.insert(0, 1, '{');
  object_ += '}';
  object_.reserve(object_.size() + simdjson::SIMDJSON_PADDING);
}

void AccuracyLog::Parse(AccuracyRecord& record) {
  auto document = parser_->json.iterate(
      simdjson::padded_string_view(object_.data(), object_.size(), object_.capacity()));
  auto object = document.get_object();
  record.seq_id = object["seq_id"].get_uint64();
  record.qsl_idx = object["qsl_idx"].get_uint64();
  // The token as it stands: hexadecimal digits need no unescaping, which would copy them.
  const std::string_view data = Trim(std::string_view(object["data"].raw_json_token()));
  if (data.size() < 2 || data.front() != '"' || data.back() != '"' ||
      !DecodeHex(data.substr(1, data.size() - 2), record.bytes)) {
    ThrowBad("\"data\" is not whole bytes in hexadecimal digits");
  }
}

bool AccuracyLog::Next(AccuracyRecord& record) {
  if (has_ended_ || !FindRecord()) return false;
  ReadObject();
  try {
    Parse(record);
  } catch (const simdjson::simdjson_error& e) {
    ThrowBad(e.what());
  }
  line_ += static_cast<std::size_t>(std::count(object_.begin(), object_.end(), '\n'));
  ++records_;
  return true;
}

std::string LogValues::Text(const std::string& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? "" : found->second.text;
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

SummaryLog ReadSummary(const std::filesystem::path& file) {
  const std::string text = ReadFile(file, "summary");
  if (Trim(text).empty()) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{}:1: the summary is empty: the run did not end", file.string()));
  }
  SummaryLog summary;
  summary.values = LogValues(file.string());
  bool recommends = false;
  for (const Line& line : LinesOf(text)) {
    const std::string_view trimmed = Trim(line.text);
    if (recommends && trimmed.empty()) recommends = false;
    if (recommends) summary.recommendations.emplace_back(trimmed);
    if (trimmed == "Recommendations:") recommends = true;
    AddValue(summary.values, line.text, line.number);
    if (trimmed.find(" ERROR") == std::string_view::npos) continue;
    ParseWhole(trimmed.substr(0, trimmed.find(' ')), summary.errors);
  }
  summary.sut_name = summary.values.Text("SUT name");
  summary.scenario = UpstreamScenario(summary.values.Text("Scenario"));
  summary.mode = summary.values.Text("Mode");
  if (const std::string result = summary.values.Text("Result is"); !result.empty()) {
    summary.is_valid = result == "VALID";
  }
  return summary;
}

DetailLog ReadDetail(const std::filesystem::path& file) {
  const std::string text = ReadFile(file, "detail log");
  DetailLog log;
  log.is_v07_text = text.rfind(":::MLLOG", 0) != 0;
  if (!log.is_v07_text) return log;
  log.effective = LogValues(file.string());
  log.requested = LogValues(file.string());
  LogValues* block = nullptr;
  for (const Line& line : LinesOf(text)) {
    const std::string_view message = WithoutStamp(line.text);
    const std::string_view trimmed = Trim(message);
    if (trimmed == "Effective Settings:") {
      block = &log.effective;
    } else if (trimmed == "Requested Settings:") {
      block = &log.requested;
    } else if (trimmed.empty()) {
      block = nullptr;
    } else if (block != nullptr) {
      AddValue(*block, message, line.number);
    } else {
      ReadMessage(message, line.number, log);
    }
  }
  return log;
}

}  // namespace assay
