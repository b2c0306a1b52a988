// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Warm-up: brings engine and caches to working temperature and learns two figures from it.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "endpoint/endpoint.h"
#include "run/harness.h"

namespace assay {

struct WarmUpParts {
  /// Makes an endpoint that answers to the given listener.
  std::function<std::unique_ptr<Endpoint>(Listener&)> connect;
  const SampleStore& store;
  const std::vector<std::size_t>& samples;  // loaded indices to use, at least one
  std::size_t in_flight = 1;                // requests kept open for the rate
  Clock& clock;
  const std::atomic<bool>& stop;
};

struct WarmUpFigures {
  double rate = 0;            // samples/s with `in_flight` requests open
  Nanoseconds one_sample{0};  // median of one sample alone
  /// Why it ended early: kEngine when the engine failed or answered nothing for 120 s,
  /// kInterrupted on stop. Then no figure counts.
  std::optional<Error> error{};
  /// After an error the engine did not give back what it held; the endpoint is left to the end of
  /// the process.
  bool engine_hangs = false;
};

/// Takes about `duration`, but at least three single samples and one round of `in_flight`.
WarmUpFigures WarmUpEndpoint(const WarmUpParts& parts, Nanoseconds duration);

}  // namespace assay
