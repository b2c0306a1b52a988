// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Numbers without a locale, text with escapes.
#include "loadgen/json_value.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace assay::loadgen {
namespace {

/// Room for every double in fixed notation with a few decimals.
constexpr std::size_t kLongestNumber = 400;

/// How many bytes at the start of `text` are one character of UTF-8 (RFC 3629); 0: none.
std::size_t CharacterLength(std::string_view text) {
  struct Form {
    unsigned char lead_from, lead_to;
    unsigned char second_from, second_to;  // narrower than 80..BF where values would repeat
    std::size_t length;
  };
  static constexpr Form kForms[] = {{0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2},
                                    {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
                                    {0xED, 0xED, 0x80, 0x9F, 3},  // not the surrogates
                                    {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
                                    {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4}};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (const Form& form : kForms) {
    if (byte(0) < form.lead_from || byte(0) > form.lead_to) continue;
    if (text.size() < form.length) return 0;
    for (std::size_t i = 1; i < form.length; ++i) {
      const unsigned char from = i == 1 ? form.second_from : 0x80;
      const unsigned char to = i == 1 ? form.second_to : 0xBF;
      if (byte(i) < from || byte(i) > to) return 0;
    }
    return form.length;
  }
  return 0;
}

void AppendEscaped(std::string& out, char c) {
  switch (c) {
    case '"':
    case '\\':
      out += '\\';
      out += c;
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (static_cast<unsigned char>(c) >= 0x20) {
    out += c;
    return;
  }
  char code[8];
  std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
  out += code;
}

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::size_t length = CharacterLength(text);
    if (length == 0) {
      out += "\\ufffd";
    } else if (length == 1) {
      AppendEscaped(out, text[0]);
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out + '"';
}

template <typename... Format>
std::string Printed(double value, Format... format) {
  char text[kLongestNumber];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value, format...);
  return error == std::errc{} ? std::string(text, end) : "0";
}

}  // namespace

std::string SixDigits(double value) { return Printed(value, std::chars_format::general, 6); }

std::string Fixed(double value, int decimals) {
  return Printed(value, std::chars_format::fixed, decimals);
}

std::string CommaSeparated(const std::vector<std::size_t>& values) {
  std::string text;
  for (const std::size_t value : values) {
    if (!text.empty()) text += ',';
    text += std::to_string(value);
  }
  return text;
}

JsonValue::JsonValue(double value) : text_(std::isfinite(value) ? SixDigits(value) : "null") {}

JsonValue::JsonValue(std::string_view value) : text_(Quoted(value)) {}

JsonValue::JsonValue(const std::vector<std::size_t>& values)
    : text_("[" + CommaSeparated(values) + "]") {}

JsonValue JsonValue::Exact(double value) {
  JsonValue json(value);
  if (std::isfinite(value)) json.text_ = Printed(value);
  return json;
}

JsonValue JsonValue::EmptyObject() {
  JsonValue json(false);
  json.text_ = "{}";
  return json;
}

}  // namespace assay::loadgen
