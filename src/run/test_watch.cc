// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A worker that looks at a running test.
#include "run/test_watch.h"

#include <utility>

namespace assay {
namespace {

constexpr Nanoseconds kPeriod{50'000'000};

}  // namespace

WatchedTest::WatchedTest(Parts parts)
    : parts_(std::move(parts)),
      owned_worker_(parts_.clock.StartWorker("assay-watch", [this] { Look(); })),
      worker_(owned_worker_.get()) {
  worker_->WakeAt(parts_.clock.Now() + kPeriod);
}

WatchedTest::~WatchedTest() { owned_worker_.reset(); }

void WatchedTest::Look() {
  if (parts_.stop.load(std::memory_order_relaxed)) stop_ = true;
  if (stop_) return;
  parts_.append(latencies_ns_);
  if (!parts_.watch(latencies_ns_)) {
    stop_ = true;
    return;
  }
  worker_->WakeAt(parts_.clock.Now() + kPeriod);
}

}  // namespace assay
