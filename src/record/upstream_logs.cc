// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Upstream-shaped logs.
#include "record/upstream_logs.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace assay {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// False when `hex` is not whole bytes of hexadecimal digits.
bool DecodeHex(const std::string& hex, std::vector<std::byte>& bytes) {
  bytes.clear();
  if (hex.size() % 2 != 0) return false;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = HexDigit(hex[i]), low = HexDigit(hex[i + 1]);
    if (high < 0 || low < 0) return false;
    bytes.push_back(static_cast<std::byte>(high * 16 + low));
  }
  return true;
}

std::optional<Scenario> ScenarioOf(std::string_view words) {
  std::string name(words);
  std::erase(name, ' ');
  for (const Scenario s : AllScenarios()) {
    if (Name(s) == name) return s;
  }
  return std::nullopt;
}

}  // namespace

AccuracyLog::AccuracyLog(const std::filesystem::path& file) : file_(file), in_(file) {
  if (!in_) {
    throw Error(ErrorCode::kMissingFile,
                fmt::format("no accuracy log {}: was this an accuracy run?", file.string()));
  }
}

void AccuracyLog::ThrowBad(const std::string& what) const {
  throw Error(ErrorCode::kBadData,
              fmt::format("{}:{}: {}; the log is damaged or cut", file_.string(), line_, what));
}

bool AccuracyLog::ReadObject() {
  // Splits the array into its objects; what is inside an object is left to the JSON library.
  object_.clear();
  bool in_text = false;
  for (int c = in_.get(); c != EOF; c = in_.get()) {
    if (c == '\n') ++line_;
    if (object_.empty() && c != '{') {
      if (c == ']') return false;
      if (c == '[') has_begun_ = true;
      if (c == '[' || c == ',' || std::isspace(c) != 0) continue;
      ThrowBad(fmt::format("'{}' where a record should begin", static_cast<char>(c)));
    }
    object_.push_back(static_cast<char>(c));
    if (c == '"') in_text = !in_text;  // the format has no escapes: data are hexadecimal digits
    if (c == '}' && !in_text) return true;
  }
  ThrowBad("the file ends in the middle of the list");
}

bool AccuracyLog::Next(AccuracyRecord& record) {
  if (!ReadObject()) return false;
  if (!has_begun_) ThrowBad("no '[' at the beginning");
  try {
    const auto json = nlohmann::json::parse(object_);
    record.seq_id = json.at("seq_id").get<std::uint64_t>();
    record.qsl_idx = json.at("qsl_idx").get<std::uint64_t>();
    if (!DecodeHex(json.at("data").get_ref<const std::string&>(), record.bytes)) {
      ThrowBad("\"data\" is not whole bytes in hexadecimal digits");
    }
  } catch (const nlohmann::json::exception& e) {
    ThrowBad(e.what());
  }
  return true;
}

SummaryLog ReadSummary(const std::filesystem::path& file) {
  const std::string text = ReadFile(file, "summary");
  SummaryLog summary;
  std::size_t line_number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line(text.data() + begin, end - begin);
    begin = end + 1;
    ++line_number;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    summary.values.emplace(Trim(line.substr(0, colon)), Trim(line.substr(colon + 1)));
  }
  if (line_number == 0) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{}:1: the summary is empty: the run did not end", file.string()));
  }
  const auto value = [&](const char* key) {
    const auto found = summary.values.find(key);
    return found == summary.values.end() ? std::string() : found->second;
  };
  summary.sut_name = value("SUT name");
  summary.scenario = ScenarioOf(value("Scenario"));
  summary.mode = value("Mode");
  if (const std::string result = value("Result is"); !result.empty()) {
    summary.is_valid = result == "VALID";
  }
  return summary;
}

std::optional<double> NumberOf(const SummaryLog& summary, const std::string& key) {
  const auto found = summary.values.find(key);
  if (found == summary.values.end()) return std::nullopt;
  try {
    std::size_t used = 0;
    const double number = std::stod(found->second, &used);
    if (used == found->second.size()) return number;
  } catch (const std::exception&) {
  }
  throw Error(ErrorCode::kBadData,
              fmt::format("the summary's '{}' is '{}', not a number", key, found->second));
}

}  // namespace assay
