// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of model cards: every key, and what is refused with which sentence.
#include "benchmarks/model_card.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "base/error.h"
#include "base/test_refusal.h"

namespace assay {
namespace {

const std::string kCard = R"(name = "lite"
title = "Lite"
task = "image-classification"
license = "Apache-2.0"
origin = "somewhere"
[file]
path = "models/lite.onnx"
[source]
pip = "package==1"
member_sha256 = "00"
[input]
name = "input"
type = "f32"
layout = "NHWC"
size = [224, 192]
channels = "BGR"
[preprocess]
crop = "central-square"
crop_fraction = 0.875
resize = "bicubic-antialias"
mean = [127, 127.5, 128]
scale = [128.0, 2, 1]
[output]
name = "logits"
kind = "logits"
label_offset = 0
classes = 1000
)";

std::string With(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string Refusal(const std::string& text) {
  return RefusalOf(ErrorCode::kBadData, [&] { ParseModelCard(text, "lite.toml"); });
}

TEST_CASE("a card is read whole, absent keys take their defaults") {
  const ModelCard card = ParseModelCard(kCard, "lite.toml");
  CHECK(card.name == "lite");
  CHECK_FALSE(card.is_reference);
  CHECK(card.sha256.empty());
  CHECK(card.input.SampleShape() == Shape{224, 192, 3});
  CHECK(card.input.channels == ChannelOrder::kBgr);
  CHECK(card.preprocess.crop == Crop::kCentralSquare);
  CHECK(card.preprocess.crop_fraction == 0.875);
  CHECK(card.preprocess.mean[1] == 127.5F);
  CHECK(card.preprocess.scale[0] == 128.0F);
  CHECK(card.output.payload == ElementType::kF32);
  CHECK(card.output.kind == AnswerKind::kLogits);
}

TEST_CASE("the card of the rules' own network reads as the rules' description says") {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  REQUIRE(source != nullptr);
  const ModelCard card = ReadModelCard(std::filesystem::path(source) / "models/resnet50.toml");
  CHECK(card.is_reference);
  CHECK(card.input.name == "input_tensor:0");
  CHECK(card.input.SampleShape() == Shape{3, 224, 224});
  CHECK(card.preprocess.short_side == 256);
  CHECK(card.preprocess.mean[0] == 123.68F);
  CHECK(card.preprocess.scale[2] == 1.0F);
  CHECK(card.output.label_offset == -1);
  CHECK(card.output.classes == 1001);
}

TEST_CASE("an unknown key is named with its line and the nearest known key") {
  const std::string said = Refusal(With(kCard, "crop_fraction", "crop_fractoin"));
  CHECK(Says(said, "nearest known one is 'preprocess.crop_fraction'"));
  const std::string other = Refusal(With(kCard, "mean =", "maen ="));
  CHECK(Says(other, "lite.toml, line 21"));
  CHECK(Says(other, "'preprocess.maen', the nearest known one is 'preprocess.mean'"));
  CHECK(Says(Refusal("colour = 1\n" + kCard), "line 1: unknown key 'colour', known here: name"));
}

TEST_CASE("a wrong value is named with what would be right") {
  CHECK(Says(Refusal(With(kCard, "\"BGR\"", "\"GBR\"")), "must be one of RGB, BGR"));
  CHECK(Says(Refusal(With(kCard, "[224, 192]", "[224]")), "must be a list of 2 numbers"));
  CHECK(Says(Refusal(With(kCard, "[224, 192]", "[0, 192]")), "whole pixels"));
  CHECK(Says(Refusal(With(kCard, "size = [224, 192]\n", "")), "'input.size' is missing"));
  CHECK(Says(Refusal(With(kCard, "128.0, 2", "0, 2")), "'preprocess.scale' is 0"));
  CHECK(Says(Refusal(With(kCard, "0.875", "1.5")), "must be from 0.01 to 1"));
  CHECK(Says(Refusal(With(kCard, "\"lite\"", "7")), "'name' has a value of the wrong type"));
  CHECK(Says(Refusal(With(kCard, "[source]", "[source")), "line 8"));
  CHECK(Says(Refusal("input = 3"), "missing"));
}

TEST_CASE("a middle larger than the resized photo is refused") {
  const std::string card = With(With(kCard, "central-square", "centre-after-resize"),
                                "crop_fraction = 0.875", "short_side = 200");
  CHECK(Says(Refusal(card), "less than the input's 224x192"));
}

TEST_CASE("the model file lies below the home folder unless it is beside the card or absolute") {
  setenv("ASSAY_HOME", "/home-of-assay", 1);
  ModelCard card = ParseModelCard(kCard, "/nowhere/lite.toml");
  CHECK(ModelFile(card) == "/home-of-assay/models/lite.onnx");
  card.file = "/models/own.onnx";
  CHECK(ModelFile(card) == "/models/own.onnx");
  unsetenv("ASSAY_HOME");
}

TEST_CASE("a card that is nowhere is refused with both places") {
  CHECK(Says(RefusalOf(ErrorCode::kMissingFile, [] { FindModelCard("no-such-card"); }),
             "no model card no-such-card"));
}

TEST_CASE("a card may name a file for each engine, with its layout and names") {
  const ModelCard card = ParseModelCard(kCard + R"([engine.tensorflow]
path = "/nonexistent/lite.pb"
sha256 = "ab"
layout = "NCHW"
input = "image:0"
[engine.libtorch]
path = "lite.pt"
)",
                                        "lite.toml");
  REQUIRE(card.engine_files.size() == 2);
  const EngineFile& own = card.engine_files[1];  // by name
  CHECK(own.engine == "tensorflow");
  CHECK(own.sha256 == "ab");
  CHECK(own.layout == Layout::kNchw);
  CHECK(own.input == "image:0");
  CHECK(own.output.empty());
  CHECK_FALSE(card.engine_files[0].layout.has_value());
  CHECK(Refusal(kCard + "[engine.tensorflow]\nfile = \"x\"\n")
            .find("unknown key 'engine.tensorflow.file'") != std::string::npos);
  CHECK(Refusal(kCard + "[engine]\ntensorflow = 7\n").find("'engine.tensorflow' must be a table") !=
        std::string::npos);
}

TEST_CASE("an engine's own file counts where it is there, else the card's") {
  const auto with = [](const std::string& path) {
    return ParseModelCard(
        kCard + "[engine.tensorflow]\npath = \"" + path + "\"\nlayout = \"NCHW\"\noutput = \"y\"\n",
        "lite.toml");
  };
  const std::string here = std::string(std::getenv("ASSAY_SOURCE_DIR")) + "/README.md";
  const ModelCard own = CardFor(with(here), "tensorflow");
  CHECK(own.file == here);
  CHECK(own.input.layout == Layout::kNchw);
  CHECK(own.input.name == "input");
  CHECK(own.output.name == "y");
  CHECK(CardFor(with(here), "openvino").file == "models/lite.onnx");
  CHECK(CardFor(with("/nonexistent/lite.pb"), "tensorflow").output.name == "logits");
}

}  // namespace
}  // namespace assay
