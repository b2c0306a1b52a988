// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The parts of the page of published results: controls, tables, what the script is given.
#pragma once

#include <string>
#include <vector>

#include "report/published_view.h"

namespace assay::report {

/// The controls of the page, hidden until the script shows them.
std::string ControlsSection(const PublishedView& view);

/// Every result as a row; the script filters and sorts them.
std::string ResultsTable(const PublishedView& view);
/// Scaling efficiency of every pair of systems.
std::string ScalingTable(const PublishedView& view);
/// Server over Offline of every benchmark.
std::string RatioTable(const PublishedView& view);
/// Systems under test, also those without a result.
std::string SystemsTable(const PublishedView& view);
/// What is missing, broken or odd in the tree; "" when nothing is.
std::string NotesTable(const PublishedView& view);

/// Systems and charts as JSON that is safe inside a script element.
std::string PageData(const PublishedView& view, const std::vector<PublishedChart>& charts);

}  // namespace assay::report
