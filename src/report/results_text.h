// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The data of published results as text: CSV, JSON and Markdown (docs/formats.md).
#pragma once

#include <string>

#include "record/results_tree.h"

namespace assay {

/// One row a result; numbers as the logs print them.
std::string ResultsCsv(const ResultsTree& tree);

/// Results, systems, scaling and ratios with typed numbers; absent values are null.
std::string ResultsJson(const ResultsTree& tree);

/// The tables of a report: results by system, per accelerator, scaling, Server to Offline, systems,
/// notes.
std::string ResultsMarkdown(const ResultsTree& tree);

}  // namespace assay
