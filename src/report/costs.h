// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Watts and prices from a file of the user's: the published trees hold neither.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/system_description.h"

namespace assay {

/// What one accelerator, or one whole system, draws and costs, and who says so.
struct CostEntry {
  std::string name{};                      // an accelerator's normalised name, or a system's
  bool is_system = false;                  // else of one accelerator
  std::optional<double> watts{}, price{};  // positive
  std::string watts_source{}, price_source{}, currency{};
};

struct Costs {
  std::vector<CostEntry> entries{};

  /// The system's own entry, else its accelerators' entry; null when there is none.
  const CostEntry* Find(const SystemDescription& system) const;
};

/// Reads [[accelerator]] and [[system]] tables (docs/costs.md). Throws Error{kMissingFile,
/// kBadData} naming file and line: a figure without a source is refused.
Costs ReadCosts(const std::filesystem::path& file);

/// The same from a text; `file` is its name.
Costs ParseCosts(std::string_view text, const std::filesystem::path& file);

}  // namespace assay
