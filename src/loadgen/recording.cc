// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Announcing queries and taking answers. The only code that runs while queries are timed.
#include "loadgen/recording.h"

#include <algorithm>
#include <utility>

namespace assay::loadgen {
namespace {

AccuracyLog::Bytes BytesOf(const mlperf::QuerySampleResponse& response) {
  return {.data = reinterpret_cast<const void*>(response.data), .size = response.size};
}

}  // namespace

Recording::Recording(const Schedule& schedule, const Options& options)
    : schedule_(schedule),
      clock_(options.clock),
      accuracy_log_(options.accuracy_log),
      stray_(options.stray),
      scheduled_from_(options.scheduled),
      wakes_on_each_query_(options.wakes_on_each_query),
      issued_(schedule.query_count, 0),
      completed_(schedule.SampleCount(), kOpen),
      lane_count_(options.lanes),
      announced_(std::make_unique<Lane[]>(options.lanes)) {
  if (options.has_tokens) {
    first_token_.assign(schedule.SampleCount(), kOpen);
    token_count_.assign(schedule.SampleCount(), 0);
  }
  if (scheduled_from_ == Scheduled::kAnnounced) scheduled_.assign(schedule.query_count, 0);
  if (wakes_on_each_query_ && schedule.samples_per_query > 1) {
    open_in_query_ = std::make_unique<std::atomic<std::uint32_t>[]>(schedule.query_count);
    for (std::uint64_t i = 0; i < schedule.query_count; ++i) {
      open_in_query_[i] = static_cast<std::uint32_t>(schedule.samples_per_query);
    }
  }
  if (options.is_followed) {
    const std::uint64_t blocks = schedule.SampleCount() / kBlock + 1;
    block_progress_ = std::make_unique<std::atomic<std::uint32_t>[]>(blocks);
  }
}

void Recording::Start() { start_ = clock_.Now(); }

void Recording::Announce(std::uint32_t lane, std::uint64_t query, Times times) {
  if (scheduled_from_ == Scheduled::kAnnounced) scheduled_[query] = times.scheduled_ns;
  issued_[query] = times.issued_ns;
  std::atomic<std::uint64_t>& queries = announced_[lane].queries;
  queries.store(queries.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

std::uint64_t Recording::announced() const {
  std::uint64_t queries = 0;
  for (std::uint32_t lane = 0; lane < lane_count_; ++lane) {
    queries += announced_[lane].queries.load(std::memory_order_acquire);
  }
  return queries * schedule_.samples_per_query;
}

std::uint64_t Recording::QueriesEnd() const {
  std::uint64_t end = 0;
  for (std::uint32_t lane = 0; lane < lane_count_; ++lane) {
    const std::uint64_t queries = announced_[lane].queries.load(std::memory_order_acquire);
    if (queries > 0) end = std::max(end, (queries - 1) * lane_count_ + lane + 1);
  }
  return end;
}

void Recording::WakeWhenAnswered(std::uint64_t samples) {
  // Sequentially consistent on both sides: either the last answer sees the mark, or the caller,
  // who looks after setting it, sees the last answer.
  wake_at_.store(samples, std::memory_order_seq_cst);
}

bool Recording::IsAnswered(std::uint64_t query) const {
  if (open_in_query_) return open_in_query_[query].load(std::memory_order_acquire) == 0;
  return QueryCompletedNs(query) != kOpen;
}

Recording::Times Recording::TimesOf(std::uint64_t query) const {
  const std::int64_t issued = issued_[query];
  switch (scheduled_from_) {
    case Scheduled::kInSchedule:
      return {.scheduled_ns = schedule_.ScheduledNs(query), .issued_ns = issued};
    case Scheduled::kAnnounced:
      return {.scheduled_ns = scheduled_[query], .issued_ns = issued};
    case Scheduled::kWhenIssued:
      break;
  }
  return {.scheduled_ns = issued, .issued_ns = issued};
}

std::int64_t Recording::QueryCompletedNs(std::uint64_t query) const {
  const std::uint64_t first = query * schedule_.samples_per_query;
  std::int64_t latest = 0;
  for (std::uint64_t i = 0; i < schedule_.samples_per_query; ++i) {
    const std::int64_t completed = CompletedNs(first + i);
    if (completed == kOpen) return kOpen;
    latest = std::max(latest, completed);
  }
  return latest;
}

bool Recording::Close(std::vector<std::int64_t>& times, std::uint64_t sample, std::int64_t now) {
  std::int64_t expected = kOpen;
  return std::atomic_ref(times[sample])
      .compare_exchange_strong(expected, now, std::memory_order_acq_rel);
}

std::uint64_t Recording::SampleOf(mlperf::ResponseId id, std::uint64_t limit) const {
  constexpr std::uint64_t kSequenceMask = (std::uint64_t{1} << kSequenceBits) - 1;
  const std::uint64_t sample = (id & kSequenceMask) - (schedule_.first_sample + 1);
  if (sample >= limit) return kNone;
  if (lane_count_ == 1 || IsAnnounced(sample / schedule_.samples_per_query)) return sample;
  return kNone;
}

void Recording::Log(std::uint64_t sample, mlperf::QuerySampleResponse& response,
                    const mlperf::ResponseCallback& callback) {
  if (callback) callback(&response);
  const std::uint64_t query = sample / schedule_.samples_per_query;
  accuracy_log_.Append({.sequence = schedule_.first_sample + sample,
                        .index = schedule_.Index(query, sample % schedule_.samples_per_query),
                        .answer = BytesOf(response),
                        .token_count = response.n_tokens});
}

void Recording::Answer(mlperf::QuerySampleResponse* responses, std::size_t count,
                       const mlperf::ResponseCallback& callback) {
  const std::int64_t now = std::max<std::int64_t>(0, NowNs());
  const std::uint64_t limit = Limit();
  std::uint64_t fresh = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t unknown = 0;
  bool query_is_done = open_in_query_ == nullptr;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t sample = SampleOf(responses[i].id, limit);
    if (sample == kNone) {
      ++unknown;
      continue;
    }
    if (!Close(completed_, sample, now)) {
      ++duplicates;
      continue;
    }
    ++fresh;
    if (!token_count_.empty()) token_count_[sample] = responses[i].n_tokens;
    if (schedule_.IsLogged(sample)) Log(sample, responses[i], callback);
    if (block_progress_) {
      block_progress_[sample / kBlock].fetch_add(1, std::memory_order_release);
    }
    if (open_in_query_) {
      auto& open = open_in_query_[sample / schedule_.samples_per_query];
      query_is_done |= open.fetch_sub(1, std::memory_order_acq_rel) == 1;
    }
  }
  if (duplicates > 0) stray_.duplicates.fetch_add(duplicates, std::memory_order_relaxed);
  if (unknown > 0) stray_.unknown.fetch_add(unknown, std::memory_order_relaxed);
  if (fresh == 0) return;
  const std::uint64_t all = answered_.fetch_add(fresh, std::memory_order_seq_cst) + fresh;
  const bool is_last = all >= wake_at_.load(std::memory_order_seq_cst);
  if (is_last || (wakes_on_each_query_ && query_is_done)) changed_.Notify();
}

void Recording::FirstToken(mlperf::QuerySampleResponse* responses, std::size_t count,
                           const mlperf::ResponseCallback& callback) {
  if (!has_tokens()) return;
  const std::int64_t now = std::max<std::int64_t>(0, NowNs());
  const std::uint64_t limit = Limit();
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t sample = SampleOf(responses[i].id, limit);
    if (sample == kNone) {
      stray_.unknown.fetch_add(1, std::memory_order_relaxed);
    } else if (!Close(first_token_, sample, now)) {
      stray_.duplicates.fetch_add(1, std::memory_order_relaxed);
    } else if (schedule_.IsLogged(sample)) {
      if (callback) callback(&responses[i]);
      accuracy_log_.KeepFirstToken(schedule_.first_sample + sample, BytesOf(responses[i]));
    }
  }
}

}  // namespace assay::loadgen
