// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the config grammar, row by row, and of what is said about lines. Where a test names no
// source, the reference's library was asked (tests/compat does so again).
#include "loadgen/config.h"

#include <doctest/doctest.h>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::Profile;
using mlperf::TestMode;
using mlperf::TestSettings;

struct Read {
  TestSettings settings;
  ConfigOutcome outcome;
};

/// A file read for the model "m" in the scenario Server.
Read ReadText(const std::string& text, Profile profile = Profile::V07) {
  Read read;
  read.outcome = ApplyConfigText(
      text, "user.conf", {.model = "m", .scenario = "Server", .profile = profile}, read.settings);
  return read;
}

/// The only thing that is said about a text, without the file's name.
std::string OnlyWarning(const std::string& text, Profile profile = Profile::V07) {
  const ConfigOutcome outcome = ReadText(text, profile).outcome;
  CHECK(outcome.error.empty());
  REQUIRE(outcome.warnings.size() == 1);
  REQUIRE(outcome.warnings[0].rfind("user.conf:", 0) == 0);
  return outcome.warnings[0].substr(std::string("user.conf:").size());
}

std::uint64_t MinQueries(const std::string& text) {
  return ReadText(text).settings.min_query_count;
}

TEST_CASE("config: the more specific entry wins, wherever it stands") {
  CHECK(MinQueries("m.Server.min_query_count = 4\n*.Server.min_query_count = 3\n"
                   "m.*.min_query_count = 2\n*.*.min_query_count = 1\n"
                   "other.Server.min_query_count = 9\n") == 4);
  CHECK(MinQueries("*.Server.min_query_count = 3\nm.*.min_query_count = 2\n"
                   "*.*.min_query_count = 1\n") == 3);
  CHECK(MinQueries("*.*.min_query_count = 1\nm.*.min_query_count = 2\n") == 2);
}

TEST_CASE("config: entries of other models and scenarios do nothing, and nothing is said") {
  const Read read = ReadText(
      "other.Server.min_query_count = 9\n*.Offline.min_query_count = 8\n"
      "other.*.performance_issue_unique = 1\n*.MultiStream.samples_per_query = 2\n");
  CHECK(read.settings.min_query_count == 100);
  CHECK_FALSE(read.settings.performance_issue_unique);
  CHECK(read.outcome.warnings.empty());
}

TEST_CASE("config: keys bound to a scenario are set in every run") {
  const Read read = ReadText("*.SingleStream.target_latency = 2\n*.Offline.target_qps = 5\n");
  CHECK(read.settings.single_stream_expected_latency_ns == 2000000);
  CHECK(read.settings.offline_expected_qps == 5);
}

TEST_CASE("config: a key for any scenario sets that key of each") {
  const TestSettings settings = ReadText("*.*.target_qps = 5\n*.*.target_latency = 7\n").settings;
  CHECK(settings.multi_stream_target_qps == 5);
  CHECK(settings.server_target_qps == 5);
  CHECK(settings.offline_expected_qps == 5);
  CHECK(settings.single_stream_expected_latency_ns == 7000000);
  CHECK(settings.server_target_latency_ns == 7000000);
}

TEST_CASE("config: a lone # before the value starts a comment, blank lines are nothing") {
  const Read read = ReadText("# a comment = 5\n\n \t\n  # another\n*.*.min_query_count = 7\r\n");
  CHECK(read.settings.min_query_count == 7);
  CHECK(read.outcome.warnings.empty());
}

TEST_CASE("config: numbers are read as strtoull with base 0 and strtod do") {
  CHECK(MinQueries("*.*.min_query_count = 0x1f\n") == 31);
  CHECK(MinQueries("*.*.min_query_count = 017\n") == 15);
  CHECK(MinQueries("*.*.min_query_count = +5\n") == 5);
  CHECK(MinQueries("*.*.min_query_count = 1e3\n") == 1);
  CHECK(MinQueries("*.*.min_query_count = -1\n") == UINT64_MAX);
  CHECK(MinQueries("*.*.min_query_count = 99999999999999999999\n") == UINT64_MAX);
  CHECK(ReadText("*.Server.target_qps = 0x10\n").settings.server_target_qps == 16);
  CHECK(ReadText("*.Server.target_qps = 010\n").settings.server_target_qps == 10);
  CHECK(ReadText("*.Server.target_latency = 0.5\n").settings.server_target_latency_ns == 0);
}

TEST_CASE("config: an integer that does not become what stands there is said") {
  const std::string place = "1: *.*.min_query_count: ";
  CHECK(OnlyWarning("*.*.min_query_count = 7.9\n") == place + "`7.9` becomes 7");
  CHECK(OnlyWarning("*.*.min_query_count = 1e3\n") == place + "`1e3` becomes 1");
  CHECK(OnlyWarning("*.*.min_query_count = 017\n") == place + "`017` becomes 15");
  CHECK(OnlyWarning("*.*.min_query_count = -1\n") == place + "`-1` becomes 18446744073709551615");
  CHECK(OnlyWarning("*.Server.target_latency = 0.5\n") ==
        "1: *.Server.target_latency: `0.5` becomes 0 ns");
  // 18446744073710 ms are 18446744073710000000 ns: 2^64 is 18446744073709551616.
  CHECK(OnlyWarning("*.Server.target_latency = 18446744073710\n") ==
        "1: *.Server.target_latency: `18446744073710` becomes 448384 ns");
  CHECK(OnlyWarning("*.*.performance_issue_unique = 0.5\n") ==
        "1: *.*.performance_issue_unique: `0.5` becomes 0");
  CHECK(OnlyWarning("*.*.use_token_latencies = 2\n", Profile::V6) ==
        "1: *.*.use_token_latencies: `2` becomes 0");
  CHECK(ReadText("*.*.qsl_rng_seed = 18446744073709551615\n*.Server.target_qps = 0.1\n"
                 "*.*.accuracy_log_probability = 33.3\n*.*.print_timestamps = 7\n")
            .outcome.warnings.empty());
}

TEST_CASE("config: an expected latency of 1.5 ms is one of 1 ms in v0.7") {
  CHECK(OnlyWarning("*.SingleStream.target_latency = 1.5\n") ==
        "1: *.SingleStream.target_latency: `1.5` becomes 1000000 ns");
  CHECK(ReadText("*.SingleStream.target_latency = 1.5\n", Profile::V6).outcome.warnings.empty());
}

TEST_CASE("config: an error names file, line and key, and nothing is applied") {
  struct {
    const char* line;
    const char* said;
  } const cases[] = {
      {"*.*.max_query_count = 5 # five", "`#` is not a number (a comment needs a line of its own)"},
      {"*.*.max_query_count = # five", "`#` is not a number (a comment needs a line of its own)"},
      {"*.*.max_query_count = many", "`many` is not a number"},
      {"*.*.max_query_count = 5 many", "`many` is not a number"},
      {"*.*.max_query_count = 0x", "`0x` is not a number"},
      {"*.*.max_query_count = 1,000", "`1,000` is not a number"},
      {"*.*.max_query_count = = 5", "`=` is not a number"},
      {"*.*.max_query_count 5", "`5` where `=` is expected, with blanks around it"},
      {"*.*.max_query_count =5", "`=5` where `=` is expected, with blanks around it"},
      {"other.Offline.max_query_count = x", "`x` is not a number"},
  };
  for (const auto& bad : cases) {
    CAPTURE(bad.line);
    const Read read = ReadText("*.*.min_query_count = 7\n" + std::string(bad.line) + "\n");
    const std::string key = std::string(bad.line).substr(0, std::string(bad.line).find(' '));
    CHECK(read.outcome.error == "user.conf:2: " + key + ": " + bad.said);
    CHECK(read.settings.min_query_count == 100);
  }
}

TEST_CASE("config: infinity and NaN are errors, though upstream takes them") {
  for (const char* value : {"inf", "-infinity", "nan", "1e999"}) {
    CAPTURE(value);
    CHECK(ReadText("*.Server.target_qps = " + std::string(value) + "\n").outcome.error ==
          "user.conf:1: *.Server.target_qps: `" + std::string(value) + "` is not a number");
  }
}

TEST_CASE("config: a mode that does not exist leaves the mode alone, and that is said") {
  const std::string text = "*.*.mode = 4\n";
  CHECK(ReadText(text).settings.mode == TestMode::PerformanceOnly);
  CHECK(OnlyWarning(text).rfind("1: *.*.mode: `4` is no mode, and is ignored", 0) == 0);
}

TEST_CASE("config: the last of several values counts, and that is said") {
  const std::string text = "*.*.min_query_count = 5 6\n";
  CHECK(MinQueries(text) == 6);
  CHECK(OnlyWarning(text) == "1: *.*.min_query_count: of several values the last counts");
}

TEST_CASE("config: the later of two lines counts, and that is said") {
  const std::string text = "*.*.min_query_count = 5\n\n*.*.min_query_count = 6\n";
  CHECK(MinQueries(text) == 6);
  CHECK(OnlyWarning(text) == "3: *.*.min_query_count: stands in line 1 too, which has no effect");
}

TEST_CASE("config: lines that upstream ignores in silence are said") {
  struct {
    const char* line;
    const char* said;
  } const cases[] = {
      {"*.*.min_query_count=7",
       "there is no ` = value`; the line is ignored (blanks around `=` are needed)"},
      {"*.*.min_query_count",
       "there is no ` = value`; the line is ignored (blanks around `=` are needed)"},
      {"*.*.min_query_count # = 7",
       "there is no ` = value`; the line is ignored (blanks around `=` are needed)"},
      {"*.*.min_query_count =", "there is no value; the line is ignored"},
      {"#*.*.min_query_count = 7",
       "a comment starts with a `#` and a blank; this is read as a key, and is none"},
      {"#comment", "a comment starts with a `#` and a blank; this is read as a key, and is none"},
      {"min_query_count = 7", "is not of the form model.scenario.key; the line is ignored"},
      {"Server.min_query_count = 7", "is not of the form model.scenario.key; the line is ignored"},
      {"*.server.min_query_count = 7", "`server` is no scenario; the line is ignored"},
      {"*.*.min_queries = 7", "no key has this name; the line is ignored"},
      {"other.Offline.min_queries = 7", "no key has this name; the line is ignored"},
      {"*.Offline.target_latency = 7", "target_latency is no key of Offline; the line is ignored"},
      {"*.Server.samples_per_query = 7",
       "samples_per_query is no key of Server; the line is ignored"},
  };
  for (const auto& ignored : cases) {
    CAPTURE(ignored.line);
    const std::string line = ignored.line;
    CHECK(OnlyWarning(line + "\n") == "1: " + line.substr(0, line.find(' ')) + ": " + ignored.said);
    CHECK(MinQueries(line + "\n") == 100);
  }
}

TEST_CASE("config: keys of the other profile are said, if the line is for this run") {
  CHECK(OnlyWarning("*.*.use_token_latencies = 1\n") ==
        "1: *.*.use_token_latencies: is no key of v0.7; the line is ignored");
  CHECK(OnlyWarning("*.*.test05 = 1\n") == "1: *.*.test05: is no key of v0.7; the line is ignored");
  const std::string embedded =
      ": v6 takes it from its embedded values only, not from a file; the line is ignored";
  CHECK(OnlyWarning("*.*.qsl_rng_seed = 1\n", Profile::V6) == "1: *.*.qsl_rng_seed" + embedded);
  CHECK(OnlyWarning("*.*.test05 = 1\n", Profile::V6) == "1: *.*.test05" + embedded);
  CHECK(ReadText("*.MultiStream.target_qps = 20\nother.*.qsl_rng_seed = 1\n", Profile::V6)
            .outcome.warnings.empty());
}

TEST_CASE("config: keys that count only with another one are said when that is missing") {
  CHECK(OnlyWarning("*.Server.ttft_latency = 5\n", Profile::V6) ==
        "1: *.Server.ttft_latency: has no effect without use_token_latencies = 1");
  CHECK(OnlyWarning("*.*.token_latency_scaling_factor = 5\n", Profile::V6) ==
        "1: *.*.token_latency_scaling_factor: has no effect without infer_token_latencies = 1");
}

TEST_CASE("config: MultiStreamFree reads the keys of MultiStream and its own general ones") {
  TestSettings settings;
  const ConfigOutcome outcome = ApplyConfigText(
      "*.MultiStream.samples_per_query = 3\n*.MultiStream.min_query_count = 4\n"
      "*.MultiStreamFree.max_query_count = 5\n",
      "user.conf", {.model = "m", .scenario = "MultiStreamFree"}, settings);
  CHECK(outcome.warnings.empty());
  CHECK(settings.multi_stream_samples_per_query == 3);
  CHECK(settings.min_query_count == 100);
  CHECK(settings.max_query_count == 5);
}

TEST_CASE("config: warnings come in the order of the lines") {
  const auto warnings =
      ReadText("*.*.z = 1\n*.*.min_query_count = 1.5\n*.*.a=1\n*.*.b = 1\n").outcome.warnings;
  REQUIRE(warnings.size() == 4);
  for (int i = 0; i < 4; ++i) {
    CHECK(warnings[static_cast<std::size_t>(i)].rfind("user.conf:" + std::to_string(i + 1), 0) ==
          0);
  }
}

TEST_CASE("config: bytes that are not for a terminal are escaped, and endless tokens cut") {
  CHECK(OnlyWarning("\xef\xbb\xbf*.*.min_query_count = 5\n") ==
        "1: \\xef\\xbb\\xbf*.*.min_query_count: holds bytes that are no printable ASCII, and is "
        "the name of nothing");
  const std::string said = ReadText("*.*.mode = \x1b[31m" + std::string(500, 'x')).outcome.error;
  CHECK(said.find("`\\x1b[31mxxx") != std::string::npos);
  CHECK(said.size() < 200);
}

TEST_CASE("config: a file that is missing is not one that cannot be read") {
  const TemporaryFolder folder;
  TestSettings settings;
  const ConfigTarget target{.model = "m", .scenario = "Server"};
  const ConfigOutcome missing = ApplyConfig(folder.File("none.conf"), target, settings);
  CHECK(missing.is_missing);
  CHECK(missing.error == "cannot open the config file " + folder.File("none.conf"));
  const ConfigOutcome unreadable = ApplyConfig(folder.path(), target, settings);
  CHECK_FALSE(unreadable.is_missing);
  CHECK(unreadable.error.rfind("cannot read the config file " + folder.path(), 0) == 0);
}

}  // namespace
}  // namespace assay::loadgen
