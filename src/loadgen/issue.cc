// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One issue loop per scenario, and what they share: sending, pacing, waiting, ending.
#include "loadgen/issue.h"

#include <algorithm>
#include <cmath>
#include <exception>

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;

/// How often a waiting or sleeping issuer looks whether the user has asked to stop.
constexpr Nanoseconds kStopPoll{20'000'000};

/// Without a limit of the caller's, open queries are given this long after the SUT threw or was
/// aborted, when their answers may never come, and after a stop, when somebody waits for the end.
constexpr Nanoseconds kDrainAfterFailure{10'000'000'000};
constexpr Nanoseconds kDrainAfterStop{2'000'000'000};

/// Waits until holds(), `last` or (heeds_stop) a stop from outside. Returns holds().
template <typename Holds>
bool Await(Clock& clock, Signal& changed, const Limits& limits, bool heeds_stop, Nanoseconds last,
           const Holds& holds) {
  // One reference, so that the function object allocates nothing.
  const struct {
    const Limits& limits;
    const Holds& holds;
    bool heeds_stop;
  } end{limits, holds, heeds_stop};
  const std::function<bool()> ends = [&end] {
    return end.holds() || (end.heeds_stop && end.limits.IsStopped());
  };
  const bool polls = heeds_stop && !clock.IsVirtual();
  while (true) {
    const Nanoseconds until = polls ? std::min(last, clock.Now() + kStopPoll) : last;
    if (clock.Wait(changed, ends, until)) break;
    if (!polls || clock.Now() >= last) break;
  }
  return holds();
}

}  // namespace

Issuer::Issuer(const Test& test)
    : test_(test),
      lanes_(test.recording.lanes()),
      is_performance_(test.phase != TestMode::AccuracyOnly) {
  samples_.reserve(test.schedule.samples_per_query);
  if (test.settings.scenario == TestScenario::Offline) Append(0);
  if (test.settings.HasTicks()) outcome_.ticks.reserve(test.schedule.query_count);
}

IssueOutcome Issuer::Issue(const Limits& limits) {
  limits_ = limits;
  switch (test_.settings.scenario) {
    case TestScenario::SingleStream:
      IssueOneByOne();
      break;
    case TestScenario::MultiStream:
      test_.settings.HasTicks() ? IssueAtTicks() : IssueOneByOne();
      break;
    case TestScenario::MultiStreamFree:
      IssueOnCompletion();
      break;
    case TestScenario::Server:
      IssueOnArrival();
      break;
    case TestScenario::Offline:
      IssueAllAtOnce();
      break;
  }
  const bool ends_by_itself = test_.settings.scenario == TestScenario::Server || !is_performance_;
  if (!has_ended_) End(ends_by_itself ? IssueEnd::kAllIssued : IssueEnd::kRanOut);
  return std::move(outcome_);
}

/// Waits for the previous query's last answer.
void Issuer::IssueOneByOne() {
  for (std::uint64_t query = 0; query < test_.schedule.query_count; ++query) {
    if (query > 0 && !AwaitQuery(query - 1)) return;
    const std::int64_t now = test_.recording.NowNs();
    if (!MayGoOn(now)) return;
    if (!IssueNow(query, {.scheduled_ns = now, .issued_ns = now})) return;
    if (EndsAfter(query, now)) return;
  }
}

/// At multiples of the interval; an interval passes unused while too many queries are open.
void Issuer::IssueAtTicks() {
  const EffectiveSettings& s = test_.settings;
  const auto tick_ns = [&](std::uint64_t tick) {
    return SecondsToNanoseconds(static_cast<double>(tick) / s.target_qps);
  };
  std::uint64_t tick = 0;
  for (std::uint64_t query = 0; query < test_.schedule.query_count; ++query) {
    if (query >= s.max_async_queries && !AwaitQuery(query - s.max_async_queries)) return;
    const std::uint64_t previous = tick;
    const std::int64_t now = test_.recording.NowNs();
    const double passed = static_cast<double>(now) * 1e-9 * s.target_qps;
    tick = std::max(previous + 1, static_cast<std::uint64_t>(std::max(0.0, passed - 1)));
    while (tick_ns(tick) < now) ++tick;
    if (!SleepUntilNs(tick_ns(tick))) return;
    const std::int64_t issued = test_.recording.NowNs();
    if (!MayGoOn(issued)) return;
    outcome_.ticks.push_back(static_cast<std::uint32_t>(tick - previous));
    if (!IssueNow(query, {.scheduled_ns = tick_ns(tick), .issued_ns = issued})) return;
    if (EndsAfter(query, issued)) return;
  }
}

/// As soon as the query max_async before has been answered.
void Issuer::IssueOnCompletion() {
  const std::uint64_t max_async = test_.settings.max_async_queries;
  for (std::uint64_t query = 0; query < test_.schedule.query_count; ++query) {
    if (query >= max_async && !AwaitQuery(query - max_async)) return;
    const std::int64_t now = test_.recording.NowNs();
    if (!MayGoOn(now)) return;
    const std::int64_t scheduled =
        query >= max_async ? test_.recording.QueryCompletedNs(query - max_async) : now;
    if (!IssueNow(query, {.scheduled_ns = scheduled, .issued_ns = now})) return;
    if (EndsAfter(query, now)) return;
  }
}

/// At the drawn arrival times; being late with one does not move the others.
void Issuer::IssueOnArrival() {
  const Schedule& schedule = test_.schedule;
  const bool coalesces = test_.settings.requested.server_coalesce_queries;
  for (std::uint64_t query = test_.lane; query < schedule.query_count;) {
    std::int64_t now = test_.recording.NowNs();
    if (now < schedule.ScheduledNs(query)) {
      if (!SleepUntilNs(schedule.ScheduledNs(query))) return;
      now = test_.recording.NowNs();
    } else {
      outcome_.blocked += query != test_.lane;
    }
    if (!MayGoOn(now)) return;
    samples_.clear();
    do {
      test_.recording.Announce(test_.lane, query,
                               {.scheduled_ns = schedule.ScheduledNs(query), .issued_ns = now});
      Append(query);
      query += lanes_;
      ++outcome_.queries_issued;
    } while (coalesces && query < schedule.query_count && schedule.ScheduledNs(query) <= now);
    if (!Send(now)) return;
    if (is_performance_ && (HasTooManyOutstanding() || HitsMaximum(now))) return;
  }
}

void Issuer::IssueAllAtOnce() {
  const std::int64_t now = test_.recording.NowNs();
  if (!MayGoOn(now)) return;
  test_.recording.Announce(0, 0, {.scheduled_ns = 0, .issued_ns = now});
  outcome_.queries_issued = 1;
  if (Send(now)) EndsAfter(0, now);
}

void Issuer::Append(std::uint64_t query) {
  const std::uint64_t count = test_.schedule.samples_per_query;
  for (std::uint64_t i = 0; i < count; ++i) {
    samples_.push_back(
        {.id = test_.recording.IdOf(query * count + i), .index = test_.schedule.Index(query, i)});
  }
}

bool Issuer::Send(std::int64_t now_ns) {
  CallWatch& watch = test_.watch;
  watch.samples.store(samples_.size(), std::memory_order_relaxed);
  watch.since_ns.store(now_ns, std::memory_order_release);
  try {
    test_.sut.IssueQuery(samples_);
  } catch (const std::exception& e) {
    outcome_.thrown = std::string("IssueQuery: ") + e.what();
  } catch (...) {
    outcome_.thrown = "IssueQuery: an exception that is no std::exception";
  }
  watch.since_ns.store(CallWatch::kOutside, std::memory_order_release);
  if (watch.is_abandoned.load(std::memory_order_relaxed)) return End(IssueEnd::kSutBlocked);
  if (outcome_.thrown.empty()) return true;
  outcome_.abandoned = samples_.size();
  return End(IssueEnd::kSutThrew);
}

bool Issuer::IssueNow(std::uint64_t query, Recording::Times times) {
  samples_.clear();
  Append(query);
  test_.recording.Announce(0, query, times);
  ++outcome_.queries_issued;
  return Send(times.issued_ns);
}

/// Looks at what ends the issuing from outside.
bool Issuer::MayGoOn(std::int64_t now_ns) {
  if (limits_.IsAborted()) return End(IssueEnd::kAborted);
  if (limits_.IsStopped()) return End(IssueEnd::kStopped);
  return Absolute(now_ns) < limits_.hard_end || End(IssueEnd::kHardLimit);
}

bool Issuer::EndsAfter(std::uint64_t query, std::int64_t issued_ns) {
  if (!is_performance_) return false;
  const EffectiveSettings& s = test_.settings;
  if (query + 1 >= s.min_query_count && issued_ns >= s.target_duration_ms * 1'000'000) {
    End(IssueEnd::kNaturally);
    return true;
  }
  return HitsMaximum(issued_ns);
}

bool Issuer::HitsMaximum(std::int64_t issued_ns) {
  const EffectiveSettings& s = test_.settings;
  if (s.max_query_count != 0 && outcome_.queries_issued >= LanePart(s.max_query_count)) {
    End(IssueEnd::kMaxQueries);
  } else if (s.max_duration_ms != 0 && issued_ns >= s.max_duration_ms * 1'000'000) {
    End(IssueEnd::kMaxDuration);
  }
  return has_ended_;
}

bool Issuer::HasTooManyOutstanding() {
  if (test_.settings.max_async_queries == 0) return false;
  const std::uint64_t announced = test_.recording.announced();
  const std::uint64_t open = announced - std::min(test_.recording.answered(), announced);
  if (open <= test_.settings.max_async_queries) return false;
  outcome_.outstanding = open;
  End(IssueEnd::kTooManyOutstanding);
  return true;
}

bool Issuer::SleepUntilNs(std::int64_t offset_ns) {
  const Nanoseconds until = std::min(Absolute(offset_ns), limits_.hard_end);
  if (!test_.clock.IsVirtual()) {
    while (until - test_.clock.Now() > kStopPoll) {
      test_.clock.SleepUntil(test_.clock.Now() + kStopPoll);
      if (limits_.IsStopped()) return MayGoOn(test_.recording.NowNs());
    }
  }
  test_.clock.SleepUntil(until);
  return true;
}

bool Issuer::AwaitQuery(std::uint64_t query) {
  if (test_.recording.IsAnswered(query)) return true;
  const auto is_answered = [this, query] { return test_.recording.IsAnswered(query); };
  if (Await(test_.clock, test_.recording.changed(), limits_, true, limits_.hard_end, is_answered)) {
    return true;
  }
  MayGoOn(test_.recording.NowNs());  // says whether the user or the clock ended it
  return End(IssueEnd::kNothingLeft);
}

Nanoseconds Issuer::Absolute(std::int64_t offset_ns) const {
  return test_.recording.StartTime() + Nanoseconds(offset_ns);
}

/// The first reason stands. Always false, for `return End(...)`.
bool Issuer::End(IssueEnd end) {
  if (!has_ended_) outcome_.end = end;
  has_ended_ = true;
  return false;
}

/// This lane's share of a count that is meant for all lanes together.
std::uint64_t Issuer::LanePart(std::uint64_t count) const {
  return count / lanes_ + (test_.lane < count % lanes_ ? 1 : 0);
}

void FlushSut(mlperf::SystemUnderTest& sut, IssueOutcome& outcome) {
  std::string thrown;
  try {
    sut.FlushQueries();
  } catch (const std::exception& e) {
    thrown = std::string("FlushQueries: ") + e.what();
  } catch (...) {
    thrown = "FlushQueries: an exception that is no std::exception";
  }
  if (outcome.thrown.empty()) outcome.thrown = thrown;
}

void Drain(Clock& clock, Recording& recording, const Limits& limits, IssueOutcome& outcome) {
  const bool has_failed =
      !outcome.thrown.empty() || outcome.end == IssueEnd::kSutBlocked || limits.IsAborted();
  const auto drain_limit = [&] {
    if (limits.drain_limit != Nanoseconds{0}) return limits.drain_limit;
    if (has_failed) return kDrainAfterFailure;
    return limits.IsStopped() ? kDrainAfterStop : Nanoseconds{0};
  };
  const std::uint64_t awaited = recording.announced() - outcome.abandoned;
  recording.WakeWhenAnswered(awaited);
  const auto is_done = [&recording, awaited] { return recording.answered() >= awaited; };
  const auto wait = [&](bool heeds_stop) {
    const Nanoseconds limit = drain_limit();
    const bool is_endless = limit == Nanoseconds{0};
    const Nanoseconds deadline = is_endless ? Nanoseconds::max() : clock.Now() + limit;
    const Nanoseconds last = std::min(deadline, limits.hard_end);
    return Await(clock, recording.changed(), limits, heeds_stop, last, is_done);
  };
  // A stop while waiting starts the drain limit anew: it is counted from the stop.
  const bool was_stopped = limits.IsStopped();
  bool is_complete = was_stopped ? wait(false) : wait(true);
  if (!is_complete && !was_stopped && limits.IsStopped()) is_complete = wait(false);
  outcome.hit_hard_limit = !is_complete && clock.Now() >= limits.hard_end;
  outcome.ended_ns = recording.NowNs();
}

}  // namespace assay::loadgen
