// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reading a recording that grows.
#include "loadgen/live_latencies.h"

#include "loadgen/recording.h"

namespace assay::loadgen {

void LiveLatencies::AppendTo(std::vector<std::int64_t>& latencies_ns) const {
  std::lock_guard lock(mutex_);
  if (recording_ == nullptr) return;
  for (std::uint64_t query = latencies_ns.size(); query < recording_->schedule().query_count;
       ++query) {
    if (!recording_->IsAnnounced(query)) return;
    const std::int64_t done = recording_->QueryCompletedNs(query);
    if (done == Recording::kOpen) return;
    latencies_ns.push_back(done - recording_->TimesOf(query).scheduled_ns);
  }
}

void LiveLatencies::Attach(const Recording& recording) {
  std::lock_guard lock(mutex_);
  recording_ = &recording;
}

void LiveLatencies::Detach() {
  std::lock_guard lock(mutex_);
  recording_ = nullptr;
}

}  // namespace assay::loadgen
