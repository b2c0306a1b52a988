// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of running other programs.
#include "fetch/process.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "base/error.h"

namespace assay {
namespace {

TEST_CASE("a process: output, error output and exit code come back apart") {
  const ProcessResult result = RunProcess({"sh", "-c", "echo out; echo err >&2; exit 3"});
  CHECK(result.exit_code == 3);
  CHECK(result.standard_output == "out\n");
  CHECK(result.standard_error == "err\n");
}

TEST_CASE("a process: arguments reach it as they are, no shell looks at them") {
  const std::string argument = "a b; echo $HOME \"'";
  CHECK(RunProcess({"printf", "%s", argument}).standard_output == argument);
}

TEST_CASE("a process: more output than pipes hold does not block it") {
  // Both at once, each larger than a pipe's 64 KiB.
  const ProcessResult result =
      RunProcess({"sh", "-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"});
  CHECK(result.standard_output.size() == 300'000);
  CHECK(result.standard_error.size() == 300'000);
}

TEST_CASE("a process: it reads nothing of ours") {
  CHECK(RunProcess({"cat"}).standard_output.empty());
}

TEST_CASE("a process: a signal ends it with 128 and its number") {
  CHECK(RunProcess({"sh", "-c", "kill -TERM $$"}).exit_code == 128 + 15);
}

TEST_CASE("a process: a program that does not exist is named") {
  CHECK_THROWS_WITH_AS(RunProcess({"no-such-program-at-all"}),
                       doctest::Contains("cannot start 'no-such-program-at-all'"), Error);
}

TEST_CASE("the last line that says something") {
  CHECK(LastLine("one\n  two  \n\n") == "two");
  CHECK(LastLine(" \n") == "no message");
}

TEST_CASE("ASSAY_PYTHON chooses the Python") {
  const char* before = std::getenv("ASSAY_PYTHON");
  const std::string kept = before == nullptr ? "" : before;
  setenv("ASSAY_PYTHON", "/opt/some/python3", 1);
  CHECK(PythonProgram() == "/opt/some/python3");
  unsetenv("ASSAY_PYTHON");
  CHECK(PythonProgram().find("python3") != std::string::npos);
  if (before != nullptr) setenv("ASSAY_PYTHON", kept.c_str(), 1);
}

}  // namespace
}  // namespace assay
