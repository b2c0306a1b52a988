// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The live view: a thread that shows the state of a run once a second.
#pragma once

#include <memory>

#include "base/clock.h"
#include "run/harness.h"
#include "run/module.h"

namespace assay {

/// Shows progress from construction to destruction.
class LiveView {
 public:
  struct Parts {
    const EndpointSut& sut;
    Observer& observer;
    Clock& clock;
    Nanoseconds expected{0};
    std::optional<Nanoseconds> bound;
  };
  explicit LiveView(const Parts& parts);
  ~LiveView();

 private:
  void Show();

  Parts parts_;
  Nanoseconds started_;
  std::unique_ptr<Worker> owned_worker_;  // the destructor waits for its last step, which may
  Worker* const worker_;                  // still name its next one
};

}  // namespace assay
