// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of opening image classification: which model, which data, what is said when they are
// absent.
#include "benchmarks/resnet50/task.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"
#include "benchmarks/catalog.h"
#include "benchmarks/converted_model.h"
#include "benchmarks/model_card.h"
#include "benchmarks/test_photos.h"

namespace assay {
namespace {

/// A home folder of its own; the product's cards are those of the source tree.
class Home {
 public:
  Home() {
    setenv("ASSAY_HOME", folder_.path().c_str(), 1);
    old_share_ = std::getenv("ASSAY_SHARE") == nullptr ? "" : std::getenv("ASSAY_SHARE");
    setenv("ASSAY_SHARE", std::getenv("ASSAY_SOURCE_DIR"), 1);
  }
  ~Home() {
    unsetenv("ASSAY_HOME");
    setenv("ASSAY_SHARE", old_share_.c_str(), 1);
  }
  std::filesystem::path Put(const std::filesystem::path& below, const std::string& content) const {
    return folder_.Write(below, content);
  }

 private:
  TestFolder folder_;
  std::string old_share_;
};

/// The reference card with one key changed.
std::string CardWith(const std::string& from, const std::string& to) {
  std::string card = ReadFile(FindModelCard("resnet50"), "model card");
  const auto at = card.find(from);
  REQUIRE(at != std::string::npos);
  return card.replace(at, from.size(), to);
}

TEST_CASE("an unknown benchmark is answered with the nearest known one") {
  const std::string refusal = RefusalOf(ErrorCode::kUsage, [] { OpenTask("resnet5", {}); });
  CHECK(Says(refusal, "no benchmark 'resnet5', did you mean 'resnet50'?"));
  CHECK(Benchmarks()[0].task == "image-classification");
}

TEST_CASE("without the model file both ways to one are named") {
  const Home home;
  const std::string refusal = RefusalOf(ErrorCode::kMissingFile, [] { OpenTask("resnet50", {}); });
  CHECK(Says(refusal, "models/resnet50_v1.onnx"));
  CHECK(Says(refusal, "`assay get resnet50`"));
  CHECK(Says(refusal, "`--synthetic`"));
}

TEST_CASE("a foreign card's weights are never replaced by synthetic ones") {
  const Home home;
  const auto card = home.Put("own.toml", CardWith("reference = true", "reference = false"));
  const std::string refusal = RefusalOf(ErrorCode::kMissingFile, [&] {
    OpenTask("resnet50", {.model_card = card, .allow_synthetic = true});
  });
  CHECK_FALSE(Says(refusal, "--synthetic"));
}

TEST_CASE("an engine that reads no files needs none") {
  const Home home;
  const auto task = OpenTask("resnet50", {.needs_files = false});
  CHECK(task->Card().name == "resnet50");
  CHECK(task->Card().checksum.empty());
  CHECK(task->Models().at(0).outputs == std::vector<std::string>{"ArgMax:0"});
}

TEST_CASE("the model file is found below the home folder and its checksum recorded") {
  const Home home;
  const auto file = home.Put("models/resnet50_v1.onnx", "weights");
  const auto task = OpenTask("resnet50", {.precision = "bf16"});
  CHECK(task->Card().file == file);
  CHECK(task->Card().is_reference);
  CHECK_FALSE(task->Card().synthetic);
  CHECK(task->Card().checksum == Sha256("weights"));
  CHECK(task->Models().at(0).precision == "bf16");
  CHECK(task->Models().at(0).inputs == std::vector<std::string>{"input_tensor:0"});
}

TEST_CASE("a model file of another checksum than the card's is refused") {
  const Home home;
  home.Put("models/resnet50_v1.onnx", "weights");
  const auto right =
      home.Put("a.toml", CardWith("sha256 = \"\"", "sha256 = \"" + Sha256("weights") + "\""));
  const auto wrong =
      home.Put("b.toml", CardWith("sha256 = \"\"", "sha256 = \"" + Sha256("other") + "\""));
  CHECK(OpenTask("resnet50", {.model_card = right})->Card().is_reference);
  const std::string refusal =
      RefusalOf(ErrorCode::kBadData, [&] { OpenTask("resnet50", {.model_card = wrong}); });
  CHECK(Says(refusal, "has SHA-256 " + Sha256("weights")));
}

TEST_CASE("a card of another task is refused") {
  const Home home;
  const auto card = home.Put("own.toml", CardWith("image-classification", "object-detection"));
  const std::string refusal =
      RefusalOf(ErrorCode::kUsage, [&] { OpenTask("resnet50", {.model_card = card}); });
  CHECK(Says(refusal, "is for object-detection"));
}

TEST_CASE("synthetic weights and photographs say that they are") {
  const Home home;
  // A stand-in for the 100 MB file, which is taken because it is there.
  const auto file = home.Put("models/resnet50-synthetic.onnx", "seeded");
  const auto task = OpenTask("resnet50", {.allow_synthetic = true, .tiny = true});
  CHECK(task->Card().file == file);
  CHECK(task->Card().synthetic);
  CHECK_FALSE(task->Card().is_reference);
  CHECK(task->Card().name.find("synthetic") != std::string::npos);
  CHECK(task->Card().weights_origin.find("synthetic") != std::string::npos);
  const auto dataset = task->Open({});
  CHECK(dataset->Facts().synthetic);
  CHECK_FALSE(dataset->Facts().is_official);
  CHECK(dataset->size() == SyntheticFor(true).photo_count);
  CHECK(dataset->Load(0).tensors.at(0).View().shape == Shape{3, 224, 224});
}

TEST_CASE("without photographs every way to some is named") {
  const Home home;
  home.Put("models/resnet50_v1.onnx", "weights");
  const std::string refusal =
      RefusalOf(ErrorCode::kMissingFile, [] { OpenTask("resnet50", {})->Open({}); });
  CHECK(Says(refusal, "datasets/imagenet2012-val"));
  CHECK(Says(refusal, "`--data`"));
  CHECK(Says(refusal, "`--synthetic`"));
}

TEST_CASE("a folder that the user named is never filled") {
  const Home home;
  home.Put("models/resnet50-synthetic.onnx", "seeded");
  const auto task = OpenTask("resnet50", {.allow_synthetic = true});
  const TestFolder folder;
  CHECK_FALSE(RefusalOf(ErrorCode::kMissingFile, [&] { task->Open(folder.path()); }).empty());
  test::WritePhotoFolder(folder.path(), {1});
  CHECK_FALSE(task->Open(folder.path())->Facts().synthetic);
}

TEST_CASE("an engine that reads no ONNX gets its converted file, fed in its own layout") {
  const Home home;
  const auto onnx = home.Put("models/resnet50_v1.onnx", "weights");
  const TaskOptions options{.engine = "tensorflow"};
  const std::string refusal =
      RefusalOf(ErrorCode::kMissingFile, [&] { OpenTask("resnet50", options); });
  CHECK(Says(refusal, "with `assay convert resnet50 --to savedmodel`"));
  const auto graph = home.Put("models/resnet50_v1.savedmodel/saved_model.pb", "graph");
  WriteConversion(graph.parent_path(), {.source = "resnet50_v1.onnx",
                                        .source_sha256 = Sha256("weights"),
                                        .sha256 = Sha256OfPath(graph.parent_path()),
                                        .made_by = "tensorflow 2",
                                        .layout = Layout::kNhwc});
  const auto task = OpenTask("resnet50", options);
  CHECK(task->Card().file == graph.parent_path());
  CHECK(task->Card().is_reference);
  CHECK(task->Card().weights_origin.find("converted by tensorflow 2 from resnet50_v1.onnx") !=
        std::string::npos);
  CHECK(task->Models().at(0).input_ports.at(0).shape == Shape{-1, 224, 224, 3});
  CHECK(OpenTask("resnet50", {.engine = "openvino"})->Card().file == onnx);
}

}  // namespace
}  // namespace assay
