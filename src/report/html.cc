// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Text into HTML and SVG: escaping, and the few shapes of markup that every section uses.
#include "report/html.h"

#include <algorithm>
#include <cstdint>

#include "base/error.h"

namespace assay::report {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// Takes one code point from the front of `text`; a byte that begins none is kReplacement.
char32_t TakeCodePoint(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xC2 ? 0
                           : first < 0xE0 ? 2
                           : first < 0xF0 ? 3
                           : first < 0xF5 ? 4
                                          : 0;
  char32_t point = size == 1 ? first : first & (0x7F >> size);
  bool is_good = size > 0 && size <= text.size();
  for (std::size_t i = 1; is_good && i < size; ++i) {
    is_good = (byte(i) & 0xC0) == 0x80;
    point = point << 6 | (byte(i) & 0x3F);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  is_good = is_good && point >= kLeast[size] && point <= 0x10FFFF &&
            !(point >= 0xD800 && point <= 0xDFFF);
  text.remove_prefix(is_good ? size : 1);
  return is_good ? point : kReplacement;
}

/// Control characters, direction overrides (they could turn a name around) and non-characters.
bool IsUnprintable(char32_t point) {
  return (point < 0x20 && point != '\t' && point != '\n') || (point >= 0x7F && point < 0xA0) ||
         (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
         (point & 0xFFFE) == 0xFFFE;
}

}  // namespace

std::string Escape(std::string_view text) {
  std::string safe;
  safe.reserve(text.size() + 16);
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t point = TakeCodePoint(text);
    switch (point) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        if (point == kReplacement || IsUnprintable(point)) {
          safe += "\xEF\xBF\xBD";
        } else {
          safe += before.substr(0, before.size() - text.size());
        }
    }
  }
  return safe;
}

std::size_t CharacterCount(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string Shorten(std::string_view text, std::size_t characters) {
  if (CharacterCount(text) <= characters) return std::string(text);
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end) {
    if ((text[end] & 0xC0) != 0x80 && ++seen > std::max<std::size_t>(characters, 1) - 1) break;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string Slug(std::string_view text) {
  std::string slug;
  for (const char c : text) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool is_capital = c >= 'A' && c <= 'Z';
    if (is_word || is_capital) {
      slug += is_capital ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
    if (slug.size() >= 60) break;
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug.empty() ? "run" : slug;
}

std::string FillTemplate(std::string_view text,
                         const std::vector<std::pair<std::string_view, std::string_view>>& values) {
  std::string filled;
  for (std::size_t open = text.find("{{"); open != std::string_view::npos; open = text.find("{{")) {
    const std::size_t close = text.find("}}", open);
    ASSAY_CHECK(close != std::string_view::npos);
    const std::string_view name = text.substr(open + 2, close - open - 2);
    const auto value = std::find_if(values.begin(), values.end(),
                                    [&](const auto& pair) { return pair.first == name; });
    ASSAY_CHECK(value != values.end());
    filled += text.substr(0, open);
    filled += value->second;
    text.remove_prefix(close + 2);
  }
  return filled += text;
}

}  // namespace assay::report
