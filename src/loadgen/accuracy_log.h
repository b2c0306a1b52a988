// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// mlperf_log_accuracy.json: which sample was answered with which bytes, in order of completion.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <ostream>
#include <unordered_map>
#include <vector>

namespace assay::loadgen {

class BlockWriter;

/// Append and KeepFirstToken are thread-safe; the other functions are for the thread that runs the
/// test. What is kept is copied once and not moved when more comes.
class AccuracyLog {
 public:
  /// Beyond this the bytes are written while the test runs. Performance runs keep them until their
  /// end, so that no disk is waited for; accuracy runs are not timed and may be large.
  enum class Keep { kUntilFlush, kUpTo16MiB };
  /// What a record says of tokens (v6): nothing, how many, or also what the first one was.
  enum class Tokens { kNone, kCount, kFirstAndCount };
  struct Bytes {
    const void* data = nullptr;
    std::size_t size = 0;
  };

  /// Writes the opening bracket. `out` must outlive the log.
  explicit AccuracyLog(std::ostream& out);
  void SetKeep(Keep keep);
  void SetTokens(Tokens tokens);
  /// Until the sample's record comes.
  void KeepFirstToken(std::uint64_t sequence, Bytes token);
  struct Record {
    std::uint64_t sequence = 0;  // of the sample
    std::uint64_t index = 0;     // in the library
    Bytes answer{};
    std::int64_t token_count = 0;
  };
  void Append(const Record& record);
  void Flush();
  /// Writes the closing bracket.
  void Finish();

 private:
  struct Kept {
    std::uint64_t sequence = 0;
    std::uint64_t index = 0;  // kFirstToken: this is one
    std::int64_t token_count = 0;
    std::size_t byte_count = 0;
  };
  static constexpr std::uint64_t kFirstToken = UINT64_MAX;
  struct Chunk {
    std::vector<Kept> kept;
    std::vector<unsigned char> bytes;  // of all, one behind the other
  };
  void KeepBytes(const Kept& kept, const void* data);
  void WriteKept();
  void Write(BlockWriter& out, const Kept& record, const unsigned char* answer);

  std::ostream& out_;
  std::mutex mutex_;  // guards all below, and the stream while a test runs
  Keep keep_ = Keep::kUntilFlush;
  Tokens tokens_ = Tokens::kNone;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::size_t kept_bytes_ = 0;
  std::unordered_map<std::uint64_t, std::vector<unsigned char>> first_tokens_;  // while writing
  bool is_first_ = true;
};

}  // namespace assay::loadgen
