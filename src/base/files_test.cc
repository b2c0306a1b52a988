// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of files, JSON and checksums.
#include "base/files.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/test_folder.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

ErrorCode CodeOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.code();
  }
  return ErrorCode::kInternal;
}

TEST_CASE("what is written is read back, and no part file stays") {
  const TestFolder folder;
  WriteFile(folder / "a", "one");
  WriteFile(folder / "a", "two");
  CHECK(ReadFile(folder / "a", "file") == "two");
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a place that cannot be written is an error with a sentence") {
  CHECK(CodeOf([] { WriteFile("/proc/assay-cannot-write", "x"); }) == ErrorCode::kUnwritable);
  CHECK(CodeOf([] { MakeFolder("/proc/assay-cannot-make"); }) == ErrorCode::kUnwritable);
}

TEST_CASE("a missing file and a folder are both named") {
  CHECK(CodeOf([] { ReadFile("/nonexistent/file", "label file"); }) == ErrorCode::kMissingFile);
  CHECK(CodeOf([] { ReadFile("/tmp", "label file"); }) == ErrorCode::kMissingFile);
}

TEST_CASE("JSON keeps 64-bit integers exactly and says where it breaks") {
  const TestFolder folder;
  const fs::path whole = folder.Write("a.json", R"({"seed": 16159082839903944936})");
  CHECK(ReadJson(whole, "x").at("seed").get<std::uint64_t>() == 16159082839903944936ULL);
  const fs::path broken = folder.Write("b.json", "{\n  broken");
  CHECK(CodeOf([&] { ReadJson(broken, "x"); }) == ErrorCode::kBadData);
}

TEST_CASE("SHA-256 of the empty text and of 'abc' (FIPS 180-2)") {
  CHECK(Sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("ASSAY_HOME wins over the XDG folder") {
  setenv("ASSAY_HOME", "/tmp/here", 1);
  CHECK(HomeFolder() == "/tmp/here");
  unsetenv("ASSAY_HOME");
  setenv("XDG_DATA_HOME", "/tmp/xdg", 1);
  CHECK(HomeFolder() == "/tmp/xdg/assay");
  unsetenv("XDG_DATA_HOME");
}

}  // namespace
}  // namespace assay
