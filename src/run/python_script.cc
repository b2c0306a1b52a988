// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Running a script of the product.
#include "run/python_script.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "fetch/process.h"

namespace assay {

Json RunPythonScript(std::string_view script, const std::vector<std::string>& arguments) {
  const std::filesystem::path path = ShareFolder() / "python" / script;
  std::vector<std::string> command = {PythonProgram(), "-B", path.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const ProcessResult result = RunProcess(command);
  if (result.exit_code != 0) throw Error(ErrorCode::kBadData, LastLine(result.standard_error));
  try {
    return Json::parse(LastLine(result.standard_output));
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::kInternal,
                fmt::format("{} ended without saying what it did", path.string()));
  }
}

}  // namespace assay
