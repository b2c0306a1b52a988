// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Issuing the queries of one loaded set: on the thread that runs the test, or on threads that may
// be left behind when the system under test does not give them back.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "loadgen/issue.h"
#include "loadgen/issue_threads.h"
#include "loadgen/recording.h"
#include "loadgen/schedule.h"

namespace assay::loadgen {

/// Everything that an issuing thread touches, so that a thread which hangs in the system under test
/// can keep it alive by itself.
struct SetRun {
  SetRun(std::shared_ptr<const EffectiveSettings> asked, LoadedSet loaded)
      : settings(std::move(asked)), set(std::move(loaded)) {}

  std::shared_ptr<const EffectiveSettings> settings;
  LoadedSet set;
  Schedule schedule;  // refers to set
  std::unique_ptr<Recording> recording;
  std::vector<std::unique_ptr<Issuer>> issuers;  // one a lane
  std::vector<IssueOutcome> outcomes;            // of each issuer
  std::unique_ptr<CallWatch[]> watches;          // of each issuer
  CallWatch flush_watch;
  IssueOutcome flush_outcome;
};

/// The threads of a test. Null: its own thread does it.
struct IssuingThreads {
  IssueThreads* lanes = nullptr;   // issue queries
  IssueThreads* caller = nullptr;  // issues, if lanes is null, and flushes
};

/// Makes one issuer for each lane; the recording has its ids.
void MakeIssuers(SetRun& run, mlperf::SystemUnderTest& sut, mlperf::TestMode phase, Clock& clock);

/// Issues, flushes, and waits for the answers. A call into the system under test that takes longer
/// than `block_limit` (not zero only with a caller thread) ends it with kSutBlocked. The recording
/// was started just before.
IssueOutcome IssueSet(const std::shared_ptr<SetRun>& run, mlperf::SystemUnderTest& sut,
                      const IssuingThreads& threads, const Limits& limits, Clock& clock,
                      Nanoseconds block_limit);

}  // namespace assay::loadgen
