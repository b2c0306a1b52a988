// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Following a recording: only blocks whose progress counter moved are looked at.
#include "loadgen/journal_writer.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace assay::loadgen {
namespace {

constexpr Nanoseconds kPeriod{250'000'000};

/// The flusher must never take a core from the system under test. Both calls lower only the calling
/// thread; where one is not allowed, the other remains.
void LowerOwnPriority() {
  setpriority(PRIO_PROCESS, 0, 19);
  const sched_param parameters{};
  sched_setscheduler(0, SCHED_IDLE, &parameters);
}

std::int64_t UnixNs() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

JournalWriter::JournalWriter(const Options& options)
    : path_(options.path), clock_(options.clock), samples_per_query_(options.samples_per_query) {
  file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  if (file_ < 0) {
    problem_ = "cannot create the journal " + path_ + ": " + std::strerror(errno);
    return;
  }
  JournalHeader header{};
  std::memcpy(header.magic, kJournalMagic, sizeof header.magic);
  header.version = kJournalVersion;
  header.record_bytes = sizeof(JournalRecord);
  header.samples_per_query = samples_per_query_;
  header.target_latency_ns = options.target_latency_ns;
  header.start_unix_ns = UnixNs();
  Write(&header, sizeof header);
}

JournalWriter::~JournalWriter() {
  worker_.reset();
  if (file_ >= 0) close(file_);
}

void JournalWriter::Follow(const Recording& recording) {
  if (file_ < 0) return;
  recording_ = &recording;
  const std::uint64_t samples = recording.schedule().SampleCount();
  is_written_.assign(samples, false);
  written_in_block_.assign(samples / Recording::kBlock + 1, 0);
  if (clock_.IsVirtual()) return;
  worker_ = clock_.StartWorker("assay-journal", [this] {
    thread_local const bool is_low = (LowerOwnPriority(), true);
    (void)is_low;
    Flush();
    if (file_ >= 0) alarm_->WakeAt(clock_.Now() + kPeriod);
  });
  alarm_ = worker_.get();
  alarm_->WakeAt(clock_.Now() + kPeriod);
}

void JournalWriter::Unfollow() {
  worker_.reset();
  if (recording_ != nullptr) Flush();
  recording_ = nullptr;
}

void JournalWriter::Flush() {
  if (file_ < 0) return;
  const std::uint64_t end = recording_->QueriesEnd() * recording_->schedule().samples_per_query;
  if (end == 0) return;  // perhaps not even started
  if (!has_started_) phase_start_ = recording_->StartTime();
  has_started_ = true;
  for (std::uint64_t block = 0; block * Recording::kBlock < end; ++block) {
    if (recording_->BlockProgress(block) != written_in_block_[block]) CollectBlock(block);
  }
  if (batch_.empty()) return;
  Write(batch_.data(), batch_.size() * sizeof(JournalRecord));
  batch_.clear();
}

void JournalWriter::CollectBlock(std::uint64_t block) {
  const Schedule& schedule = recording_->schedule();
  const std::int64_t offset_ns = (recording_->StartTime() - phase_start_).count();
  const std::uint64_t end = std::min(recording_->QueriesEnd() * schedule.samples_per_query,
                                     (block + 1) * Recording::kBlock);
  for (std::uint64_t sample = block * Recording::kBlock; sample < end; ++sample) {
    if (is_written_[sample]) continue;
    const std::int64_t completed = recording_->CompletedNs(sample);
    if (completed == Recording::kOpen) continue;
    const Recording::Times times = recording_->TimesOf(sample / schedule.samples_per_query);
    const std::int64_t lag = std::max<std::int64_t>(0, times.issued_ns - times.scheduled_ns);
    const std::int64_t latency = std::max<std::int64_t>(0, completed - times.scheduled_ns);
    is_written_[sample] = true;
    ++written_in_block_[block];
    batch_.push_back({.scheduled_ns = static_cast<std::uint64_t>(offset_ns + times.scheduled_ns),
                      .latency_ns = static_cast<std::uint64_t>(latency),
                      .lag_ns = static_cast<std::uint32_t>(std::min<std::int64_t>(lag, UINT32_MAX)),
                      .sample_seq = static_cast<std::uint32_t>(schedule.first_sample + sample)});
  }
}

void JournalWriter::Write(const void* bytes, std::size_t count) {
  const char* from = static_cast<const char*>(bytes);
  while (count > 0) {
    const ssize_t written = write(file_, from, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      problem_ = "the journal " + path_ + " ends early: " + std::strerror(errno);
      close(file_);
      file_ = -1;
      return;
    }
    from += written;
    count -= static_cast<std::size_t>(written);
  }
}

}  // namespace assay::loadgen
