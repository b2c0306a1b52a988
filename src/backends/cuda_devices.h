// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Which CUDA devices this machine has, asked of the driver without linking it.
#pragma once

#include <string>
#include <vector>

namespace assay {

/// Names of the CUDA devices in the driver's order; empty where there is no driver or no device.
/// `driver`: file name of the driver's library, looked for as the loader does.
std::vector<std::string> CudaDeviceNames(const char* driver = "libcuda.so.1");

}  // namespace assay
