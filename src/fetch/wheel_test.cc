// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of downloading wheels: pip looks into a folder of ours, never into the network.
#include <doctest/doctest.h>

#include <cstdlib>

#include "base/error.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "fetch/fetch.h"
#include "fetch/process.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWheel = "assay_sample-1.0-py3-none-any.whl";

/// A package index of one wheel, and an empty folder.
struct Index {
  TestFolder folder;
  Index() {
    fs::create_directories(folder / "index");
    setenv("PIP_NO_INDEX", "1", 1);
    setenv("PIP_FIND_LINKS", (folder / "index").c_str(), 1);
    const std::string script = R"(
import sys, zipfile
info = "assay_sample-1.0.dist-info/"
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("assay_sample/weights.bin", "the weights")
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: assay-sample\nVersion: 1.0\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(info + "RECORD", "")
)";
    REQUIRE(RunProcess({PythonProgram(), "-c", script, folder / "index" / kWheel}).exit_code == 0);
  }
  ~Index() {
    unsetenv("PIP_NO_INDEX");
    unsetenv("PIP_FIND_LINKS");
  }
};

bool HasPip() {
  if (RunProcess({PythonProgram(), "-m", "pip", "--version"}).exit_code == 0) return true;
  MESSAGE("skipped: " << PythonProgram() << " has no pip");
  return false;
}

TEST_CASE("wheel: what pip finds is kept when its checksum is right") {
  if (!HasPip()) return;
  Index index;
  const fs::path wheel = DownloadWheel({.requirement = "assay-sample==1.0",
                                        .wheel = kWheel,
                                        .sha256 = Sha256OfFile(index.folder / "index" / kWheel)},
                                       index.folder / "kept");
  CHECK(wheel == index.folder / "kept" / kWheel);
  CHECK(fs::exists(wheel));
  CHECK(std::distance(fs::directory_iterator(index.folder / "kept"), fs::directory_iterator()) ==
        1);
}

TEST_CASE("wheel: a wrong checksum or another file is refused and not kept") {
  if (!HasPip()) return;
  Index index;
  PipPackage package{.requirement = "assay-sample==1.0", .wheel = "", .sha256 = Sha256("other")};
  CHECK_THROWS_WITH_AS(DownloadWheel(package, index.folder / "kept"),
                       doctest::Contains(Sha256("other").c_str()), Error);
  package = {.requirement = "assay-sample==1.0", .wheel = "other.whl", .sha256 = ""};
  CHECK_THROWS_WITH_AS(DownloadWheel(package, index.folder / "kept"),
                       doctest::Contains("expected other.whl"), Error);
  CHECK(fs::is_empty(index.folder / "kept"));
}

TEST_CASE("wheel: pip's reason stands in the sentence") {
  if (!HasPip()) return;
  Index index;
  CHECK_THROWS_WITH_AS(
      DownloadWheel({.requirement = "assay-sample==2.0", .wheel = "", .sha256 = ""},
                    index.folder / "kept"),
      doctest::Contains("No matching distribution found for assay-sample==2.0"), Error);
}

TEST_CASE("wheel: only a name with a version is handed to pip") {
  const fs::path nowhere = fs::temp_directory_path() / "assay-nowhere";
  for (const char* requirement : {"", "assay-sample", "--index-url=http://x/==1"}) {
    CHECK_THROWS_WITH_AS(
        DownloadWheel({.requirement = requirement, .wheel = "", .sha256 = ""}, nowhere),
        doctest::Contains("no package with a version"), Error);
  }
}

}  // namespace
}  // namespace assay
