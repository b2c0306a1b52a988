// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the config grammar: each row of docs/loadgen.md, section 12.
#include "loadgen/config.h"

#include <doctest/doctest.h>

#include <cerrno>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestSettings;

struct ConfigFile {
  TemporaryFolder folder;
  TestSettings settings;
  ConfigOutcome Apply(const std::string& text) {
    std::ofstream(folder.File("user.conf")) << text;
    return ApplyConfig(folder.File("user.conf"), {.model = "resnet50", .scenario = "Server"},
                       settings);
  }
};

TEST_CASE("config: values take their units") {
  ConfigFile file;
  CHECK(file.Apply("*.Server.target_latency = 15\n"
                   "*.Server.target_latency_percentile = 97\n"
                   "*.Server.target_qps = 333.5\n"
                   "*.SingleStream.target_latency = 2\n"
                   "*.*.mode = 1\n"
                   "*.*.performance_issue_unique = 2\n"
                   "*.*.qsl_rng_seed = 12786827339337101903\n")
            .error.empty());
  CHECK(file.settings.server_target_latency_ns == 15000000);
  CHECK(file.settings.server_target_latency_percentile == doctest::Approx(0.97));
  CHECK(file.settings.server_target_qps == 333.5);
  CHECK(file.settings.single_stream_expected_latency_ns == 2000000);
  CHECK(file.settings.mode == TestMode::AccuracyOnly);
  CHECK(file.settings.performance_issue_unique);
  CHECK(file.settings.qsl_rng_seed == 12786827339337101903u);
}

TEST_CASE("config: the more specific entry wins, wherever it stands") {
  ConfigFile file;
  file.Apply(
      "resnet50.Server.min_query_count = 4\n"
      "*.Server.min_query_count = 3\n"
      "resnet50.*.min_query_count = 2\n"
      "*.*.min_query_count = 1\n"
      "bert.Server.min_query_count = 9\n");
  CHECK(file.settings.min_query_count == 4);
  file.Apply("*.Server.max_query_count = 3\nresnet50.*.max_query_count = 2\n");
  CHECK(file.settings.max_query_count == 3);
}

TEST_CASE("config: a comment is a lone # before the value, the later line and value win") {
  ConfigFile file;
  CHECK(file.Apply("# a comment\n\n*.*.min_query_count = 1 2\n*.*.max_query_count = 5\n"
                   "*.*.max_query_count = 6\n*.*.min_duration # nothing\n")
            .error.empty());
  CHECK(file.settings.min_query_count == 2);
  CHECK(file.settings.max_query_count == 6);
  CHECK(file.settings.min_duration_ms == 10000);
}

TEST_CASE(
    "config: hexadecimal and octal are read, fractions of integers are cut, and that is said") {
  ConfigFile file;
  const ConfigOutcome outcome = file.Apply(
      "*.*.qsl_rng_seed = 0x10\n*.*.schedule_rng_seed = 010\n*.Server.target_latency = 0.5\n");
  CHECK(file.settings.qsl_rng_seed == 16);
  CHECK(file.settings.schedule_rng_seed == 8);
  CHECK(file.settings.server_target_latency_ns == 0);
  REQUIRE(outcome.warnings.size() == 1);
  CHECK(outcome.warnings[0].find("user.conf:3: target_latency:") != std::string::npos);
}

TEST_CASE("config: an error names file, line and key, and nothing is applied") {
  for (const char* bad : {"*.*.max_query_count = 5 # five\n", "*.*.max_query_count = many\n",
                          "*.*.max_query_count 5\n", "#text without a blank\n"}) {
    CAPTURE(bad);
    ConfigFile file;
    const ConfigOutcome outcome = file.Apply(std::string("*.*.min_query_count = 7\n") + bad);
    CHECK(outcome.error.find("user.conf:2: ") != std::string::npos);
    CHECK(file.settings.min_query_count == 100);
  }
}

TEST_CASE("config: a mode that does not exist is refused") {
  ConfigFile file;
  CHECK(file.Apply("*.*.mode = 4\n").error.find(":1: mode:") != std::string::npos);
}

TEST_CASE("config: k=v without blanks is ignored, but not in silence") {
  ConfigFile file;
  const ConfigOutcome outcome = file.Apply("*.*.min_query_count=7\n*.*.unknown = 1\n");
  CHECK(outcome.error.empty());
  CHECK(outcome.warnings.size() == 1);
  CHECK(file.settings.min_query_count == 100);
}

TEST_CASE("FromConfig returns upstream's codes") {
  ConfigFile file;
  file.Apply("*.*.min_query_count = 7\n");
  TestSettings settings;
  CHECK(settings.FromConfig(file.folder.File("none.conf"), "m", "Server") == -ENOENT);
  CHECK(settings.FromConfig(file.folder.File("user.conf"), "m", "Server") == 0);
  CHECK(settings.min_query_count == 7);
  file.Apply("*.*.min_query_count = x\n");
  CHECK(settings.FromConfig(file.folder.File("user.conf"), "m", "Server") == -EINVAL);
}

}  // namespace
}  // namespace assay::loadgen
