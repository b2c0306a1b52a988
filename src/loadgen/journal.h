// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The journal: what survives a killed run. Layout only; read by record/, written by the LoadGen.
//
// A file is one JournalHeader, then JournalRecords, appended every 250 ms; those of one such step
// stand by sample, not by time. Little endian, no padding. A torn record at the end is ignored.
#pragma once

#include <cstdint>

namespace assay::loadgen {

inline constexpr char kJournalFileName[] = "assay_journal.bin";
inline constexpr char kJournalMagic[8] = {'A', 'S', 'S', 'A', 'Y', 'J', 'N', 'L'};
inline constexpr std::uint32_t kJournalVersion = 1;

struct JournalHeader {
  char magic[8];
  std::uint32_t version;
  std::uint32_t record_bytes;  // sizeof(JournalRecord) of the writer
  std::uint32_t samples_per_query;
  std::uint32_t reserved;
  std::uint64_t target_latency_ns;  // 0: none
  std::int64_t start_unix_ns;       // wall clock at the start, for display only
};
static_assert(sizeof(JournalHeader) == 40);

struct JournalRecord {
  std::uint64_t scheduled_ns;  // offset from the start
  std::uint64_t latency_ns;    // completed minus scheduled
  std::uint32_t lag_ns;        // issued minus scheduled, saturating at 2^32-1
  std::uint32_t sample_seq;    // sequence number of the sample, modulo 2^32
};
static_assert(sizeof(JournalRecord) == 24);

}  // namespace assay::loadgen
