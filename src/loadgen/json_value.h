// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Values as JSON text: enough to write a log with, without a JSON library.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::loadgen {

/// Six significant digits, as C++ streams print by default, in no locale's spelling.
std::string SixDigits(double value);
/// Fixed notation.
std::string Fixed(double value, int decimals);
/// "1,2,3".
std::string CommaSeparated(const std::vector<std::size_t>& values);

/// One JSON value. Any text is allowed: quotes, backslashes and control characters are escaped, and
/// bytes that are no UTF-8 become U+FFFD. Numbers that JSON does not have (infinity, not a number)
/// become null.
class JsonValue {
 public:
  JsonValue(std::same_as<bool> auto value) : text_(value ? "true" : "false") {}  // NOLINT
  template <std::integral Int>
  requires(!std::same_as<Int, bool>) JsonValue(Int value)
      : text_(std::to_string(value)) {}  // NOLINT
  /// Six digits, as upstream logs its figures.
  JsonValue(double value);                                                     // NOLINT
  JsonValue(std::string_view value);                                           // NOLINT
  JsonValue(const std::string& value) : JsonValue(std::string_view(value)) {}  // NOLINT
  JsonValue(const char* value) : JsonValue(std::string_view(value)) {}         // NOLINT
  JsonValue(const std::vector<std::size_t>& values);                           // NOLINT

  /// The shortest number that reads back as `value`.
  static JsonValue Exact(double value);
  static JsonValue EmptyObject();

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace assay::loadgen
