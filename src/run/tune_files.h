// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What `assay tune` keeps in its folder, so that a search that was killed goes on where it was.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "run/search_files.h"
#include "run/tune_space.h"

namespace assay {

/// A trial with what a person reads of it.
struct TuneEntry {
  TuneResult result;
  std::string setting, says;
};

/// What was found out before the first trial; the axes follow from it.
struct TuneStart {
  TuneSubject subject;         // but for engine, precisions and scenario, which the request has
  std::string precision_used;  // by the default setting
  Nanoseconds one_sample{0};   // alone, in an idle system
  Nanoseconds used{0};         // of the budget
};

/// search.json, written when the search starts, trials.jsonl, a line per finished trial, and at the
/// end tune.json.
class TuneFiles {
 public:
  explicit TuneFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
  const std::filesystem::path& folder() const { return folder_; }

  /// The search that the folder holds; none when it holds none. Throws Error{kUsage} when it is
  /// about something else, kBadData when it cannot be read.
  std::optional<TuneStart> Start(const SearchKey& key) const;
  /// Throws Error{kUnwritable}.
  void Begin(const SearchKey& key, const TuneStart& start) const;
  /// The finished trials. Throws Error{kBadData}; a point that is none of `plan` is broken too.
  std::vector<TuneEntry> Trials(const TunePlan& plan) const;
  void Append(const TuneEntry& entry) const;
  /// Writes the answer, with all trials, and returns the file.
  std::filesystem::path Finish(const SearchKey& key, const TuneAnswer& answer) const;

 private:
  std::filesystem::path folder_;
};

const char* Name(TuneStage stage);

}  // namespace assay
