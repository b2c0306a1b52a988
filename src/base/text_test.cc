// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of numbers and durations as text.
#include "base/text.h"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

#include "base/error.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

TEST_CASE("text is split at each separator, and what is between two is a piece even if empty") {
  CHECK(Split("a:b", ':') == std::vector<std::string_view>{"a", "b"});
  CHECK(Split(":a::", ':') == std::vector<std::string_view>{"", "a", "", ""});
  CHECK(Split("", ':').size() == 1);
}

TEST_CASE("rates have four digits or separators") {
  CHECK(FormatRate(149124.3) == "149,124");
  CHECK(FormatRate(8.4537) == "8.454");
  CHECK(FormatRate(999.96) == "1,000");
  CHECK(FormatRate(99.995) == "100.0");
}

TEST_CASE("durations pick their unit") {
  CHECK(FormatDuration(812ns) == "812 ns");
  CHECK(FormatDuration(14'920'000ns) == "14.92 ms");
  CHECK(FormatDuration(605s) == "10 min 5 s");
}

TEST_CASE("durations are read as typed, and nonsense is refused") {
  CHECK(ParseDuration("15s", "--budget") == 15s);
  CHECK(ParseDuration("0.5", "--budget") == 500ms);
  CHECK(ParseDuration("2m", "--budget") == 120s);
  CHECK_THROWS_AS(ParseDuration("soon", "--budget"), Error);
  CHECK_THROWS_AS(ParseDuration("-1s", "--budget"), Error);
  CHECK_THROWS_AS(ParseDuration("1 s", "--budget"), Error);
}

TEST_CASE("words are split and trimmed") {
  CHECK(SplitWords("  a\tbc \r\n").size() == 2);
  CHECK(Trim("  a b ") == "a b");
  CHECK(Trim("   ").empty());
}

TEST_CASE("a slip of the finger finds its word, nonsense does not") {
  CHECK(NearestWord("ofline", {"offline", "server"}) == "offline");
  CHECK(NearestWord("xyzzy", {"offline", "server"}).empty());
}

}  // namespace
}  // namespace assay
