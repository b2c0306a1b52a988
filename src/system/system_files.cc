// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "system/system_files.h"

#include <charconv>
#include <fstream>
#include <sstream>

#include "base/text.h"

namespace assay {

namespace {

// More processors than this in one list is a broken file.
constexpr std::int64_t kMaxListEntry = 65'535;

std::string_view TakeUntil(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view piece = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return piece;
}

std::string Unquoted(std::string_view value) {
  value = Trim(value);
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  return std::string(value);
}

}  // namespace

std::string ReadText(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (stream) text << stream.rdbuf();
  return std::string(Trim(text.str()));
}

std::optional<std::int64_t> ParseNumber(std::string_view text) {
  text = Trim(text);
  std::int64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> ReadNumber(const std::filesystem::path& file) {
  return ParseNumber(ReadText(file));
}

std::string ValueOf(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::string_view line = TakeUntil(text, '\n');
    const std::size_t separator = line.find_first_of(":=");
    if (separator == std::string_view::npos) continue;
    if (Trim(line.substr(0, separator)) == key) return Unquoted(line.substr(separator + 1));
  }
  return "";
}

std::vector<int> ParseList(std::string_view list) {
  std::vector<int> numbers;
  while (!list.empty()) {
    std::string_view range = TakeUntil(list, ',');
    const auto first = ParseNumber(TakeUntil(range, '-'));
    const auto last = range.empty() ? first : ParseNumber(range);
    if (!first || !last || *first < 0 || *last > kMaxListEntry) break;
    for (std::int64_t i = *first; i <= *last; ++i) numbers.push_back(static_cast<int>(i));
  }
  return numbers;
}

}  // namespace assay
