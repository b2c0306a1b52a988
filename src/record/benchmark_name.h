// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Which benchmark a folder of a published tree belongs to: submitters name their models freely.
#pragma once

#include <string>
#include <string_view>

#include "rules/rule_set.h"

namespace assay {

struct BenchmarkName {
  std::string benchmark{};        // "bert"; a name that is not known stays as it is
  std::string accuracy_target{};  // percent of FP32: "99", "99.9"; "" when the name says none
  /// "bert-99.9", "resnet50"; a model that is only counted to a benchmark keeps its own name.
  std::string label{};
};

/// "bert-99.9" -> bert at 99.9; "resnet" -> resnet50 at 99. Models of the Open division are counted
/// to the benchmark that the round's checker counts them to ("mobilenet" -> resnet50).
/// Source: submission-checker.py of the head of branch r0.7, model_mapping and its guesses.
BenchmarkName NormaliseBenchmark(std::string_view folder);

/// The benchmark's row in the rules; null when it has none.
const BenchmarkRules* FindRules(const RuleSet& rules, const BenchmarkName& name);

}  // namespace assay
