// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The live view.
#include "run/live.h"

namespace assay {

using namespace std::chrono_literals;

LiveView::LiveView(const Parts& parts)
    : parts_(parts),
      started_(parts.clock.Now()),
      owned_worker_(parts.clock.StartWorker("live-view", [this] { Show(); })),
      worker_(owned_worker_.get()) {
  worker_->WakeAt(started_ + 1s);
}

LiveView::~LiveView() { owned_worker_.reset(); }

void LiveView::Show() {
  const Nanoseconds elapsed = parts_.clock.Now() - started_;
  Progress progress{.elapsed = elapsed,
                    .expected = parts_.expected,
                    .completed = parts_.sut.completed(),
                    .rate = 0,
                    .p50_ns = parts_.sut.latencies().Quantile(.50),
                    .p99_ns = parts_.sut.latencies().Quantile(.99),
                    .bound = parts_.bound,
                    .queue_depth = parts_.sut.queue_depth()};
  progress.rate =
      static_cast<double>(progress.completed) / std::chrono::duration<double>(elapsed).count();
  parts_.observer.Show(progress);
  worker_->WakeAt(parts_.clock.Now() + 1s);
}

}  // namespace assay
