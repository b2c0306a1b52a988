// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A published result in words: scenario, verdict, places, figures per accelerator.
#pragma once

#include <string>
#include <string_view>

#include "record/results_tree.h"

namespace assay::report {

/// "Server"; the folder's own name where it is none of the four.
std::string ScenarioName(const PublishedResult& result);

/// "VALID", "INVALID", "NONE".
std::string_view VerdictName(Verdict verdict);

/// At most four decimals and at least one: "14782.525", "112.4", "8491.0"; "" without accelerators.
std::string PerAcceleratorText(const PublishedResult& result);

/// A place, or a sentence that names places, without the folders above the division:
/// "closed/DellEMC/results/...". Places outside of the result's submission stay as they are.
std::string PlaceText(const PublishedResult& result, const std::string& text);
/// The same for a note of the whole tree: without the folders above its root.
std::string PlaceText(const ResultsTree& tree, const std::string& text);

}  // namespace assay::report
