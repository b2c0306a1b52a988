// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of JSON text: what is written can be read, and says the same.
#include "loadgen/json_value.h"

#include <doctest/doctest.h>

#include <clocale>
#include <limits>
#include <nlohmann/json.hpp>

namespace assay::loadgen {
namespace {

using nlohmann::json;

TEST_CASE("numbers have six significant digits, as upstream prints them") {
  CHECK(SixDigits(1e6) == "1e+06");
  CHECK(SixDigits(123456.7) == "123457");
  CHECK(SixDigits(0.9) == "0.9");
  CHECK(Fixed(2.345, 1) == "2.3");
}

TEST_CASE("a comma as the locale's decimal point stays out of the logs") {
  const std::string before = std::setlocale(LC_NUMERIC, nullptr);
  for (const char* locale : {"de_DE.UTF-8", "fr_FR.UTF-8"}) std::setlocale(LC_NUMERIC, locale);
  CHECK(SixDigits(0.5) == "0.5");
  CHECK(JsonValue::Exact(0.5).text() == "0.5");
  std::setlocale(LC_NUMERIC, before.c_str());
}

TEST_CASE("any text reads back as it was: quotes, backslashes, control characters, other scripts") {
  std::string every;
  for (int c = 0; c < 0x80; ++c) every += static_cast<char>(c);
  for (const std::string& text : {every, std::string("a \"b\" \\c\n"), std::string("é ≤ 鳥 𝄞")}) {
    const std::string written = JsonValue(text).text();
    CHECK(json::parse(written).get<std::string>() == text);
    CHECK(written.find('\n') == std::string::npos);
  }
}

TEST_CASE("bytes that are no UTF-8 become U+FFFD, the others stay") {
  // A lone continuation, an overlong slash, a surrogate, a value above U+10FFFF, a torn character.
  for (const std::string bad : {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE9"}) {
    CAPTURE(bad.size());
    const std::string read = json::parse(JsonValue("<" + bad + ">").text()).get<std::string>();
    CHECK(read.front() == '<');
    CHECK(read.back() == '>');
    CHECK(read.find("\xEF\xBF\xBD") == 1);
  }
}

TEST_CASE("numbers that JSON does not have become null") {
  for (const double value : {std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::quiet_NaN(), -1.0 / 0.0}) {
    CHECK(JsonValue(value).text() == "null");
    CHECK(JsonValue::Exact(value).text() == "null");
  }
}

TEST_CASE("an exact number reads back as the same one") {
  for (const double value : {1.0 / 3, 1e300, 5e-324, 123456789.125, 0.0}) {
    CHECK(json::parse(JsonValue::Exact(value).text()).get<double>() == value);
  }
  CHECK(JsonValue(1.0 / 3).text() == "0.333333");
}

TEST_CASE("flags, counts and lists") {
  CHECK(JsonValue(true).text() == "true");
  CHECK(JsonValue(std::numeric_limits<std::uint64_t>::max()).text() == "18446744073709551615");
  CHECK(JsonValue(-1).text() == "-1");
  CHECK(JsonValue(std::vector<std::size_t>{3, 1}).text() == "[3,1]");
  CHECK(JsonValue(std::vector<std::size_t>{}).text() == "[]");
}

}  // namespace
}  // namespace assay::loadgen
