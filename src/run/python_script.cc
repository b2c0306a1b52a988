// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Running a script of the product.
#include "run/python_script.h"

#include <fmt/format.h>

#include <csignal>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "fetch/process.h"

namespace assay {
namespace {

constexpr int kSignals = 128;  // exit codes above it tell of a signal

std::string HowItEnded(int exit_code) {
  if (exit_code <= kSignals) return fmt::format("exit code {}", exit_code);
  const int signal = exit_code - kSignals;
  return fmt::format("signal {} ({}){}", signal, strsignal(signal),
                     signal == SIGKILL ? ", perhaps for want of memory" : "");
}

/// A script ends with its reason, unless it said nothing or a signal came in between.
std::string WhyItFailed(const std::filesystem::path& script, const std::string& file,
                        const ProcessResult& result) {
  const std::string words = LastLine(result.standard_error);
  if (result.exit_code <= kSignals && !Trim(result.standard_error).empty()) return words;
  return fmt::format("{} failed on {}: {}; its last words: {}", script.string(), file,
                     HowItEnded(result.exit_code), words);
}

}  // namespace

Json RunPythonScript(std::string_view script, const std::vector<std::string>& arguments) {
  const std::filesystem::path path = ShareFolder() / "python" / script;
  std::vector<std::string> command = {PythonProgram(), "-B", path.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const ProcessResult result = RunProcess(command);
  if (result.exit_code != 0) {
    throw Error(ErrorCode::kBadData, WhyItFailed(path, arguments.front(), result));
  }
  try {
    return Json::parse(LastLine(result.standard_output));
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::kInternal,
                fmt::format("{} ended without saying what it did", path.string()));
  }
}

}  // namespace assay
