// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The search for the highest level that can be trusted: which probe comes next, and what is known
// so far. Pure: both follow from the plan and the probes made, so that a killed search goes on
// where it was. Knows no engine and no LoadGen. Explained in docs/peak.md.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "run/peak_decision.h"
#include "run/peak_stats.h"

namespace assay {

/// How many of so many queries may be late in a test that is VALID; negative: too few queries.
using MostLateQueries = std::function<double(double queries)>;

/// A level is queries per second (Server) or samples per query (MultiStream).
struct SearchPlan {
  LateCriterion criterion;
  double confidence = 0.95;
  bool levels_are_counts = false;  // MultiStream: whole numbers, at `queries_per_second`
  double queries_per_second = 0;   // MultiStream
  double start = 0;                // the highest level that could be thought of
  double least = 0;                // nothing below is tried
  MostLateQueries most_late{};     // empty: the allowed share of them, in whole queries
  std::uint64_t full_queries = 0;  // what a run of full length needs
  Nanoseconds full_duration{0};
  Nanoseconds search_time{0};   // all probes together; zero: by the full length
  Nanoseconds confirm_time{0};  // one confirmation; zero: full length
  Nanoseconds total_time{0};    // probes and confirmations; zero: by the full length
  std::uint64_t seed = 0;       // of the probes' arrivals
};

enum class Purpose { kBracket, kRefine, kConfirm };

struct Probe {
  Purpose purpose = Purpose::kBracket;
  double level = 0;
  Nanoseconds duration{0};  // zero: full length
  std::uint64_t seed = 0;   // of the arrivals; a confirmation takes the official ones
};

struct ProbeResult {
  Probe probe;
  LateFigures figures;
  Decision decision = Decision::kUndecided;
  bool is_overloaded = false;
  Nanoseconds spent{0};            // of the search's time
  std::optional<bool> is_valid{};  // confirmations: by the rules' own verdict
};

/// Why a search ended.
enum class SearchEnd { kConfirmed, kNotConfirmed, kNothingHolds, kNoTime };

struct SearchAnswer {
  double level = 0;                // 0: none
  double low = 0, high = 0;        // where the peak lies, at the plan's confidence
  std::optional<SearchEnd> ended;  // absent: goes on
};

/// The next probe, or none when the search has ended.
std::optional<Probe> NextProbe(const SearchPlan& plan, std::span<const ProbeResult> results);

/// What is known so far.
SearchAnswer AnswerOf(const SearchPlan& plan, std::span<const ProbeResult> results);

/// How many queries are planned in that time (zero: a run of full length) at a level.
double PlannedQueries(const SearchPlan& plan, double level, Nanoseconds duration);

/// Runs probes. Throws what prevents them.
class Prober {
 public:
  virtual ~Prober() = default;
  struct Outcome {
    std::vector<std::int64_t> latencies_ns;  // per query, in order of schedule; negative: no answer
    Nanoseconds spent{0};
    std::optional<bool> is_valid{};  // confirmations
  };
  /// Ends the probe early when `watch` wants no more.
  virtual Outcome Run(const Probe& probe, ProbeWatch& watch) = 0;
};

/// Runs one probe and judges what it says.
ProbeResult RunProbe(const SearchPlan& plan, const Probe& probe, Prober& prober);

}  // namespace assay
