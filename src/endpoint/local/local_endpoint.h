// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A local endpoint: one queue per placement, a batcher in front, programs and sessions behind.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/clock.h"
#include "endpoint/endpoint.h"

namespace assay {

struct BatcherOptions {
  int max_batch = 1;
  /// How long the oldest request may wait for company before a batch smaller than max_batch goes
  /// out although programs are idle. Zero: an idle program takes at once what is there.
  Nanoseconds window{0};
};

/// What serves a placement is made on its cores, so that the threads which that starts stay there.
/// `task`, `models`, `listener` and `clock` outlive the endpoint; its destructor waits for batches
/// in flight.
struct LocalEndpointParts {
  const Task& task;
  /// Used by all placements; or, where each has `models_each` of its own, placement after
  /// placement.
  std::span<const std::unique_ptr<Model>> models;
  std::size_t models_each = 0;  // 0: they are shared
  std::span<const Placement> placements;
  BatcherOptions batcher;
  /// Submit itself starts what can start, which saves a change of threads (20 to 50 us). For a
  /// submitter that waits for the answer anyway; another one is held up while a batch is assembled.
  bool starts_at_submit = false;
  Listener& listener;
  Clock& clock;
};

std::unique_ptr<Endpoint> NewLocalEndpoint(const LocalEndpointParts& parts);

}  // namespace assay
