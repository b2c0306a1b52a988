// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// `assay tune`: the search of tune_search.h over the real harness, kept in a folder.
#pragma once

#include "run/measure.h"

namespace assay {

/// Searches for the best setting, writes a tuned profile when one is better than the default.
/// Throws Error for what prevents it; the trials made before are kept.
TuneAnswer TuneEngine(const TuneRequest& request, const MeasureContext& context);

}  // namespace assay
