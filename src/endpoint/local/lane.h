// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A lane serves one placement: the queue in front of it, the batcher, and its pool of programs.
// Who submits never waits for who serves: a thread that is taken off its core inside the lane would
// otherwise hold up the load generator. Requests go into an inbox with a lock of its own, held for
// a copy or a swap; whoever owns the lane's lock empties it into the queue.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "endpoint/endpoint.h"
#include "endpoint/local/local_endpoint.h"
#include "endpoint/local/request_queue.h"

namespace assay {

/// Thread-safe. Nothing is allocated per sample or batch.
class Lane {
 public:
  struct Parts {
    std::string name;                                // of the dispatcher's thread
    std::vector<std::unique_ptr<Program>> programs;  // at least one, all with the same batch sizes
    BatcherOptions batcher;
    bool starts_at_submit;
    Listener& listener;
    Clock& clock;
    Signal& became_idle;  // notified whenever IsIdle() becomes true
  };
  explicit Lane(Parts parts);
  ~Lane();

  /// Setup only. An idle lane with an empty queue takes full batches over from busy neighbours.
  void SetNeighbours(std::span<const std::unique_ptr<Lane>> all) { neighbours_ = all; }
  /// After this the dispatcher does not run any more. To be called when IsIdle().
  void StopDispatcher();

  void Submit(std::span<const Request> requests, Nanoseconds now);
  void Flush();
  /// Takes all waiting requests out of the queue and fails them with `error`.
  void FailWaiting(const Error& error);
  /// Nothing is in flight and nobody is about to start something.
  bool IsIdle() const;
  std::size_t QueueDepth() const { return waiting_.load(std::memory_order_relaxed); }
  std::size_t FullBatch() const { return full_batch_; }

  /// Requests submitted and not yet answered.
  std::size_t Open() const { return open_.load(std::memory_order_relaxed); }
  /// Moving average of the time this placement needs per sample when as busy as it was; 0: unknown.
  double NanosecondsPerSample() const { return ns_per_sample_.load(std::memory_order_relaxed); }

 private:
  class Slot;

  void Step();
  void EmptyInbox();
  void SetIdle();
  void Pump(std::unique_lock<std::mutex>& lock);
  Slot* TakeBatch(std::unique_lock<std::mutex>& lock);
  Slot* TakeOver(std::unique_lock<std::mutex>& lock);
  bool IsDue(Nanoseconds now) const;
  std::size_t Cut(std::size_t waiting) const;
  Slot* Fill(Slot& slot, std::size_t samples);
  Lane* BusiestNeighbour() const;
  std::size_t GiveAway(Slot& slot, std::size_t wanted);
  void Return(Slot& slot);
  void Measure(const Slot& slot, Nanoseconds now);

  const BatcherOptions batcher_;
  const bool starts_at_submit_;
  Listener& listener_;
  Clock& clock_;
  Signal& became_idle_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<std::size_t> batch_sizes_;  // ascending, what a batch may be cut to
  std::size_t full_batch_ = 1;
  std::span<const std::unique_ptr<Lane>> neighbours_;

  std::mutex inbox_mutex_;  // guards inbox_; taken last
  std::vector<WaitingRequest> inbox_;

  mutable std::mutex mutex_;  // guards what follows, up to the atomics
  std::vector<WaitingRequest> emptied_;
  RequestQueue queue_;
  std::vector<Slot*> idle_;
  std::size_t samples_in_flight_ = 0;
  std::uint64_t flushed_ = 0;  // requests up to this number do not wait for company
  int pumping_ = 0;            // threads inside Pump

  // A submitter looks at these after it has filled the inbox; the lane changes them before it
  // empties the inbox. So either the one sees the requests or the other is told to look.
  std::atomic<bool> has_idle_{false};
  std::atomic<bool> dispatcher_woken_{false};  // it will look at the queue again before it rests
  std::atomic<bool> timer_is_set_{false};      // it will look when the oldest request is due
  std::atomic<std::size_t> waiting_{0};        // in the inbox and the queue
  std::atomic<std::size_t> open_{0};
  std::atomic<double> ns_per_sample_{0};

  std::unique_ptr<Worker> owned_dispatcher_;
  Worker* const dispatcher_;
};

}  // namespace assay
