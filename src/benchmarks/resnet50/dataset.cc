// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Photographs with ImageNet labels.
#include "benchmarks/resnet50/dataset.h"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/text.h"
#include "benchmarks/photo.h"
#include "benchmarks/resnet50/preprocess.h"
#include "benchmarks/resnet50/synthetic.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr int kLabels = 1000;
// ILSVRC 2012 validation set. A fact of that data set, not a bound of the rules.
constexpr std::size_t kOfficialPhotos = 50'000;
constexpr const char* kOfficialName = "imagenet2012-val";

/// -1 for anything but a whole number from 0 to 999.
int ParseLabel(std::string_view text) {
  int label = -1;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, label);
  return error == std::errc{} && rest == end && label >= 0 && label < kLabels ? label : -1;
}

LabelledPhoto ParseLine(std::string_view line, const std::string& file, std::size_t number) {
  const std::vector<std::string_view> words = SplitWords(line);
  const int label = words.size() == 2 ? ParseLabel(words[1]) : -1;
  if (label < 0) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{}:{}: '{:.60}' is not a file name and a label from 0 to {}: correct "
                            "or remove the line",
                            file, number, Trim(line), kLabels - 1));
  }
  return {.name = std::string(words[0]), .label = label};
}

DatasetFacts FactsOf(const fs::path& folder, std::size_t count) {
  const bool is_synthetic = IsSyntheticFolder(folder);
  const bool is_official = !is_synthetic && count == kOfficialPhotos;
  const fs::path name = folder.has_filename() ? folder.filename() : folder.parent_path().filename();
  return {.name = is_official ? kOfficialName : name.string(),
          .synthetic = is_synthetic,
          .is_official = is_official,
          .sample_count = count,
          .checksum = {}};
}

}  // namespace

std::vector<LabelledPhoto> ParseValMap(std::string_view text, const std::string& file) {
  std::vector<LabelledPhoto> photos;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    photos.push_back(ParseLine(text.substr(0, end), file, photos.size() + 1));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (photos.empty()) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{} is empty: expected lines of file name and label", file));
  }
  return photos;
}

PhotoDataset::PhotoDataset(const fs::path& folder, const ModelCard& card)
    : folder_(folder), input_(card.input), preprocess_(card.preprocess) {
  const fs::path list = folder / "val_map.txt";
  std::error_code ignored;
  if (!fs::exists(list, ignored)) {
    throw Error(ErrorCode::kMissingFile,
                fmt::format("no val_map.txt in {}: expected photographs and one line per "
                            "photograph, file name and ImageNet label 0 to {}",
                            folder.string(), kLabels - 1));
  }
  const std::string text = ReadFile(list, "label file");
  photos_ = ParseValMap(text, list.string());
  RequirePhotos();
  facts_ = FactsOf(fs::absolute(folder).lexically_normal(), photos_.size());
  facts_.checksum = Sha256(text);
}

void PhotoDataset::RequirePhotos() const {
  std::size_t missing = 0;
  const LabelledPhoto* first = nullptr;
  for (const LabelledPhoto& photo : photos_) {
    std::error_code ignored;
    if (fs::exists(folder_ / photo.name, ignored)) continue;
    if (missing++ == 0) first = &photo;
  }
  if (first == nullptr) return;
  throw Error(
      ErrorCode::kMissingFile,
      fmt::format("{} of the {} photographs of {} are missing, the first is {}: complete "
                  "the folder, since gaps would shift the sample indices",
                  missing, photos_.size(), (folder_ / "val_map.txt").string(), first->name));
}

Sample PhotoDataset::Load(SampleIndex index) const {
  ASSAY_CHECK(index < photos_.size());
  const fs::path file = folder_ / photos_[index].name;
  Sample sample{.index = index, .tensors = {}};
  sample.tensors.push_back(Preprocess(ReadPhoto(file), input_, preprocess_, file.string()));
  return sample;
}

}  // namespace assay
