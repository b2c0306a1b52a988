// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// `assay peak`: the search of peak_search.h over the real harness, kept in a folder.
#pragma once

#include "run/measure.h"

namespace assay {

/// Searches for the peak. Throws Error for what prevents it; an engine that fails in a probe is an
/// Error too, and the probes made before are kept.
PeakAnswer FindPeak(const PeakRequest& request, const MeasureContext& context);

}  // namespace assay
