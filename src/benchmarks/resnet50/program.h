// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The timed part of image classification: assemble the batch, compute, answer labels.
#pragma once

#include <memory>

#include "benchmarks/model_card.h"
#include "benchmarks/task.h"

namespace assay {

/// One session of `model` on `placement`. In steady state a batch allocates nothing.
/// A batch of a size that the model does not have runs in the next larger one; the rest of that is
/// computed and not answered.
/// Throws Error{kEngine} when the model's input is not the one of the card.
std::unique_ptr<Program> NewClassifierProgram(const ModelCard& card, Model& model,
                                              const Placement& placement);

}  // namespace assay
