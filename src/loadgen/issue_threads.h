// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Threads that issue queries for one test: those that the harness brings with
// RegisterIssueQueryThread, or one of our own.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <thread>

#include "base/clock.h"

namespace assay::loadgen {

/// The functions are for the thread that runs the test.
class IssueThreads {
 public:
  using Job = std::function<void(std::size_t thread)>;

  /// Takes `count` threads out of RegisterIssueQueryThread, and waits up to `patience` for them, or
  /// until `stop`. size() tells how many came; those that come later are sent back at the end.
  static std::unique_ptr<IssueThreads> Registered(std::size_t count, Nanoseconds patience,
                                                  const std::atomic<bool>* stop);
  /// One new thread.
  static std::unique_ptr<IssueThreads> Own();

  /// Sends the threads back. Waits until they have left, our own until it has ended, but not for
  /// abandoned ones.
  ~IssueThreads();
  IssueThreads(const IssueThreads&) = delete;
  IssueThreads& operator=(const IssueThreads&) = delete;

  std::size_t size() const;
  /// Runs job(0) ... job(size() - 1), each on its thread. The threads keep what the job holds.
  void Start(Job job);
  /// Whether all have ended their job; waits up to `patience`.
  bool HaveEnded(Nanoseconds patience);
  bool HasEnded(std::size_t thread) const;
  /// From now on nobody waits for threads that have not ended.
  void Abandon();

  struct Crew;  // shared with the threads

 private:
  explicit IssueThreads(std::shared_ptr<Crew> crew, std::thread own = {});
  std::shared_ptr<Crew> crew_;
  std::thread own_;  // serves crew_; none where the harness brings its threads
};

}  // namespace assay::loadgen
