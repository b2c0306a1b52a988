// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Parsing the text of a config file.
#include "loadgen/config_text.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace assay::loadgen {
namespace {

constexpr std::string_view kBlanks = " \t\r\v\f";
constexpr std::size_t kShownBytes = 100;

std::string Printable(std::string_view token) {
  std::string shown;
  for (const char byte : token.substr(0, kShownBytes)) {
    const auto code = static_cast<unsigned char>(byte);
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\x%02x", code);
    shown += code > 0x20 && code < 0x7f ? std::string(1, byte) : escaped;
  }
  return shown + (token.size() > kShownBytes ? "..." : "");
}

bool IsPrintable(std::string_view token) {
  return Printable(token.substr(0, kShownBytes)) == token.substr(0, kShownBytes);
}

std::vector<std::string_view> TokensOf(std::string_view line) {
  std::vector<std::string_view> tokens;
  while (true) {
    const std::size_t start = line.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) return tokens;
    line.remove_prefix(start);
    tokens.push_back(line.substr(0, line.find_first_of(kBlanks)));
    line.remove_prefix(tokens.back().size());
  }
}

/// Entirely a number that a setting can hold: decimal or hexadecimal. Upstream takes infinities and
/// NaN too; no schedule can be made of them.
bool IsNumber(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return end == text.c_str() + text.size() && std::isfinite(value);
}

class Parser {
 public:
  explicit Parser(const std::string& file) : file_(file) {}

  ConfigText Parse(std::string_view text) {
    while (!text.empty() && result_.error.empty()) {
      ++line_;
      const std::size_t end = text.find('\n');
      ParseLine(TokensOf(text.substr(0, end)));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return std::move(result_);
  }

 private:
  void ParseLine(const std::vector<std::string_view>& tokens) {
    if (tokens.empty() || tokens[0] == "#") return;
    key_ = tokens[0];
    if (key_.front() == '#') {
      Warn("a comment starts with a `#` and a blank; this is read as a key, and is none");
    } else if (!IsPrintable(key_)) {
      Warn("holds bytes that are no printable ASCII, and is the name of nothing");
    }
    if (tokens.size() == 1 || tokens[1] == "#") {
      if (key_.front() != '#') {
        Warn("there is no ` = value`; the line is ignored (blanks around `=` are needed)");
      }
      return;
    }
    if (tokens[1] != "=") {
      Fail(ConfigToken(tokens[1]) + " where `=` is expected, with blanks around it");
      return;
    }
    if (tokens.size() == 2) Warn("there is no value; the line is ignored");
    for (std::size_t i = 2; i < tokens.size(); ++i) TakeValue(std::string(tokens[i]), i == 2);
    if (tokens.size() > 3) Warn("of several values the last counts");
  }

  void TakeValue(std::string value, bool is_first) {
    if (!result_.error.empty()) return;
    if (!IsNumber(value)) {
      Fail(ConfigToken(value) + " is not a number" +
           (value.front() == '#' ? " (a comment needs a line of its own)" : ""));
      return;
    }
    ConfigValue& entry = result_.entries[std::string(key_)];
    if (is_first && entry.line != 0) {
      Warn("stands in line " + std::to_string(entry.line) + " too, which has no effect");
    }
    entry = {.text = std::move(value), .line = line_};
  }

  void Fail(const std::string& what) { result_.error = ConfigPlace(file_, line_, key_) + what; }
  void Warn(const std::string& what) {
    if (!result_.error.empty()) return;
    result_.warnings.emplace(line_, ConfigPlace(file_, line_, key_) + what);
  }

  const std::string& file_;
  ConfigText result_;
  std::string_view key_;
  int line_ = 0;
};

}  // namespace

ConfigText ParseConfig(std::string_view text, const std::string& file) {
  return Parser(file).Parse(text);
}

std::string ConfigPlace(const std::string& file, int line, std::string_view key) {
  return file + ":" + std::to_string(line) + ": " + Printable(key) + ": ";
}

std::string ConfigToken(std::string_view token) { return "`" + Printable(token) + "`"; }

}  // namespace assay::loadgen
