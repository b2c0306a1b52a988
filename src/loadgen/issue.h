// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The issue loops: when each scenario sends its next query, and when it stops.
// Source: docs/loadgen-behaviour.md, section 7.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "loadgen/include/system_under_test.h"
#include "loadgen/recording.h"
#include "loadgen/schedule.h"
#include "loadgen/settings.h"

namespace assay::loadgen {

/// What may end a phase from outside. Times are clock times.
struct Limits {
  const std::atomic<bool>* stop = nullptr;
  const std::atomic<bool>* abort = nullptr;
  Nanoseconds hard_end = Nanoseconds::max();
  Nanoseconds drain_limit{0};  // zero: none

  bool IsAborted() const { return abort != nullptr && abort->load(std::memory_order_relaxed); }
  bool IsStopped() const {
    return IsAborted() || (stop != nullptr && stop->load(std::memory_order_relaxed));
  }
};

enum class IssueEnd {
  kAllIssued,  // accuracy, Server: that is how they end
  kNaturally,  // minimum count and duration met
  kRanOut,     // performance: before they were met
  kMaxQueries,
  kMaxDuration,
  kTooManyOutstanding,
  kStopped,
  kAborted,
  kHardLimit,
  kSutThrew,
  kSutBlocked,   // IssueQuery or FlushQueries did not return within the block limit
  kNothingLeft,  // an answer was waited for that cannot come any more
};

struct IssueOutcome {
  IssueEnd end = IssueEnd::kAllIssued;
  std::uint64_t queries_issued = 0;
  std::int64_t ended_ns = 0;  // offset from the start at which answers were no longer waited for
  bool hit_hard_limit = false;
  std::uint64_t outstanding = 0;     // kTooManyOutstanding: how many
  std::uint64_t blocked = 0;         // Server: queries that fell due while the SUT held the thread
  std::uint64_t abandoned = 0;       // samples of calls that threw or never returned
  std::string thrown;                // what IssueQuery or FlushQueries threw
  std::vector<std::uint32_t> ticks;  // MultiStream: intervals that passed before each query
};

/// What another thread can see of a call into the system under test.
struct CallWatch {
  static constexpr std::int64_t kOutside = -1;
  std::atomic<std::int64_t> since_ns{kOutside};  // offset from the start at which the call began
  std::atomic<std::uint64_t> samples{0};         // that the call issues
  std::atomic<bool> is_abandoned{false};         // when the call returns, nothing more is issued
};

/// Issues the queries of one loaded set, or those of one lane of it. Used once, on one thread.
class Issuer {
 public:
  struct Test {
    mlperf::SystemUnderTest& sut;
    const EffectiveSettings& settings;
    const Schedule& schedule;
    Recording& recording;
    mlperf::TestMode phase;
    Clock& clock;
    CallWatch& watch;
    std::uint32_t lane = 0;
  };
  /// Prepares everything that need not be timed; the recording must have its ids.
  explicit Issuer(const Test& test);
  /// The recording was started just before. Does not wait for the last answers.
  IssueOutcome Issue(const Limits& limits);

 private:
  void IssueOneByOne();
  void IssueAtTicks();
  void IssueOnCompletion();
  void IssueOnArrival();
  void IssueAllAtOnce();

  void Append(std::uint64_t query);
  bool Send(std::int64_t now_ns);
  bool IssueNow(std::uint64_t query, Recording::Times times);
  bool MayGoOn(std::int64_t now_ns);
  bool EndsAfter(std::uint64_t query, std::int64_t issued_ns);
  bool HitsMaximum(std::int64_t issued_ns);
  bool HasTooManyOutstanding();
  bool SleepUntilNs(std::int64_t offset_ns);
  bool AwaitQuery(std::uint64_t query);
  Nanoseconds Absolute(std::int64_t offset_ns) const;
  bool End(IssueEnd end);
  std::uint64_t LanePart(std::uint64_t count) const;

  const Test test_;
  const std::uint32_t lanes_;
  Limits limits_;
  const bool is_performance_;
  IssueOutcome outcome_;
  bool has_ended_ = false;
  std::vector<mlperf::QuerySample> samples_;
};

/// FlushQueries, with what it throws in the outcome.
void FlushSut(mlperf::SystemUnderTest& sut, IssueOutcome& outcome);

/// Waits for the answers that are still to come, as far as the limits allow.
void Drain(Clock& clock, Recording& recording, const Limits& limits, IssueOutcome& outcome);

}  // namespace assay::loadgen
