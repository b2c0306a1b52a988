// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The measuring part is a module.
#include "cli/measure_entry.h"

namespace assay::cli {

MeasurementEntry* const kBuiltInMeasurement = nullptr;

}  // namespace assay::cli
