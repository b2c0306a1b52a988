// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Where the measuring part of this program is.
#pragma once

#include "run/module.h"

namespace assay::cli {

/// Null: in measure.so, loaded at first use. Otherwise it is linked in, as with the official
/// LoadGen, whose library is as a rule not compiled for shared objects.
extern MeasurementEntry* const kBuiltInMeasurement;

}  // namespace assay::cli
