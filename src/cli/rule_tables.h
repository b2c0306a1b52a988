// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tables 1 and 2 of the report, printed from the rule data.
#pragma once

#include <string>

#include "rules/rule_set.h"

namespace assay::cli {

/// 1: benchmarks and what Closed requires of them; 2: required scenarios of the data centre.
std::string RuleTableText(const RuleSet& rules, int table);
std::string RuleTableJson(const RuleSet& rules, int table);

}  // namespace assay::cli
