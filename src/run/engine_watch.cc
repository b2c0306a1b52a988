// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A worker that looks at the engine of a running test.
#include "run/engine_watch.h"

namespace assay {
namespace {

constexpr Nanoseconds kLookPeriod{100'000'000};

}  // namespace

EngineWatch::EngineWatch(const Parts& parts)
    : parts_(parts),
      since_(parts.clock.Now()),
      owned_worker_(parts.clock.StartWorker("assay-engine", [this] { Look(); })),
      worker_(owned_worker_.get()) {
  worker_->Wake();
}

EngineWatch::~EngineWatch() { owned_worker_.reset(); }

void EngineWatch::Look() {
  if (parts_.stop.load(std::memory_order_relaxed) || parts_.sut.failed() || IsSilent()) {
    stop_ = true;
    return;
  }
  worker_->WakeAt(parts_.clock.Now() + kLookPeriod);
}

bool EngineWatch::IsSilent() {
  const std::uint64_t completed = parts_.sut.completed();
  const bool has_requests = parts_.sut.submitted() > completed;
  const Nanoseconds now = parts_.clock.Now();
  if (!has_requests || completed != completed_) since_ = now;
  completed_ = completed;
  return now - since_ > parts_.patience;
}

}  // namespace assay
