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

/// After the SUT threw, its other answers may never come; without a limit of the caller's they are
/// given this long.
constexpr Nanoseconds kDrainAfterThrow{10'000'000'000};

}  // namespace

Issuer::Issuer(const Test& test)
    : test_(test), is_performance_(test.phase != TestMode::AccuracyOnly) {
  samples_.reserve(test.schedule.samples_per_query);
  if (test.settings.scenario == TestScenario::Offline) Append(0);
  if (test.settings.HasTicks()) outcome_.ticks.reserve(test.schedule.query_count);
}

IssueOutcome Issuer::Run(const Limits& limits) {
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
  Drain();
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
  for (std::uint64_t query = 0; query < schedule.query_count;) {
    std::int64_t now = test_.recording.NowNs();
    if (now < schedule.ScheduledNs(query)) {
      if (!SleepUntilNs(schedule.ScheduledNs(query))) return;
      now = test_.recording.NowNs();
    } else {
      outcome_.blocked += query > 0;
    }
    if (!MayGoOn(now)) return;
    samples_.clear();
    do {
      test_.recording.Announce(query,
                               {.scheduled_ns = schedule.ScheduledNs(query), .issued_ns = now});
      Append(query++);
    } while (test_.settings.requested.server_coalesce_queries && query < schedule.query_count &&
             schedule.ScheduledNs(query) <= now);
    if (!Send()) return;
    if (is_performance_ && (HasTooManyOutstanding() || HitsMaximum(now))) return;
  }
}

void Issuer::IssueAllAtOnce() {
  const std::int64_t now = test_.recording.NowNs();
  if (!MayGoOn(now)) return;
  test_.recording.Announce(0, {.scheduled_ns = 0, .issued_ns = now});
  if (Send()) EndsAfter(0, now);
}

void Issuer::Append(std::uint64_t query) {
  const std::uint64_t count = test_.schedule.samples_per_query;
  for (std::uint64_t i = 0; i < count; ++i) {
    samples_.push_back(
        {.id = test_.recording.IdOf(query * count + i), .index = test_.schedule.Index(query, i)});
  }
}

bool Issuer::Send() {
  try {
    test_.sut.IssueQuery(samples_);
  } catch (const std::exception& e) {
    outcome_.thrown = std::string("IssueQuery: ") + e.what();
  } catch (...) {
    outcome_.thrown = "IssueQuery: an exception that is no std::exception";
  }
  const std::uint64_t announced = test_.recording.announced();
  outcome_.queries_issued = announced / test_.schedule.samples_per_query;
  if (outcome_.thrown.empty()) return true;
  abandoned_samples_ = samples_.size();
  return End(IssueEnd::kSutThrew);
}

bool Issuer::IssueNow(std::uint64_t query, Recording::Times times) {
  samples_.clear();
  Append(query);
  test_.recording.Announce(query, times);
  return Send();
}

/// Looks at what ends the issuing from outside.
bool Issuer::MayGoOn(std::int64_t now_ns) {
  if (IsStopped()) return End(IssueEnd::kStopped);
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
  if (s.max_query_count != 0 && outcome_.queries_issued >= s.max_query_count) {
    End(IssueEnd::kMaxQueries);
  } else if (s.max_duration_ms != 0 && issued_ns >= s.max_duration_ms * 1'000'000) {
    End(IssueEnd::kMaxDuration);
  }
  return has_ended_;
}

bool Issuer::HasTooManyOutstanding() {
  if (test_.settings.max_async_queries == 0) return false;
  const std::uint64_t answered = test_.recording.answered();
  const std::uint64_t open = outcome_.queries_issued - std::min(answered, outcome_.queries_issued);
  if (open <= test_.settings.max_async_queries) return false;
  outcome_.outstanding = open;
  End(IssueEnd::kTooManyOutstanding);
  return true;
}

bool Issuer::SleepUntilNs(std::int64_t offset_ns) {
  const Nanoseconds until = std::min(Absolute(offset_ns), limits_.hard_end);
  if (limits_.stop != nullptr && !test_.clock.IsVirtual()) {
    while (until - test_.clock.Now() > kStopPoll) {
      test_.clock.SleepUntil(test_.clock.Now() + kStopPoll);
      if (IsStopped()) return End(IssueEnd::kStopped);
    }
  }
  test_.clock.SleepUntil(until);
  return true;
}

bool Issuer::AwaitQuery(std::uint64_t query) {
  if (test_.recording.IsAnswered(query)) return true;
  const auto is_answered = [this, query] { return test_.recording.IsAnswered(query); };
  if (Await(is_answered, Nanoseconds::max(), Heed::kStop)) return true;
  MayGoOn(test_.recording.NowNs());  // says whether the user or the clock ended it
  return End(IssueEnd::kNothingLeft);
}

/// Waits until holds(), the deadline, the hard limit or (Heed::kStop) the user's stop.
bool Issuer::Await(const std::function<bool()>& holds, Nanoseconds deadline, Heed heed) {
  const bool heeds_stop = limits_.stop != nullptr && heed == Heed::kStop;
  // One reference, so that the function object allocates nothing.
  const struct {
    const Issuer& issuer;
    const std::function<bool()>& holds;
    bool heeds_stop;
  } end{*this, holds, heeds_stop};
  const std::function<bool()> ends = [&end] {
    return end.holds() || (end.heeds_stop && end.issuer.IsStopped());
  };
  const Nanoseconds last = std::min(deadline, limits_.hard_end);
  const bool polls = heeds_stop && !test_.clock.IsVirtual();
  while (true) {
    const Nanoseconds until = polls ? std::min(last, test_.clock.Now() + kStopPoll) : last;
    if (test_.clock.Wait(test_.recording.changed(), ends, until)) break;
    if (!polls || test_.clock.Now() >= last) break;
  }
  return holds();
}

void Issuer::Drain() {
  try {
    test_.sut.FlushQueries();
  } catch (const std::exception& e) {
    if (outcome_.thrown.empty()) outcome_.thrown = std::string("FlushQueries: ") + e.what();
  } catch (...) {
    if (outcome_.thrown.empty()) outcome_.thrown = "FlushQueries: not a std::exception";
  }
  Recording& recording = test_.recording;
  Nanoseconds limit = limits_.drain_limit;
  if (!outcome_.thrown.empty() && limit == Nanoseconds{0}) limit = kDrainAfterThrow;
  const auto deadline = [&] {
    return limit == Nanoseconds{0} ? Nanoseconds::max() : test_.clock.Now() + limit;
  };
  const std::uint64_t awaited = recording.announced() - abandoned_samples_;
  recording.WakeWhenAnswered(awaited);
  const auto is_done = [&recording, awaited] { return recording.answered() >= awaited; };
  if (!IsStopped() && !Await(is_done, deadline(), Heed::kStop) && !IsStopped()) {
    outcome_.hit_hard_limit = test_.clock.Now() >= limits_.hard_end;
  } else if (!is_done()) {
    Await(is_done, deadline(), Heed::kNothing);
    outcome_.hit_hard_limit = test_.clock.Now() >= limits_.hard_end;
  }
  outcome_.ended_ns = recording.NowNs();
}

bool Issuer::IsStopped() const {
  return limits_.stop != nullptr && limits_.stop->load(std::memory_order_relaxed);
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

}  // namespace assay::loadgen
