// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of unpacking, on archives built here.
#include "fetch/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/test_folder.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

struct Item {
  std::string path, content;
  std::string link_to;  // a symbolic link when not empty
};

void WriteArchive(const fs::path& file, const std::vector<Item>& items, bool is_zip) {
  archive* out = archive_write_new();
  is_zip ? archive_write_set_format_zip(out) : archive_write_set_format_pax_restricted(out);
  REQUIRE(archive_write_open_filename(out, file.c_str()) == ARCHIVE_OK);
  for (const Item& item : items) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, item.path.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_filetype(entry, item.link_to.empty() ? AE_IFREG : AE_IFLNK);
    if (!item.link_to.empty()) archive_entry_set_symlink(entry, item.link_to.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(item.content.size()));
    archive_write_header(out, entry);
    archive_write_data(out, item.content.data(), item.content.size());
    archive_entry_free(entry);
  }
  archive_write_free(out);
}

TEST_CASE("unpack: the members asked for land where the caller says, nothing else") {
  for (const bool is_zip : {true, false}) {
    const TestFolder folder;
    const fs::path file = folder / "archive";
    const std::string large(200'000, 'x');
    WriteArchive(file, {{"a/one.txt", "1", ""}, {"../../two.txt", large, ""}, {"three", "3", ""}},
                 is_zip);
    UnpackMembers(file, {{.path = "../../two.txt", .file = folder / "out/two", .sha256 = ""},
                         {.path = "a/one.txt", .file = folder / "out/one", .sha256 = Sha256("1")}});
    CHECK(ReadFile(folder / "out/one", "file") == "1");
    CHECK(ReadFile(folder / "out/two", "file") == large);
    CHECK(std::distance(fs::directory_iterator(folder / "out"), fs::directory_iterator()) == 2);
  }
}

TEST_CASE("unpack: a wrong checksum is named and nothing is kept") {
  const TestFolder folder;
  WriteArchive(folder / "archive", {{"one", "1", ""}}, true);
  const auto unpack = [&] {
    UnpackMembers(folder / "archive",
                  {{.path = "one", .file = folder / "out/one", .sha256 = Sha256("2")}});
  };
  CHECK_THROWS_WITH_AS(unpack(), doctest::Contains(Sha256("1").c_str()), Error);
  CHECK(fs::is_empty(folder / "out"));
}

TEST_CASE("unpack: a member that is absent, a link, or too large is refused") {
  const TestFolder folder;
  const fs::path file = folder / "archive";
  WriteArchive(file, {{"link", "", "/etc/passwd"}, {"large", "12345", ""}}, false);
  const auto unpack = [&](const char* path) {
    UnpackMembers(file, {{.path = path, .file = folder / "out/x", .sha256 = ""}}, 4);
  };
  CHECK_THROWS_WITH_AS(unpack("absent"), doctest::Contains("holds no absent"), Error);
  CHECK_THROWS_WITH_AS(unpack("link"), doctest::Contains("no regular file"), Error);
  CHECK_THROWS_WITH_AS(unpack("large"), doctest::Contains("larger than 4 bytes"), Error);
  CHECK(fs::is_empty(folder / "out"));
}

TEST_CASE("unpack: an archive that is cut or none at all is one sentence") {
  const TestFolder folder;
  const fs::path file = folder / "archive";
  WriteArchive(file, {{"one", std::string(5000, '1'), ""}}, false);
  fs::resize_file(file, 2000);
  const std::vector<ArchiveMember> members = {
      {.path = "one", .file = folder / "out/one", .sha256 = ""}};
  CHECK_THROWS_WITH_AS(UnpackMembers(file, members), doctest::Contains("cannot unpack"), Error);
  WriteFile(file, "no archive");
  CHECK_THROWS_WITH_AS(UnpackMembers(file, members), doctest::Contains("cannot unpack"), Error);
  CHECK_THROWS_WITH_AS(UnpackMembers(folder / "none", members), doctest::Contains("no such file"),
                       Error);
}

}  // namespace
}  // namespace assay
