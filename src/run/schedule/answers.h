// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The answers of `assay schedule`: what a test loads, issues and logs, found by running it in
// virtual time with a system under test that answers at once.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/json.h"
#include "run/schedule/case_settings.h"

namespace assay {

/// Sets the answers in `test` (docs/formats.md, "Schedule cases"); everything else in it stays.
/// Appends to `notes` what the LoadGen had to say of the settings. Throws Error.
void AnswerCase(const ScheduleCase& question, Json& test, std::vector<std::string>& notes);

/// Sets h in each row [p, t, h] of `rows`: v6's early stopping asks for h queries within the bound
/// beside t above it, at percentile p. Throws Error{kBadData}.
void AnswerEarlyStopping(Json& rows, const Place& where);

}  // namespace assay
