// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Keeping and writing the accuracy log. Format: docs/loadgen-behaviour.md, section 11.5.
#include "loadgen/accuracy_log.h"

#include <algorithm>

#include "loadgen/block_writer.h"

namespace assay::loadgen {
namespace {

constexpr std::size_t kMostKeptBytes = std::size_t{16} << 20;

/// A chunk's memory is taken at once, so that growing copies nothing while queries are timed.
constexpr std::size_t kChunkRecords = 4096;
constexpr std::size_t kChunkBytes = std::size_t{64} << 10;

}  // namespace

AccuracyLog::AccuracyLog(std::ostream& out) : out_(out) { out_ << "["; }

void AccuracyLog::SetKeep(Keep keep) {
  std::lock_guard lock(mutex_);
  keep_ = keep;
}

void AccuracyLog::SetTokens(Tokens tokens) {
  std::lock_guard lock(mutex_);
  tokens_ = tokens;
}

void AccuracyLog::KeepFirstToken(std::uint64_t sequence, Bytes token) {
  std::lock_guard lock(mutex_);
  if (tokens_ != Tokens::kFirstAndCount) return;
  KeepBytes({.sequence = sequence, .index = kFirstToken, .byte_count = token.size}, token.data);
}

void AccuracyLog::Append(const Record& record) {
  std::lock_guard lock(mutex_);
  KeepBytes({.sequence = record.sequence,
             .index = record.index,
             .token_count = record.token_count,
             .byte_count = record.answer.size},
            record.answer.data);
  if (keep_ == Keep::kUpTo16MiB && kept_bytes_ > kMostKeptBytes) WriteKept();
}

void AccuracyLog::KeepBytes(const Kept& kept, const void* data) {
  Chunk* chunk = chunks_.empty() ? nullptr : chunks_.back().get();
  if (chunk == nullptr || chunk->kept.size() == kChunkRecords ||
      chunk->bytes.capacity() - chunk->bytes.size() < kept.byte_count) {
    chunks_.push_back(std::make_unique<Chunk>());
    chunk = chunks_.back().get();
    chunk->kept.reserve(kChunkRecords);
    chunk->bytes.reserve(std::max(kChunkBytes, kept.byte_count));
  }
  chunk->kept.push_back(kept);
  const auto* from = static_cast<const unsigned char*>(data);
  if (kept.byte_count > 0) chunk->bytes.insert(chunk->bytes.end(), from, from + kept.byte_count);
  kept_bytes_ += sizeof kept + kept.byte_count;
}

void AccuracyLog::Flush() {
  std::lock_guard lock(mutex_);
  WriteKept();
  first_tokens_.clear();  // of samples that were never answered
  out_.flush();
}

void AccuracyLog::Finish() {
  Flush();
  out_ << "\n]\n";
}

void AccuracyLog::WriteKept() {
  if (chunks_.empty()) return;
  BlockWriter out(out_);
  for (const std::unique_ptr<Chunk>& chunk : chunks_) {
    const unsigned char* bytes = chunk->bytes.data();
    for (const Kept& kept : chunk->kept) {
      if (kept.index == kFirstToken) {
        first_tokens_[kept.sequence].assign(bytes, bytes + kept.byte_count);
      } else {
        Write(out, kept, bytes);
      }
      bytes += kept.byte_count;
    }
  }
  chunks_.clear();
  kept_bytes_ = 0;
}

void AccuracyLog::Write(BlockWriter& out, const Kept& record, const unsigned char* answer) {
  out.Add(is_first_ ? "\n{ \"seq_id\" : " : ",\n{ \"seq_id\" : ");
  is_first_ = false;
  out.Add(record.sequence);
  out.Add(", \"qsl_idx\" : ");
  out.Add(record.index);
  out.Add(", \"data\" : \"");
  out.AddHex(answer, record.byte_count);
  out.Add("\"");
  if (tokens_ == Tokens::kFirstAndCount) {
    out.Add(", \"token_data\" : \"");
    if (const auto token = first_tokens_.find(record.sequence); token != first_tokens_.end()) {
      out.AddHex(token->second.data(), token->second.size());
      first_tokens_.erase(token);
    }
    out.Add("\"");
  }
  if (tokens_ != Tokens::kNone) {
    out.Add(", \"token_count\" : ");
    out.Add(record.token_count);
  }
  out.Add(" }");
}

}  // namespace assay::loadgen
