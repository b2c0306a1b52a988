// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of mlperf::StartTest and its environment variables.
#include <doctest/doctest.h>
#include <stdlib.h>

#include "loadgen/stderr_text.h"
#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

/// An environment variable for the length of a test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

/// A SingleStream test of three queries by mlperf::StartTest, in real time.
struct StartedTest {
  FakeClock clock;
  FakeSut sut{clock};
  FakeLibrary library{8, 8};
  TemporaryFolder folder;
  std::string said;

  void Run() {
    mlperf::LogSettings logs;
    logs.log_output.outdir = folder.path();
    const StderrText stderr_text;
    mlperf::StartTest(&sut, &library, SettingsFor(mlperf::TestScenario::SingleStream, 3), logs,
                      folder.File("audit.config"));
    said = stderr_text.text();
  }
  std::string Summary() const { return TextOf(folder.File("mlperf_log_summary.txt")); }
};

TEST_CASE("StartTest: a bad word in a variable is one sentence, and the test does not start") {
  for (const char* name : {"ASSAY_LOADGEN_PROFILE", "ASSAY_LOADGEN_PACING", "ASSAY_LOADGEN_LOGS"}) {
    CAPTURE(name);
    const Variable variable(name, "V0.7");
    StartedTest test;
    test.Run();
    CHECK(test.sut.queries.empty());
    CHECK(test.library.loaded.empty());
    CHECK(test.Summary().empty());
    CHECK(test.said.find(std::string(name) + " is \"V0.7\": set it to one of ") !=
          std::string::npos);
  }
}

TEST_CASE("StartTest: an empty variable is an absent one") {
  const Variable variable("ASSAY_LOADGEN_PROFILE", "");
  StartedTest test;
  test.Run();
  CHECK(test.said.empty());
  CHECK(test.sut.queries.size() == 3);
}

TEST_CASE("StartTest: variables with good words start the test") {
  const Variable profile("ASSAY_LOADGEN_PROFILE", "v0.7");
  const Variable pacing("ASSAY_LOADGEN_PACING", "gentle");
  const Variable logs("ASSAY_LOADGEN_LOGS", "text");
  StartedTest test;
  test.Run();
  CHECK(test.said.empty());
  CHECK(test.sut.queries.size() == 3);
  CHECK(test.Summary().find("Result is : VALID") != std::string::npos);
}

TEST_CASE("StartTest: with a drain limit a system that never answers ends the test") {
  const Variable variable("ASSAY_LOADGEN_DRAIN_LIMIT", "0.02");
  FakeClock unused;
  FakeSut silent(unused, [](const FakeSut::Query&) {});
  FakeLibrary library(8, 8);
  TemporaryFolder folder;
  mlperf::LogSettings logs;
  logs.log_output.outdir = folder.path();
  mlperf::StartTest(&silent, &library, SettingsFor(mlperf::TestScenario::Offline, 3), logs,
                    folder.File("audit.config"));
  CHECK(TextOf(folder.File("mlperf_log_summary.txt")).find("INVALID") != std::string::npos);
  CHECK(TextOf(folder.File("mlperf_log_detail.txt")).find("3 of 3 samples had no answer yet") !=
        std::string::npos);
}

TEST_CASE("StartTest: a limit that is no time is one sentence, and the test does not start") {
  for (const char* value : {"soon", "-1", "0", "3s"}) {
    const Variable variable("ASSAY_LOADGEN_BLOCK_LIMIT", value);
    StartedTest test;
    test.Run();
    CHECK(test.sut.queries.empty());
    CHECK(test.said.find("ASSAY_LOADGEN_BLOCK_LIMIT is \"") != std::string::npos);
  }
}

}  // namespace
}  // namespace assay::loadgen
