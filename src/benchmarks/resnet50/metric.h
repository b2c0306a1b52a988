// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Top-1 accuracy from an accuracy log.
#pragma once

#include "base/tensor.h"
#include "benchmarks/resnet50/dataset.h"
#include "benchmarks/task.h"

namespace assay {

/// The first answer to each sample counts; divided by the distinct samples seen. The value is
/// rounded to the three decimals of its line, which is what targets are compared with (vision
/// reference v0.7, accuracy-imagenet.py). Reads one response at a time. Throws Error{kBadData} for
/// an empty log, a sample that the data set does not have, or an answer that is no `payload`.
Score JudgeTop1(const PhotoDataset& dataset, ResponseStream& responses, ElementType payload);

}  // namespace assay
