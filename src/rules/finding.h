// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A judgement as a value: which rule, what was expected, what was found, what to do.
#pragma once

#include <string>
#include <vector>

namespace assay {

enum class Severity { kNote, kWarning, kError };

struct Finding {
  std::string rule{};  // "latency-bound", "min-duration", "quality", ...
  Severity severity = Severity::kError;
  std::string where{};     // run folder, file:line, or ""
  std::string what{};      // one sentence: by how much
  std::string expected{};  // "p99 <= 15 ms"
  std::string found{};     // "p99 = 31.2 ms"
  std::string remedy{};    // one thing to change
  std::string source{};    // the paragraph of the rules, or "user"
};

}  // namespace assay
