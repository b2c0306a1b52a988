// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of system_files.h.
#include "system/system_files.h"

#include <doctest/doctest.h>

namespace assay {

TEST_CASE("a kernel list of ranges and numbers is spelled out") {
  CHECK(ParseList("0-2,8") == std::vector<int>{0, 1, 2, 8});
  CHECK(ParseList("5") == std::vector<int>{5});
  CHECK(ParseList("").empty());
}

TEST_CASE("a broken kernel list ends where it breaks, and never fills the memory") {
  CHECK(ParseList("1,x,3") == std::vector<int>{1});
  CHECK(ParseList("0-99999999999").empty());
  CHECK(ParseList("3-1").empty());
}

TEST_CASE("a value is found by its whole key, with colon or equals sign, without quotes") {
  CHECK(ValueOf("MemTotalX: 1\nMemTotal:  24 kB\n", "MemTotal") == "24 kB");
  CHECK(ValueOf("ID=debian\nPRETTY_NAME=\"Debian 12\"", "PRETTY_NAME") == "Debian 12");
  CHECK(ValueOf("no separator here", "no") == "");
}

TEST_CASE("a number is read from the front of a text, and its absence is seen") {
  CHECK(ParseNumber(" 24684084 kB") == 24'684'084);
  CHECK(ParseNumber("-1") == -1);
  CHECK_FALSE(ParseNumber("max").has_value());
  CHECK_FALSE(ReadNumber("/nowhere/at/all").has_value());
}

}  // namespace assay
