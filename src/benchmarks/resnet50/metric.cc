// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Top-1 accuracy from an accuracy log.
#include "benchmarks/resnet50/metric.h"

#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "benchmarks/resnet50/postprocess.h"

namespace assay {

Score JudgeTop1(const PhotoDataset& dataset, ResponseStream& responses, ElementType payload) {
  std::vector<bool> is_seen(dataset.size());
  std::size_t good = 0, total = 0;
  while (const std::optional<Response> response = responses.Next()) {
    if (response->sample >= dataset.size()) {
      throw Error(ErrorCode::kBadData,
                  fmt::format("the accuracy log answers sample {}, but {} has {} samples: give the "
                              "data set that the run used",
                              response->sample, dataset.Facts().name, dataset.size()));
    }
    if (is_seen[response->sample]) continue;
    is_seen[response->sample] = true;
    ++total;
    if (FromPayload(response->bytes, payload) == dataset.Label(response->sample)) ++good;
  }
  if (total == 0) {
    throw Error(ErrorCode::kBadData,
                "the accuracy log holds no answer: run again in accuracy mode");
  }
  const double percent = 100.0 * static_cast<double>(good) / static_cast<double>(total);
  const std::string printed = fmt::format("{:.3f}", percent);
  return {.metric = "top1",
          .value = std::stod(printed),
          .unit = "%",
          .text = fmt::format("accuracy={}%, good={}, total={}", printed, good, total)};
}

}  // namespace assay
