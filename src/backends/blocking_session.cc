// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One thread per session that turns a blocking call into an asynchronous one.
#include "backends/blocking_session.h"

namespace assay {

BlockingSession::BlockingSession() : thread_([this] { Loop(); }) {}

BlockingSession::~BlockingSession() { StopThread(); }

void BlockingSession::StopThread() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void BlockingSession::Start(Completion completion) {
  {
    std::lock_guard lock(mutex_);
    ASSAY_CHECK(pending_.call == nullptr && !stop_);
    pending_ = completion;
  }
  changed_.notify_one();
}

void BlockingSession::Loop() {
  while (true) {
    Completion completion;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stop_ || pending_.call != nullptr; });
      if (pending_.call == nullptr) return;
      completion = std::exchange(pending_, {});
    }
    Outcome outcome;
    std::optional<Error> error;
    try {
      outcome.outputs = Run();
    } catch (const Error& e) {
      error = e;
    } catch (const std::exception& e) {
      error.emplace(ErrorCode::kEngine, e.what());
    }
    if (error) outcome.error = &*error;
    completion.call(completion.context, outcome);
  }
}

}  // namespace assay
