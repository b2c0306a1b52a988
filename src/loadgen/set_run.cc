// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One loaded set, issued; watching over calls that do not return.
#include "loadgen/set_run.h"

#include <algorithm>
#include <span>
#include <utility>

namespace assay::loadgen {
namespace {

constexpr Nanoseconds kWatchPeriod{20'000'000};

bool IsBlocked(const CallWatch& watch, std::int64_t now_ns, Nanoseconds limit) {
  const std::int64_t since = watch.since_ns.load(std::memory_order_acquire);
  return since != CallWatch::kOutside && now_ns - since > limit.count();
}

/// Waits for the threads' job. False: a watched call took longer than the limit, and the threads
/// that have not ended are abandoned.
bool Watch(IssueThreads& threads, std::span<CallWatch> watches, Recording& recording,
           Nanoseconds limit) {
  if (limit == Nanoseconds{0}) return threads.HaveEnded(Nanoseconds::max());
  const Nanoseconds period = std::clamp(limit / 4, Nanoseconds{1'000'000}, kWatchPeriod);
  while (!threads.HaveEnded(period)) {
    const std::int64_t now = recording.NowNs();
    const bool is_any = std::any_of(watches.begin(), watches.end(), [&](const CallWatch& watch) {
      return IsBlocked(watch, now, limit);
    });
    if (!is_any) continue;
    for (CallWatch& watch : watches) watch.is_abandoned.store(true, std::memory_order_relaxed);
    // Those that are not blocked see it after their call and end.
    while (!threads.HaveEnded(period)) {
      bool all_blocked = true;
      for (std::size_t i = 0; i < watches.size(); ++i) {
        const bool is_in_time = !IsBlocked(watches[i], recording.NowNs(), limit);
        all_blocked = all_blocked && (threads.HasEnded(i) || !is_in_time);
      }
      if (!all_blocked) continue;
      threads.Abandon();
      return false;
    }
    return true;
  }
  return true;
}

/// The lanes' outcomes as one; of lanes that hang only what the recording tells.
IssueOutcome Merge(const SetRun& run, const IssueThreads* threads) {
  IssueOutcome all;
  bool is_first = true;
  for (std::size_t lane = 0; lane < run.outcomes.size(); ++lane) {
    if (threads != nullptr && !threads->HasEnded(lane)) {
      all.end = IssueEnd::kSutBlocked;
      all.abandoned += run.watches[lane].samples.load(std::memory_order_relaxed);
      is_first = false;
      continue;
    }
    const IssueOutcome& one = run.outcomes[lane];
    const bool says_more = all.end == IssueEnd::kAllIssued || all.end == IssueEnd::kNaturally;
    if (is_first || says_more) all.end = one.end;
    is_first = false;
    all.outstanding = std::max(all.outstanding, one.outstanding);
    all.blocked += one.blocked;
    all.abandoned += one.abandoned;
    if (all.thrown.empty()) all.thrown = one.thrown;
    if (!one.ticks.empty()) all.ticks = one.ticks;
  }
  all.queries_issued = run.recording->announced() / run.schedule.samples_per_query;
  return all;
}

IssueOutcome IssueOn(IssueThreads* threads, const std::shared_ptr<SetRun>& run,
                     const Limits& limits, Nanoseconds block_limit) {
  const auto issue = [run, limits](std::size_t lane) {
    run->outcomes[lane] = run->issuers[lane]->Issue(limits);
  };
  if (threads == nullptr) {
    issue(0);
    return Merge(*run, nullptr);
  }
  threads->Start(issue);
  const bool all_ended =
      Watch(*threads, {run->watches.get(), run->issuers.size()}, *run->recording, block_limit);
  return Merge(*run, all_ended ? nullptr : threads);
}

void FlushOn(IssueThreads* caller, const std::shared_ptr<SetRun>& run, mlperf::SystemUnderTest& sut,
             Nanoseconds block_limit, IssueOutcome& outcome) {
  if (caller == nullptr) {
    FlushSut(sut, outcome);
    return;
  }
  const auto flush = [run, &sut](std::size_t) {
    run->flush_watch.since_ns.store(run->recording->NowNs(), std::memory_order_release);
    FlushSut(sut, run->flush_outcome);
    run->flush_watch.since_ns.store(CallWatch::kOutside, std::memory_order_release);
  };
  caller->Start(flush);
  if (!Watch(*caller, {&run->flush_watch, 1}, *run->recording, block_limit)) {
    outcome.end = IssueEnd::kSutBlocked;
  } else if (outcome.thrown.empty()) {
    outcome.thrown = run->flush_outcome.thrown;
  }
}

}  // namespace

void MakeIssuers(SetRun& run, mlperf::SystemUnderTest& sut, mlperf::TestMode phase, Clock& clock) {
  const std::uint32_t lanes = run.recording->lanes();
  run.watches = std::make_unique<CallWatch[]>(lanes);
  run.outcomes.resize(lanes);
  for (std::uint32_t lane = 0; lane < lanes; ++lane) {
    run.issuers.push_back(std::make_unique<Issuer>(Issuer::Test{.sut = sut,
                                                                .settings = *run.settings,
                                                                .schedule = run.schedule,
                                                                .recording = *run.recording,
                                                                .phase = phase,
                                                                .clock = clock,
                                                                .watch = run.watches[lane],
                                                                .lane = lane}));
  }
}

IssueOutcome IssueSet(const std::shared_ptr<SetRun>& run, mlperf::SystemUnderTest& sut,
                      const IssuingThreads& threads, const Limits& limits, Clock& clock,
                      Nanoseconds block_limit) {
  IssueThreads* const issuing = threads.lanes != nullptr ? threads.lanes : threads.caller;
  IssueOutcome outcome = IssueOn(issuing, run, limits, block_limit);
  // A thread that hangs cannot flush, and a system that holds it need not be asked for more.
  const bool can_flush = outcome.end != IssueEnd::kSutBlocked || threads.lanes != nullptr;
  if (can_flush) FlushOn(threads.caller, run, sut, block_limit, outcome);
  Drain(clock, *run->recording, limits, outcome);
  return outcome;
}

}  // namespace assay::loadgen
