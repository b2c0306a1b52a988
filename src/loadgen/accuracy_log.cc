// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Writing the accuracy log. Format: docs/loadgen.md, section 11.5.
#include "loadgen/accuracy_log.h"

#include <cstdio>
#include <string>

namespace assay::loadgen {
namespace {

constexpr std::size_t kKeepBytes = std::size_t{16} << 20;

void AppendHex(std::string& text, const unsigned char* bytes, std::size_t count) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  for (std::size_t i = 0; i < count; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
}

}  // namespace

AccuracyLog::AccuracyLog(std::ostream& out) : out_(out) { out_ << "["; }

void AccuracyLog::SetKeep(Keep keep) {
  std::lock_guard lock(mutex_);
  keep_ = keep;
}

void AccuracyLog::Append(const Record& record) {
  std::lock_guard lock(mutex_);
  pending_.push_back({record.sequence, record.index, bytes_.size(), record.byte_count});
  const auto* from = static_cast<const unsigned char*>(record.bytes);
  if (record.byte_count > 0) bytes_.insert(bytes_.end(), from, from + record.byte_count);
  if (keep_ == Keep::kUpTo16MiB && bytes_.size() > kKeepBytes) WritePending();
}

void AccuracyLog::Flush() {
  std::lock_guard lock(mutex_);
  WritePending();
  out_.flush();
}

void AccuracyLog::Finish() {
  Flush();
  out_ << "\n]\n";
}

void AccuracyLog::WritePending() {
  std::string text;
  for (const Pending& record : pending_) {
    char head[96];
    std::snprintf(head, sizeof head, "%s\n{ \"seq_id\" : %llu, \"qsl_idx\" : %llu, \"data\" : \"",
                  is_first_ ? "" : ",", static_cast<unsigned long long>(record.sequence),
                  static_cast<unsigned long long>(record.index));
    text = head;
    AppendHex(text, bytes_.data() + record.offset, record.byte_count);
    text += "\" }";
    out_ << text;
    is_first_ = false;
  }
  pending_.clear();
  bytes_.clear();
}

}  // namespace assay::loadgen
