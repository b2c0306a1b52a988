// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The measuring part is linked in.
#include "cli/measure_entry.h"

extern "C" assay::Measurement* assay_measure(int api_version) noexcept;  // measure_module.cc

namespace assay::cli {

MeasurementEntry* const kBuiltInMeasurement = assay_measure;

}  // namespace assay::cli
