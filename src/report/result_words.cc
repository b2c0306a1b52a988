// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A published result in words.
#include "report/result_words.h"

#include <fmt/format.h>

namespace assay::report {
namespace {

/// `text` without the folder wherever it stands in front of a path.
std::string Below(const std::filesystem::path& folder, std::string text) {
  std::string prefix = folder.string();
  if (prefix.empty()) return text;
  if (!prefix.ends_with('/')) prefix += '/';
  if (prefix == "/") return text;
  for (std::size_t at = text.find(prefix); at != text.npos; at = text.find(prefix, at)) {
    text.erase(at, prefix.size());
  }
  return text;
}

}  // namespace

std::string ScenarioName(const PublishedResult& result) {
  return result.scenario ? std::string(Name(*result.scenario)) : result.scenario_folder;
}

std::string_view VerdictName(Verdict verdict) {
  return verdict == Verdict::kValid ? "VALID" : verdict == Verdict::kInvalid ? "INVALID" : "NONE";
}

std::string PerAcceleratorText(const PublishedResult& result) {
  const auto figure = result.FigurePerAccelerator();
  if (!figure) return "";
  std::string text = fmt::format("{:.4f}", *figure);
  const std::size_t point = text.find('.');
  text.resize(std::max(text.find_last_not_of('0') + 1, point + 2));
  return text;
}

std::string PlaceText(const PublishedResult& result, const std::string& text) {
  // .../closed/DellEMC/results/system/model/scenario
  std::filesystem::path above = result.folder;
  for (int level = 0; level < 6; ++level) above = above.parent_path();
  return result.submitter.empty() ? text : Below(above, text);
}

std::string PlaceText(const ResultsTree& tree, const std::string& text) {
  return Below(tree.root, text);
}

}  // namespace assay::report
