// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The report page: one self-contained HTML file for one or several runs, and its charts as files.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "record/run_record.h"

namespace assay {

struct PageOptions {
  std::string title;  // empty: made from the runs
};

/// The whole page. Reads each run's journal for its charts; a journal that is missing or broken is
/// a note on the page. Needs no network, no JavaScript and no other file.
std::string MakePage(std::span<const RunRecord> runs, const PageOptions& options = {});

/// Writes every chart of the runs as an SVG file of its own, fit for a slide, and returns the
/// files. Throws Error{kUnwritable}.
std::vector<std::filesystem::path> WriteCharts(std::span<const RunRecord> runs,
                                               const std::filesystem::path& folder);

}  // namespace assay
