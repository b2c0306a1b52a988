// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// From a photograph to a classifier's input: crop, resize, normalise, lay out.
#pragma once

#include "base/tensor.h"
#include "benchmarks/model_card.h"
#include "benchmarks/photo.h"

namespace assay {

/// Turns one photo into the network's input as its model card says.
/// out: float32 of input.SampleShape().
/// Untimed: called while samples are loaded. Sources: crop kCentreAfterResize with kArea is the
/// vision reference v0.7, VGG preprocessing; kCentralSquare is EfficientNet-Lite's.
/// Throws Error{kBadData} naming `name` when the photo is so thin that its resized form would be
/// larger than 2^28 pixels.
Tensor Preprocess(const Photo& photo, const ModelInput& input, const Preprocessing& preprocess,
                  const std::string& name);

}  // namespace assay
