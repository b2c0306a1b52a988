// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// For engines that only know a blocking call: owns one thread, turns Run() into Start().
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "backends/backend.h"

namespace assay {

/// Derive, implement Run(), and call StopThread() first thing in the derived destructor. After a
/// batch the thread looks for the next one for a moment before it sleeps, as long as they come in
/// quick succession: queries that follow one another find it awake.
class BlockingSession : public Session {
 public:
  ~BlockingSession() override;
  void Start(Completion completion) final;
  void Release() override {}  // outputs stay as they are until the next batch

 protected:
  BlockingSession();
  /// Computes the batch assembled in Inputs(). Runs on this session's own thread. May throw.
  /// Returns the outputs, valid until Release().
  virtual std::span<const TensorView> Run() = 0;
  void StopThread();

 private:
  void Loop();
  Completion NextCompletion();

  std::mutex mutex_;  // guards pending_ and stop_
  std::condition_variable changed_;
  Completion pending_;
  bool stop_ = false;
  std::atomic<bool> has_news_{false};  // pending_ or stop_ has been set
  bool comes_soon_ = false;            // the session's own thread: the last batch did
  std::thread thread_;
};

}  // namespace assay
