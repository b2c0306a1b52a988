// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A finished run as text for the terminal.
#pragma once

#include <string>

#include "record/run_record.h"
#include "run/module.h"

namespace assay::cli {

/// Headline, percentiles, verdict in words with reasons and one remedy each, where it lies.
std::string ResultText(const RunRecord& record);

/// A search: every probe, the peak, how it ended, where it lies.
std::string PeakText(const PeakAnswer& answer);

/// A search for the best setting: every trial, the answer, where it lies.
std::string TuneText(const TuneAnswer& answer);

/// 0 valid (or nothing to judge), 1 INVALID, 130 interrupted, 3 the engine failed.
int ExitCodeOf(const RunRecord& record);

}  // namespace assay::cli
