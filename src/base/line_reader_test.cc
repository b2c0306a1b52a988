// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of reading files line by line.
#include "base/line_reader.h"

#include <doctest/doctest.h>

#include <vector>

#include "base/error.h"
#include "base/test_folder.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> LinesOf(const std::string& content) {
  const TestFolder folder;
  LineReader reader(folder.Write("lines.txt", content), "test file");
  std::vector<std::string> lines;
  for (std::string_view line; reader.Next(line);) lines.emplace_back(line);
  CHECK(reader.number() == lines.size());
  return lines;
}

TEST_CASE("lines end at the line feed, the last one also at the end of the file") {
  CHECK(LinesOf("a\n\nb") == std::vector<std::string>{"a", "", "b"});
  CHECK(LinesOf("a\r\nb\r\n") == std::vector<std::string>{"a", "b"});
  CHECK(LinesOf("").empty());
  CHECK(LinesOf("\n") == std::vector<std::string>{""});
}

TEST_CASE("lines across the borders of what is read at once stay whole") {
  const std::string first(65'535, 'x'), second(200'000, 'y');
  CHECK(LinesOf(first + "\n" + second + "\nz\n") == std::vector<std::string>{first, second, "z"});
}

TEST_CASE("a line beyond the longest is cut, and the next one begins where it begins") {
  const std::string text(LineReader::kLongestLine + 300'000, 'x');
  const auto lines = LinesOf(text + "\nnext\n");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == std::string(LineReader::kLongestLine, 'x'));
  CHECK(lines[1] == "next");
}

TEST_CASE("a missing file and a folder are named with what was to be read") {
  CHECK_THROWS_WITH_AS(LineReader("/nowhere/log.txt", "summary"),
                       doctest::Contains("cannot read summary /nowhere/log.txt"), Error);
  CHECK_THROWS_WITH_AS(LineReader(fs::temp_directory_path(), "summary"),
                       doctest::Contains("it is a folder"), Error);
}

}  // namespace
}  // namespace assay
