// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The local endpoint: chooses the lane for each request, shortest expected completion first.
#include "endpoint/local/local_endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "base/thread_cores.h"
#include "endpoint/local/lane.h"

namespace assay {
namespace {

class LocalEndpoint : public Endpoint {
 public:
  explicit LocalEndpoint(const LocalEndpointParts& parts) : clock_(parts.clock) {
    ASSAY_CHECK(!parts.placements.empty());
    for (std::size_t i = 0; i < parts.placements.size(); ++i) AddLane(parts, i);
    for (const auto& lane : lanes_) lane->SetNeighbours(lanes_);
  }

  ~LocalEndpoint() override {
    LocalEndpoint::Abandon(Nanoseconds::max());
    for (const auto& lane : lanes_) lane->StopDispatcher();
  }

  void Submit(std::span<const Request> requests) override {
    const Nanoseconds now = clock_.Now();
    const std::size_t share = (requests.size() + lanes_.size() - 1) / lanes_.size();
    while (!requests.empty()) {
      Lane& lane = Choose(share);
      // One lane takes everything at once; several take no more than what fills a batch.
      const std::size_t limit = lanes_.size() == 1 ? share : std::min(share, lane.FullBatch());
      const std::size_t count = std::min(limit, requests.size());
      lane.Submit(requests.first(count), now);
      requests = requests.subspan(count);
    }
  }

  void Flush() override {
    for (const auto& lane : lanes_) lane->Flush();
  }

  bool Abandon(Nanoseconds deadline) override {
    const Error error(ErrorCode::kInterrupted, "the request was given up before it was started");
    for (const auto& lane : lanes_) lane->FailWaiting(error);
    const auto all_idle = [this] {
      return std::all_of(lanes_.begin(), lanes_.end(),
                         [](const auto& lane) { return lane->IsIdle(); });
    };
    return clock_.Wait(became_idle_, all_idle, deadline);
  }

  std::size_t QueueDepth() const override {
    std::size_t depth = 0;
    for (const auto& lane : lanes_) depth += lane->QueueDepth();
    return depth;
  }

 private:
  void AddLane(const LocalEndpointParts& parts, std::size_t number) {
    const Placement& placement = parts.placements[number];
    const OnCores here(placement.cores);
    const auto models = parts.models_each == 0
                            ? parts.models
                            : parts.models.subspan(number * parts.models_each, parts.models_each);
    std::vector<std::unique_ptr<Program>> programs;
    for (int i = 0; i < std::max(1, placement.sessions); ++i) {
      programs.push_back(parts.task.Bind(models, placement));
    }
    lanes_.push_back(std::make_unique<Lane>(Lane::Parts{.name = fmt::format("dispatch-{}", number),
                                                        .programs = std::move(programs),
                                                        .batcher = parts.batcher,
                                                        .starts_at_submit = parts.starts_at_submit,
                                                        .listener = parts.listener,
                                                        .clock = parts.clock,
                                                        .became_idle = became_idle_}));
  }

  /// The lane that is expected to answer one more share of requests first. A lane whose speed is
  /// not known yet counts as an average one.
  Lane& Choose(std::size_t share) {
    if (lanes_.size() == 1) return *lanes_.front();
    double sum = 0;
    int known = 0;
    for (const auto& lane : lanes_) {
      const double speed = lane->NanosecondsPerSample();
      sum += speed;
      known += speed > 0 ? 1 : 0;
    }
    const double average = known > 0 ? sum / known : 1;
    const std::size_t first = turn_.fetch_add(1, std::memory_order_relaxed);
    Lane* best = nullptr;
    double shortest = 0;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      Lane& lane = *lanes_[(first + i) % lanes_.size()];
      const double speed = lane.NanosecondsPerSample();
      const double expected = static_cast<double>(lane.Open() + std::min(share, lane.FullBatch())) *
                              (speed > 0 ? speed : average);
      if (best == nullptr || expected < shortest) {
        best = &lane;
        shortest = expected;
      }
    }
    return *best;
  }

  Clock& clock_;
  Signal became_idle_;
  std::atomic<std::size_t> turn_{0};
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace

std::unique_ptr<Endpoint> NewLocalEndpoint(const LocalEndpointParts& parts) {
  return std::make_unique<LocalEndpoint>(parts);
}

}  // namespace assay
