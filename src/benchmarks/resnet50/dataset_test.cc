// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the photographs' list and of loading samples.
#include "benchmarks/resnet50/dataset.h"

#include <doctest/doctest.h>

#include <cstring>
#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"
#include "benchmarks/test_photos.h"

namespace assay {
namespace {

ModelCard SmallCard() {
  ModelCard card;
  card.input = {.name = "input", .height = 8, .width = 8};
  card.preprocess.short_side = 9;
  return card;
}

TEST_CASE("a list is read in its order, white space and line ends do not matter") {
  const auto photos = ParseValMap("b.jpg 7\r\na.jpg\t 999\nsub/c.JPEG 0", "val_map.txt");
  REQUIRE(photos.size() == 3);
  CHECK(photos[0].name == "b.jpg");
  CHECK(photos[1].label == 999);
  CHECK(photos[2].name == "sub/c.JPEG");
}

TEST_CASE("a bad line is named with file and number") {
  for (const std::string bad :
       {"b.jpg", "b.jpg 1000", "b.jpg -1", "b.jpg 3x", "b.jpg 3 4", "", "b.jpg 1.0"}) {
    CAPTURE(bad);
    const std::string refusal = RefusalOf(ErrorCode::kBadData, [&] {
      ParseValMap("a.jpg 1\n" + bad + "\nc.jpg 2\n", "/x/val_map.txt");
    });
    CHECK(Says(refusal, "/x/val_map.txt:2: '" + bad + "' is not a file name and a label"));
  }
  CHECK(Says(RefusalOf(ErrorCode::kBadData, [] { ParseValMap("", "v"); }), "v is empty"));
}

TEST_CASE("samples are the preprocessed photographs, in the order of the list") {
  const TestFolder folder;
  test::WritePhotoFolder(folder.path(), {3, 1, 2});
  const PhotoDataset dataset(folder.path(), SmallCard());
  CHECK(dataset.size() == 3);
  CHECK(dataset.Label(2) == 2);
  const Sample sample = dataset.Load(1);
  CHECK(sample.index == 1);
  REQUIRE(sample.tensors.size() == 1);
  CHECK(sample.tensors[0].View().shape == Shape{3, 8, 8});
}

TEST_CASE("a folder of the user's own is not the benchmark's data set") {
  const TestFolder folder;
  test::WritePhotoFolder(folder.path(), {3});
  const PhotoDataset dataset(folder / "", SmallCard());  // as typed with a slash at the end
  CHECK(dataset.Facts().name == folder.path().filename().string());
  CHECK_FALSE(dataset.Facts().is_official);
  CHECK_FALSE(dataset.Facts().synthetic);
  CHECK(dataset.Facts().checksum == Sha256("0.jpg 3\n"));
}

TEST_CASE("a folder that Assay made says so") {
  const TestFolder folder;
  test::WritePhotoFolder(folder.path(), {3});
  folder.Write("SYNTHETIC.txt", "made by Assay");
  CHECK(PhotoDataset(folder.path(), SmallCard()).Facts().synthetic);
}

TEST_CASE("50,000 photographs are the validation set, unless they are synthetic") {
  const TestFolder folder;
  folder.Write("a.jpg", "");
  std::string list;
  for (int i = 0; i < 50'000; ++i) list += "a.jpg 1\n";
  folder.Write("val_map.txt", list);
  const PhotoDataset dataset(folder.path(), SmallCard());
  CHECK(dataset.Facts().is_official);
  CHECK(dataset.Facts().name == "imagenet2012-val");
  folder.Write("SYNTHETIC.txt", "made by Assay");
  CHECK_FALSE(PhotoDataset(folder.path(), SmallCard()).Facts().is_official);
}

TEST_CASE("missing photographs are counted and the first is named") {
  const TestFolder folder;
  test::WritePhotoFolder(folder.path(), {3, 4, 5});
  std::filesystem::remove(folder / "1.jpg");
  std::filesystem::remove(folder / "2.jpg");
  const std::string refusal =
      RefusalOf(ErrorCode::kMissingFile, [&] { PhotoDataset(folder.path(), SmallCard()); });
  CHECK(Says(refusal, "2 of the 3 photographs"));
  CHECK(Says(refusal, "the first is 1.jpg"));
}

TEST_CASE("a folder without a list and a truncated photo are errors that name the file") {
  const TestFolder folder;
  const std::string no_list =
      RefusalOf(ErrorCode::kMissingFile, [&] { PhotoDataset(folder.path(), SmallCard()); });
  CHECK(Says(no_list, "no val_map.txt in " + folder.path().string()));
  test::WritePhotoFolder(folder.path(), {3});
  const std::string whole = ReadFile(folder / "0.jpg", "photo");
  folder.Write("0.jpg", whole.substr(0, whole.size() - 30));
  const PhotoDataset dataset(folder.path(), SmallCard());
  const std::string cut = RefusalOf(ErrorCode::kBadData, [&] { dataset.Load(0); });
  CHECK(Says(cut, (folder / "0.jpg").string()));
}

TEST_CASE("several threads may load at once and get the same pixels") {
  const TestFolder folder;
  test::WritePhotoFolder(folder.path(), {3, 1});
  const PhotoDataset dataset(folder.path(), SmallCard());
  std::vector<Sample> samples(4);
  {
    std::vector<std::jthread> threads;
    for (Sample& sample : samples) {
      threads.emplace_back([&dataset, &sample] { sample = dataset.Load(1); });
    }
  }
  for (const Sample& sample : samples) {
    CHECK(std::memcmp(sample.tensors[0].As<char>(), samples[0].tensors[0].As<char>(),
                      sample.tensors[0].ByteCount()) == 0);
  }
}

}  // namespace
}  // namespace assay
