// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Student's t, for intervals of means of few measurements.
#pragma once

namespace assay {

/// The value that `probability` of the distribution lies below. 0 < probability < 1.
double StudentQuantile(double probability, double degrees_of_freedom);

}  // namespace assay
