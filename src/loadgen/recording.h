// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What happened to each query and sample of one loaded set, in flat arrays by sequence number.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "loadgen/accuracy_log.h"
#include "loadgen/include/loadgen.h"
#include "loadgen/schedule.h"

namespace assay::loadgen {

/// Answers that should not have come, over a whole test.
struct StrayAnswers {
  std::atomic<std::uint64_t> duplicates{0};
  std::atomic<std::uint64_t> unknown{0};
};

/// Times are nanoseconds since Start(). Each lane issues on one thread: lane l of n the queries l,
/// l + n, l + 2n, ... Answer() may be called by any thread. A sample goes from open to answered
/// exactly once, by a compare-and-exchange.
class Recording {
 public:
  static constexpr std::int64_t kOpen = -1;
  static constexpr std::uint64_t kBlock = 4096;  // samples that share one progress counter

  /// Where a query's scheduled time is found.
  enum class Scheduled { kWhenIssued, kInSchedule, kAnnounced };

  struct Options {
    Clock& clock;
    AccuracyLog& accuracy_log;
    StrayAnswers& stray;
    Scheduled scheduled = Scheduled::kWhenIssued;
    std::uint32_t lanes = 1;
    bool has_tokens = false;           // first tokens and token counts are kept
    bool is_followed = false;          // a journal asks for BlockProgress
    bool wakes_on_each_query = false;  // somebody waits for single queries, not only for the end
  };
  Recording(const Schedule& schedule, const Options& options);

  // --- by the thread that runs the test ---
  void Start();
  /// From now on whoever makes answered() reach `samples` notifies changed().
  void WakeWhenAnswered(std::uint64_t samples);
  Signal& changed() { return changed_; }

  // --- by the issuing threads ---
  Nanoseconds StartTime() const { return start_; }
  std::int64_t NowNs() { return (clock_.Now() - start_).count(); }
  struct Times {
    std::int64_t scheduled_ns = 0, issued_ns = 0;
  };
  /// Makes the next query of `lane` known; from now on its answers are accepted.
  void Announce(std::uint32_t lane, std::uint64_t query, Times times);
  bool IsAnswered(std::uint64_t query) const;

  // --- by whoever answers; ids belong to this recording ---
  void Answer(mlperf::QuerySampleResponse* responses, std::size_t count,
              const mlperf::ResponseCallback& callback);
  void FirstToken(mlperf::QuerySampleResponse* responses, std::size_t count,
                  const mlperf::ResponseCallback& callback);

  // --- by anyone ---
  const Schedule& schedule() const { return schedule_; }
  std::uint32_t lanes() const { return lane_count_; }
  /// Samples, over all lanes.
  std::uint64_t announced() const;
  /// One past the highest announced query. With several lanes some below it may not be announced.
  std::uint64_t QueriesEnd() const;
  bool IsAnnounced(std::uint64_t query) const {
    const Lane& lane = announced_[query % lane_count_];
    const std::uint64_t in_lane = lane.queries.load(std::memory_order_acquire);
    return query / lane_count_ < in_lane;
  }
  std::uint64_t answered() const { return answered_.load(std::memory_order_acquire); }
  std::int64_t CompletedNs(std::uint64_t sample) const {
    return std::atomic_ref(const_cast<std::int64_t&>(completed_[sample]))
        .load(std::memory_order_acquire);
  }
  Times TimesOf(std::uint64_t query) const;
  /// How many samples of block `block` were answered; grows only after they are readable.
  std::uint32_t BlockProgress(std::uint64_t block) const {
    return block_progress_[block].load(std::memory_order_acquire);
  }
  /// The latest completion of the query's samples; kOpen when one is open.
  std::int64_t QueryCompletedNs(std::uint64_t query) const;

  bool has_tokens() const { return !first_token_.empty(); }
  std::int64_t FirstTokenNs(std::uint64_t sample) const { return first_token_[sample]; }
  std::int64_t TokenCount(std::uint64_t sample) const { return token_count_[sample]; }

  /// After the last answer: a place for what is made of the issue time.
  void SetIssued(std::uint64_t query, std::int64_t value) { issued_[query] = value; }
  /// After the last answer: completion times by sample, issue times by query, given away. The
  /// recording is of no use afterwards.
  std::vector<std::int64_t> TakeCompleted() { return std::move(completed_); }
  std::vector<std::int64_t> TakeIssued() { return std::move(issued_); }

  /// Response ids are token << kSequenceBits | (sample sequence number + 1).
  static constexpr int kSequenceBits = 40;
  mlperf::ResponseId IdOf(std::uint64_t sample) const {
    return token_ << kSequenceBits | (schedule_.first_sample + sample + 1);
  }
  void SetToken(std::uint64_t token) { token_ = token; }

 private:
  /// One on each cache line: lanes do not slow each other down.
  struct alignas(64) Lane {
    std::atomic<std::uint64_t> queries{0};
  };
  static constexpr std::uint64_t kNone = UINT64_MAX;
  /// With one lane: what was announced, looked up once for a whole call; else all samples.
  std::uint64_t Limit() const { return lane_count_ == 1 ? announced() : completed_.size(); }
  /// Sample of an id, counted from 0 in this set; kNone for an id that was not announced.
  std::uint64_t SampleOf(mlperf::ResponseId id, std::uint64_t limit) const;
  bool Close(std::vector<std::int64_t>& times, std::uint64_t sample, std::int64_t now);
  void Log(std::uint64_t sample, mlperf::QuerySampleResponse& response,
           const mlperf::ResponseCallback& callback);

  const Schedule& schedule_;
  Clock& clock_;
  AccuracyLog& accuracy_log_;
  StrayAnswers& stray_;
  const Scheduled scheduled_from_;
  const bool wakes_on_each_query_;
  std::uint64_t token_ = 0;
  Nanoseconds start_{0};

  std::vector<std::int64_t> scheduled_;  // per query; only with Scheduled::kAnnounced
  std::vector<std::int64_t> issued_;     // per query
  std::vector<std::int64_t> completed_;  // per sample
  std::vector<std::int64_t> first_token_, token_count_;  // per sample; only with has_tokens
  std::unique_ptr<std::atomic<std::uint32_t>[]> open_in_query_;
  std::unique_ptr<std::atomic<std::uint32_t>[]> block_progress_;

  const std::uint32_t lane_count_;
  std::unique_ptr<Lane[]> announced_;
  alignas(64) std::atomic<std::uint64_t> answered_{0};  // samples
  std::atomic<std::uint64_t> wake_at_{UINT64_MAX};      // samples answered
  Signal changed_;
};

}  // namespace assay::loadgen
