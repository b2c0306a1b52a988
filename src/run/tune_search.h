// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The search for the best setting: which trial comes next, and what is known so far. Pure: both
// follow from the plan and the trials made, so that a killed search goes on where it was. Knows no
// engine and no LoadGen. Explained in docs/tune.md.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"

namespace assay {

/// One setting: the index of a value on each axis.
using TunePoint = std::vector<int>;

/// One thing that can be set.
struct TuneAxisShape {
  int values = 1;
  int preset = 0;  // what a run takes by itself
  /// True: neighbours are alike, so that beyond a value that is clearly worse nothing is looked
  /// for.
  bool is_ordered = true;
};

struct TunePlan {
  std::vector<TuneAxisShape> axes;
  std::function<bool(const TunePoint&)> is_allowed{};  // empty: every setting
  double confidence = 0.95;
  Nanoseconds total_time{0};   // of all trials, with what each needs to start
  Nanoseconds short_trial{0};  // measures for so long; a confirming one for up to four times that
};

enum class TuneStage {
  kScreen,   // from the default along the axes to ever better ones
  kExplore,  // settings far from those, drawn by lot
  kRace,     // the best again and again, in blocks; the clearly worse are left behind
  kConfirm,  // finalists and default in turn, longer
};

struct TuneTrial {
  TuneStage stage = TuneStage::kScreen;
  int block = 0;  // kRace, kConfirm: trials of one block are compared with each other
  TunePoint point{};
  Nanoseconds duration{0};
  double expected = 0;  // the best figure so far; 0: none
  double hopeless = 0;  // nothing below this figure need be measured to the end; 0: all must
};

struct TuneResult {
  TuneTrial trial;
  double figure = 0;          // higher is better; 0: it cannot run, or nothing holds the bound
  bool is_abandoned = false;  // by then it was clear that it is below `hopeless`
  Nanoseconds spent{0};       // with loading
};

/// Why a search ended.
enum class TuneEnd { kBetter, kNotBetter, kNoTime };

/// A gain below this is none: nobody changes settings for it.
inline constexpr double kLeastGain = 0.01;

/// What is known so far.
struct TuneOutcome {
  std::optional<TuneEnd> ended;  // absent: goes on
  TunePoint best;                // the answer; before the end the most promising
  TunePoint compared;            // which one `ratio` is of
  /// Of the best setting over the default, from the confirmation's blocks. Zero: there were fewer
  /// than two, or the default's figure is none.
  double ratio = 0, low = 0, high = 0;
  int blocks = 0;                        // of the confirmation
  double figure = 0, preset_figure = 0;  // geometric means there; else of what was measured
  double noise =
      0;  // by how much trials of the same setting differ: standard deviation, a fraction
};

/// The next trial, or none when the search has ended.
std::optional<TuneTrial> NextTrial(const TunePlan& plan, std::span<const TuneResult> results);

/// What is known so far.
TuneOutcome OutcomeOf(const TunePlan& plan, std::span<const TuneResult> results);

TunePoint PresetOf(const TunePlan& plan);

/// How many settings there are.
std::size_t CountSettings(const TunePlan& plan);

}  // namespace assay
