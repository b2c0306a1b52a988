// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Appends finished samples to the journal every 250 ms, so that a killed run loses no more.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "loadgen/journal.h"
#include "loadgen/recording.h"

namespace assay::loadgen {

/// One phase's journal. The public functions are for one thread; the writing is done by a worker of
/// idle priority, in virtual time only at the end. A write that fails ends the journal, not the
/// run.
class JournalWriter {
 public:
  struct Options {
    std::string path;
    Clock& clock;
    std::uint32_t samples_per_query = 1;
    std::uint64_t target_latency_ns = 0;
  };
  /// Creates the file, or truncates it, and writes the header.
  explicit JournalWriter(const Options& options);
  ~JournalWriter();

  /// Follows `recording`, which will be started next, until Unfollow().
  void Follow(const Recording& recording);
  /// Writes what has finished since, and forgets the recording.
  void Unfollow();

  /// Empty while all is well; else one sentence.
  const std::string& problem() const { return problem_; }

 private:
  void Flush();
  void CollectBlock(std::uint64_t block);
  void Write(const void* bytes, std::size_t count);

  const std::string path_;
  Clock& clock_;
  const std::uint32_t samples_per_query_;
  int file_ = -1;
  std::string problem_;

  const Recording* recording_ = nullptr;
  Nanoseconds phase_start_{0};
  bool has_started_ = false;
  std::vector<bool> is_written_;  // per sample
  std::vector<std::uint32_t> written_in_block_;
  std::vector<JournalRecord> batch_;
  std::unique_ptr<Worker> worker_;  // last: it ends before what it uses
  Worker* alarm_ = nullptr;         // the same, still usable while it is being destroyed
};

}  // namespace assay::loadgen
