// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The two generations of LoadGen rules, as data: what differs between them stands in one table.
#pragma once

#include <cstdint>

#include "loadgen/include/system_under_test.h"
#include "loadgen/include/test_settings.h"

namespace assay::loadgen {

/// Source of every row: docs/loadgen-behaviour.md, sections 3 to 8.
struct ProfileRules {
  mlperf::Profile profile;
  const char* name;
  // Defaults of the fields that start unset.
  double multi_stream_percentile;
  std::uint64_t multi_stream_samples_per_query;
  double offline_percentile;  // 0: none
  // Settings.
  bool has_v6_settings;  // sample_concatenate_permutation, test05, tokens, accuracy sample count
  bool log_target_has_a_minimum;  // accuracy_log_sampling_target: not below the minimum counts
  // Schedule.
  bool performance_set_is_a_prefix;   // cut from the first P samples only
  bool issue_same_ends_with_the_set;  // performance_issue_same also limits the number of queries
  // Issuing and judging.
  bool multi_stream_has_ticks;  // fixed intervals; else one query after the other
  bool has_early_stopping;
  // Logs.
  bool details_are_mllog;  // what LogShape::FollowProfile means
  bool has_v6_summary;
};

/// The rules of `profile`; v0.7's for one that this version does not have (see IsImplemented).
const ProfileRules& RulesOf(mlperf::Profile profile);
bool IsImplemented(mlperf::Profile profile);

/// What FollowName means for this object. Throws std::logic_error when it overrides no Name().
mlperf::Profile ProfileOf(const mlperf::SystemUnderTest& sut);

}  // namespace assay::loadgen
