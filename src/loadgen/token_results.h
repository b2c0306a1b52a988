// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// v6's token latencies: time to first token, time per output token. Source:
// docs/loadgen-behaviour.md, section 8.
#pragma once

#include <cstdint>
#include <vector>

#include "loadgen/phase.h"
#include "loadgen/run.h"

namespace assay::loadgen {

/// Judges the tokens of a phase. `latencies_ns` by sample; the completion times have been taken out
/// of the recording. `result` has counts and rates already.
TokenFigures FindTokens(const Phase& phase, const std::vector<std::int64_t>& latencies_ns,
                        const Result& result);

}  // namespace assay::loadgen
