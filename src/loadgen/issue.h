// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The issue loops: when each scenario sends its next query, and when it stops.
// Source: docs/loadgen.md, section 7.
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
  Nanoseconds hard_end = Nanoseconds::max();
  Nanoseconds drain_limit{0};  // zero: none
};

enum class IssueEnd {
  kAllIssued,  // accuracy, Server: that is how they end
  kNaturally,  // minimum count and duration met
  kRanOut,     // performance: before they were met
  kMaxQueries,
  kMaxDuration,
  kTooManyOutstanding,
  kStopped,
  kHardLimit,
  kSutThrew,
  kNothingLeft,  // an answer was waited for that cannot come any more
};

struct IssueOutcome {
  IssueEnd end = IssueEnd::kAllIssued;
  std::uint64_t queries_issued = 0;
  std::int64_t ended_ns = 0;  // offset from the start at which answers were no longer waited for
  bool hit_hard_limit = false;
  std::uint64_t outstanding = 0;     // kTooManyOutstanding: how many
  std::uint64_t blocked = 0;         // Server: queries that fell due while the SUT held the thread
  std::string thrown;                // what IssueQuery or FlushQueries threw
  std::vector<std::uint32_t> ticks;  // MultiStream: intervals that passed before each query
};

/// Issues the queries of one loaded set and waits for their answers. Used once, on one thread.
class Issuer {
 public:
  struct Test {
    mlperf::SystemUnderTest& sut;
    const EffectiveSettings& settings;
    const Schedule& schedule;
    Recording& recording;
    mlperf::TestMode phase;
    Clock& clock;
  };
  /// Prepares everything that need not be timed; the recording must have its ids.
  explicit Issuer(const Test& test);
  /// The recording was started just before.
  IssueOutcome Run(const Limits& limits);

 private:
  void IssueOneByOne();
  void IssueAtTicks();
  void IssueOnCompletion();
  void IssueOnArrival();
  void IssueAllAtOnce();

  void Append(std::uint64_t query);
  bool Send();
  bool IssueNow(std::uint64_t query, Recording::Times times);
  bool MayGoOn(std::int64_t now_ns);
  bool EndsAfter(std::uint64_t query, std::int64_t issued_ns);
  bool HitsMaximum(std::int64_t issued_ns);
  bool HasTooManyOutstanding();
  bool SleepUntilNs(std::int64_t offset_ns);
  bool AwaitQuery(std::uint64_t query);
  enum class Heed { kStop, kNothing };
  bool Await(const std::function<bool()>& holds, Nanoseconds deadline, Heed heed);
  void Drain();
  bool IsStopped() const;
  Nanoseconds Absolute(std::int64_t offset_ns) const;
  bool End(IssueEnd end);

  const Test test_;
  Limits limits_;
  const bool is_performance_;
  IssueOutcome outcome_;
  bool has_ended_ = false;
  std::uint64_t abandoned_samples_ = 0;
  std::vector<mlperf::QuerySample> samples_;
};

}  // namespace assay::loadgen
