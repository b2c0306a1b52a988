// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Model cards: what a network wants to be fed with, what it answers, and where it comes from.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/tensor.h"

namespace assay {

enum class Layout { kNchw, kNhwc };
enum class ChannelOrder { kRgb, kBgr };
enum class Crop {
  kCentreAfterResize,  // short side to `short_side` pixels, then the middle
  kCentralSquare,      // the middle `crop_fraction` of the short side, then resized
};
enum class Resize {
  kArea,                // OpenCV's INTER_AREA
  kBilinear,            // Pillow's BILINEAR: a triangle as wide as the reduction
  kBicubicAntialiased,  // Pillow's BICUBIC: a = -0.5, stretched by the reduction
};
enum class AnswerKind { kArgMax, kLogits };

struct ModelInput {
  std::string name;
  ElementType type = ElementType::kF32;
  Layout layout = Layout::kNchw;
  int height = 0, width = 0;
  ChannelOrder channels = ChannelOrder::kRgb;  // which colour the network is fed first

  /// Of one sample, without the batch: {3, height, width} or {height, width, 3}.
  Shape SampleShape() const;
};

/// Channel values become (value - mean) / scale, value 0..255, mean and scale in the order R, G, B
/// whatever the order the network is fed in.
struct Preprocessing {
  Crop crop = Crop::kCentreAfterResize;
  int short_side = 0;        // for kCentreAfterResize
  double crop_fraction = 1;  // for kCentralSquare
  Resize resize = Resize::kArea;
  std::array<float, 3> mean{0, 0, 0};
  std::array<float, 3> scale{1, 1, 1};
};

struct ModelOutput {
  std::string name;
  AnswerKind kind = AnswerKind::kLogits;
  int label_offset = 0;  // label = class + label_offset: -1 where class 0 is "background"
  int classes = 0;
  ElementType payload = ElementType::kF32;  // of the answer in the accuracy log
};

/// A file that one engine loads in place of the card's own, where it is there; what it does not say
/// is as in the card.
struct EngineFile {
  std::string engine;  // as in --backend
  std::filesystem::path path;
  std::string sha256;  // empty: not checked
  std::string origin;
  std::optional<Layout> layout;
  std::string input, output;  // names; empty: the card's
};

/// How a file of fewer bits was made from another card's, by calibration alone.
struct CardCalibration {
  bool of_reference = false;  // that card named the rules' own network and weights
  std::string list;           // what chose the samples, for people
  std::string list_sha256;    // of the list's file; empty: no list
};

struct ModelCard {
  std::filesystem::path path;  // of the card itself
  std::string name, title, task;
  bool is_reference = false;  // the rules' own network and weights
  std::string license, origin;
  std::filesystem::path file;  // as written in the card
  std::string sha256;          // of the model file; empty: not checked
  ModelInput input;
  Preprocessing preprocess;
  ModelOutput output;
  std::vector<EngineFile> engine_files;  // at most one for an engine
  std::optional<CardCalibration> calibration;
};

/// Throws Error{kMissingFile}, or Error{kBadData} that names file, line and what is wrong there;
/// for an unknown key also the nearest known one.
ModelCard ReadModelCard(const std::filesystem::path& path);

/// The same from text; `path` is only named.
ModelCard ParseModelCard(std::string_view text, const std::filesystem::path& path);

/// The card that a user means: the path as given, else below the product's own models folder, with
/// or without ".toml". Throws Error{kMissingFile} that tells where was looked.
std::filesystem::path FindModelCard(const std::filesystem::path& given);

/// The card as it holds for an engine: with that engine's own file, layout and names where the card
/// names a file that is there, else unchanged.
ModelCard CardFor(const ModelCard& card, std::string_view engine);

/// Where the model file is or would be: absolute, relative to the card when it exists there, else
/// below the home folder.
std::filesystem::path ModelFile(const ModelCard& card);

}  // namespace assay
