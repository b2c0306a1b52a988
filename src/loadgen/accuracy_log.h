// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// mlperf_log_accuracy.json: which sample was answered with which bytes, in order of completion.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <ostream>
#include <vector>

namespace assay::loadgen {

/// Append is thread-safe; the other functions are for the thread that runs the test.
class AccuracyLog {
 public:
  /// Beyond this the bytes are written while the test runs. Performance runs keep them until their
  /// end, so that no disk is waited for; accuracy runs are not timed and may be large.
  enum class Keep { kUntilFlush, kUpTo16MiB };

  /// Writes the opening bracket. `out` must outlive the log.
  explicit AccuracyLog(std::ostream& out);
  void SetKeep(Keep keep);
  struct Record {
    std::uint64_t sequence;  // of the sample
    std::uint64_t index;     // in the library
    const void* bytes;
    std::size_t byte_count;
  };
  void Append(const Record& record);
  void Flush();
  /// Writes the closing bracket.
  void Finish();

 private:
  struct Pending {
    std::uint64_t sequence, index;
    std::size_t offset, byte_count;
  };
  void WritePending();

  std::ostream& out_;
  std::mutex mutex_;  // guards all below
  Keep keep_ = Keep::kUntilFlush;
  std::vector<Pending> pending_;
  std::vector<unsigned char> bytes_;
  bool is_first_ = true;
};

}  // namespace assay::loadgen
