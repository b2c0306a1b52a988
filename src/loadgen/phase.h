// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One performance phase while it is being judged: what was asked, what happened.
#pragma once

#include <cstdint>

#include "loadgen/issue.h"
#include "loadgen/recording.h"
#include "loadgen/settings.h"

namespace assay::loadgen {

struct Phase {
  Phase(const EffectiveSettings& asked, const Recording& recorded, const IssueOutcome& ended)
      : settings(asked),
        recording(recorded),
        outcome(ended),
        per_query(recorded.schedule().samples_per_query),
        samples(recorded.announced()),
        queries(samples / per_query),
        end(recorded.QueriesEnd()) {}

  const EffectiveSettings& settings;
  const Recording& recording;
  const IssueOutcome& outcome;
  const std::uint64_t per_query;
  const std::uint64_t samples, queries;  // issued
  const std::uint64_t end;               // one past the highest issued query

  template <typename Function>
  void ForEachQuery(Function function) const {
    const bool has_holes = queries != end;
    for (std::uint64_t query = 0; query < end; ++query) {
      if (!has_holes || recording.IsAnnounced(query)) function(query);
    }
  }
  /// The query's last completion; the end of waiting where a sample has no answer.
  std::int64_t QueryDone(std::uint64_t query) const {
    const std::int64_t done = recording.QueryCompletedNs(query);
    return done == Recording::kOpen ? outcome.ended_ns : done;
  }
  /// Of the final query: the one with the highest number, not the latest to finish.
  Recording::Times LastTimes() const {
    return end == 0 ? Recording::Times{} : recording.TimesOf(end - 1);
  }
};

}  // namespace assay::loadgen
