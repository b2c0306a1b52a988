// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Runs another program to its end, without a shell.
#pragma once

#include <string>
#include <vector>

namespace assay {

struct ProcessResult {
  int exit_code = 0;  // 128 + signal number when a signal ended it
  std::string standard_output;
  std::string standard_error;
};

/// arguments[0] is looked up in PATH. Throws Error{kEnvironment} when it cannot be started.
ProcessResult RunProcess(const std::vector<std::string>& arguments);

/// The Python that runs our scripts and pip: $ASSAY_PYTHON, else the private environment made by
/// scripts/setup when it exists, else "python3".
std::string PythonProgram();

/// The last line of a program's output that says something; "no message" when there is none.
std::string LastLine(const std::string& output);

}  // namespace assay
