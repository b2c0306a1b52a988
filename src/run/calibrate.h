// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// `assay calibrate BENCHMARK`: an 8-bit model from calibration samples, without training.
#pragma once

#include <filesystem>

#include "run/get.h"
#include "run/module.h"

namespace assay {

/// Quantises the ONNX file of the request's card with ONNX Runtime's quantiser, on the samples of
/// its list, and writes beside the result a record (method, list, checksums) and a model card that
/// names it. Returns the card's path. Throws Error{kUsage} for an unknown method or a model that is
/// no ONNX file, Error{kMissingFile, kBadData} for what it needs, Error{kBadData} when the
/// quantiser refuses.
std::filesystem::path CalibrateModel(const CalibrateRequest& request, const SayLine& say);

}  // namespace assay
