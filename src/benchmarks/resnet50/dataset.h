// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Photographs with ImageNet labels: a folder with val_map.txt and the files it names.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "benchmarks/model_card.h"
#include "benchmarks/task.h"

namespace assay {

/// One line of val_map.txt.
struct LabelledPhoto {
  std::string name;  // path below the folder
  int label = 0;     // 0..999, no background class
};

/// Lines of name, white space, label; the order is the order of the samples.
/// Throws Error{kBadData} naming `file` and line for anything else, also for no line at all.
std::vector<LabelledPhoto> ParseValMap(std::string_view text, const std::string& file);

/// Thread-safe. Samples hold one tensor, the network's input.
class PhotoDataset : public Dataset {
 public:
  /// Throws Error{kMissingFile} when val_map.txt or any of its photos is absent: a list with gaps
  /// would shift the sample indices. Throws Error{kBadData} as ParseValMap does.
  PhotoDataset(const std::filesystem::path& folder, const ModelCard& card);

  std::size_t size() const override { return photos_.size(); }
  const DatasetFacts& Facts() const override { return facts_; }
  Sample Load(SampleIndex index) const override;
  const std::string& Name(SampleIndex index) const override { return photos_[index].name; }
  int Label(SampleIndex index) const { return photos_[index].label; }

 private:
  void RequirePhotos() const;

  std::filesystem::path folder_;
  ModelInput input_;
  Preprocessing preprocess_;
  std::vector<LabelledPhoto> photos_;
  DatasetFacts facts_;
};

}  // namespace assay
