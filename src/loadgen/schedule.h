// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Which samples are loaded together, and which queries are issued when: pure functions of settings
// and seeds. Source: docs/loadgen-behaviour.md, sections 4 to 6.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "loadgen/rng.h"
#include "loadgen/settings.h"

namespace assay::loadgen {

/// Samples that are in memory together, as LoadSamplesToRam gets them.
struct LoadedSet {
  std::vector<std::size_t> samples;  // MultiStream: with padding at the end
  std::size_t count_without_padding = 0;
};

/// Accuracy: every set of the library. Performance: the first set.
/// Throws std::runtime_error when there is no sample to load.
std::vector<LoadedSet> LoadableSets(const EffectiveSettings& settings, LibrarySize library,
                                    mlperf::TestMode phase);

/// The queries of one loaded set. 4 bytes a query, Server 12, Offline none (with permutations 4 a
/// sample); one bit a sample if accuracy logging is sampled. Refers to the LoadedSet, which must
/// outlive it.
class Schedule {
 public:
  std::uint64_t first_query = 0;  // sequence numbers go on through the whole test
  std::uint64_t first_sample = 0;
  std::uint64_t query_count = 0;
  std::uint64_t samples_per_query = 1;
  std::int64_t duration_ns = 0;  // where the query after the last would stand

  std::uint64_t SampleCount() const { return query_count * samples_per_query; }

  /// Offset of query `query` (counted from 0 in this set). Server: when it is due. Else nominal:
  /// it only decides how many queries are generated.
  std::int64_t ScheduledNs(std::uint64_t query) const {
    return due_ns_.empty() ? static_cast<std::int64_t>(query) * period_ns_ : due_ns_[query];
  }

  /// Position in the library of the `sample`-th sample (counted from 0 in the query).
  std::size_t Index(std::uint64_t query, std::uint64_t sample) const {
    if (is_constant_) return loaded_->samples[constant_position_];
    if (positions_.empty()) return loaded_->samples[sample % loaded_->samples.size()];
    if (is_per_sample_) return loaded_->samples[positions_[sample]];
    return loaded_->samples[positions_[query] + sample];
  }

  /// Whether the data of a sample (counted from 0 in this set) goes into the accuracy log.
  bool IsLogged(std::uint64_t sample) const {
    return logs_all_ || (!logged_.empty() && logged_[sample]);
  }

 private:
  friend class QueryGenerator;
  friend class SchedulePlacer;
  const LoadedSet* loaded_ = nullptr;
  // Of each query's first sample. Offline: empty, or with permutations of each sample.
  std::vector<std::uint32_t> positions_;
  bool is_per_sample_ = false;
  std::vector<std::int64_t> due_ns_;  // Server only
  std::int64_t period_ns_ = 0;
  bool is_constant_ = false;  // Offline with performance_issue_same
  std::size_t constant_position_ = 0;
  bool logs_all_ = false;
  std::vector<bool> logged_;
};

/// Draws schedules. One lives as long as one test: sequence numbers and the draws for accuracy
/// logging go on from set to set.
class QueryGenerator {
 public:
  Schedule Generate(const EffectiveSettings& settings, const LoadedSet& loaded,
                    mlperf::TestMode phase);

 private:
  void DrawLogged(const EffectiveSettings& settings, mlperf::TestMode phase, Schedule& schedule);

  Rng accuracy_rng_{MersenneTwister::kDefaultSeed};  // upstream never seeds it
  std::uint64_t next_query_ = 0;
  std::uint64_t next_sample_ = 0;
};

}  // namespace assay::loadgen
