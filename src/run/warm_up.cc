// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Warm-up through the endpoint itself, without a LoadGen.
#include "run/warm_up.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/left_behind.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

constexpr Nanoseconds kPatience = 120s;  // one sample that takes longer is a hang

constexpr Nanoseconds kGiveBack = 10s;  // after an error

/// Counts answers. Thread-safe.
class Counter : public Listener {
 public:
  void Complete(Ticket, std::span<const std::byte>) override { Count(1); }
  void CompleteRows(std::span<const Ticket> tickets, std::span<const std::byte>,
                    std::size_t) override {
    Count(tickets.size());
  }
  void Fail(Ticket, const Error& error) override {
    {
      std::lock_guard lock(mutex_);
      if (!error_) error_ = error;
    }
    Count(1);
  }
  std::uint64_t count() const { return count_.load(std::memory_order_acquire); }
  Signal& changed() { return changed_; }
  void ThrowIfFailed() {
    std::lock_guard lock(mutex_);
    if (error_) throw *error_;
  }

 private:
  void Count(std::size_t answers) {
    count_.fetch_add(answers, std::memory_order_release);
    changed_.Notify();
  }
  std::atomic<std::uint64_t> count_{0};
  Signal changed_;
  std::mutex mutex_;  // guards error_
  std::optional<Error> error_;
};

class WarmUpRun {
 public:
  explicit WarmUpRun(const WarmUpParts& parts)
      : parts_(parts), endpoint_(parts.connect(counter_)) {}

  Nanoseconds OneSample(Nanoseconds end) {
    std::vector<Nanoseconds> times;
    while (times.size() < 3 || (times.size() < 50 && parts_.clock.Now() < end)) {
      const Nanoseconds begin = parts_.clock.Now();
      Submit(1);
      endpoint_->Flush();
      Await(submitted_);
      times.push_back(parts_.clock.Now() - begin);
    }
    times.erase(times.begin());  // the first one pays for allocations and caches
    std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
    return times[times.size() / 2];
  }

  double Rate(Nanoseconds end) {
    Submit(parts_.in_flight);
    Await(counter_.count() + 1);
    const std::uint64_t count_before = counter_.count();
    const Nanoseconds begin = parts_.clock.Now();
    Nanoseconds now = begin;
    while (now < end || counter_.count() < count_before + parts_.in_flight) {
      Submit(parts_.in_flight -
             std::min<std::size_t>(parts_.in_flight, submitted_ - counter_.count()));
      Await(counter_.count() + 1);
      now = parts_.clock.Now();
    }
    const double rate =
        static_cast<double>(counter_.count() - count_before) /
        std::chrono::duration<double>(std::max(now - begin, Nanoseconds{1})).count();
    endpoint_->Flush();
    Await(submitted_);
    return rate;
  }

  bool GivesBack() { return endpoint_->Abandon(parts_.clock.Now() + kGiveBack); }

 private:
  void Submit(std::size_t count) {
    requests_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t index = parts_.samples[submitted_ % parts_.samples.size()];
      requests_.push_back({.ticket = ++submitted_, .sample = parts_.store.At(index)});
    }
    endpoint_->Submit(requests_);
  }

  void Await(std::uint64_t count) {
    count = std::min(count, submitted_);
    const bool answered = parts_.clock.Wait(
        counter_.changed(), [&] { return counter_.count() >= count || parts_.stop; },
        parts_.clock.Now() + kPatience);
    counter_.ThrowIfFailed();
    if (parts_.stop) throw Error(ErrorCode::kInterrupted, "stopped during the warm-up");
    if (answered) return;
    throw Error(ErrorCode::kEngine,
                "the engine did not answer a sample within 120 s during the warm-up: try another "
                "backend or a smaller model");
  }

  const WarmUpParts parts_;
  Counter counter_;
  std::vector<Request> requests_;
  std::uint64_t submitted_ = 0;
  std::unique_ptr<Endpoint> endpoint_;  // last: its destructor may still answer to counter_
};

}  // namespace

WarmUpFigures WarmUpEndpoint(const WarmUpParts& parts, Nanoseconds duration) {
  const Nanoseconds begin = parts.clock.Now();
  auto run = std::make_unique<WarmUpRun>(parts);
  WarmUpFigures figures;
  try {
    figures.one_sample = run->OneSample(begin + duration / 3);
    figures.rate = run->Rate(parts.clock.Now() + duration * 2 / 3);
  } catch (const Error& e) {
    figures.error = e;
    figures.engine_hangs = !run->GivesBack();
    if (figures.engine_hangs && !parts.clock.IsVirtual()) LeaveBehind(std::move(run));
  }
  return figures;
}

}  // namespace assay
