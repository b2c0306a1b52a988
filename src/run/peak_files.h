// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a search keeps in its folder, so that one that was killed goes on where it was.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "run/peak_search.h"
#include "run/search_files.h"

namespace assay {

/// search.json, written when the search starts, and probes.jsonl, a line per finished probe.
class PeakFiles {
 public:
  explicit PeakFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
  const std::filesystem::path& folder() const { return folder_; }

  /// The start level of the search that the folder holds; none when it holds none. Throws
  /// Error{kUsage} when it is about something else, kBadData when it cannot be read.
  std::optional<double> Start(const SearchKey& key) const;
  /// Starts a search. Throws Error{kUnwritable}.
  void Begin(const SearchKey& key, double start) const;
  /// The probes that were finished; a torn last line is left out. Throws Error{kBadData}.
  std::vector<ProbeResult> Probes() const;
  /// Appends one line and brings it to the disk. Throws Error{kUnwritable}.
  void Append(const ProbeResult& result) const;

 private:
  std::filesystem::path folder_;
};

const char* Name(Purpose purpose);
const char* Name(Decision decision);

}  // namespace assay
