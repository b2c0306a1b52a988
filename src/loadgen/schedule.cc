// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Drawing loadable sets and schedules, in exactly the order of draws that upstream has.
#include "loadgen/schedule.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;

/// The set repeats its own first samples, so that a query may start at any of them.
void Pad(std::vector<std::size_t>& samples, std::uint64_t samples_per_query) {
  for (std::uint64_t i = 0; i + 1 < samples_per_query; ++i) samples.push_back(samples[i]);
}

/// Where queries may start so that each sample is used once, in random order.
std::vector<std::uint32_t> Starts(std::uint64_t count, std::uint64_t stride) {
  std::vector<std::uint32_t> starts;
  starts.reserve(count / stride + 1);
  for (std::uint64_t i = 0; i < count; i += stride) {
    starts.push_back(static_cast<std::uint32_t>(i));
  }
  return starts;
}

/// Chooses the loaded-set position at which each query starts.
class PositionChooser {
 public:
  /// `rng` was made from the sample index seed; the chooser draws from it in upstream's order.
  PositionChooser(const EffectiveSettings& settings, const LoadedSet& loaded, TestMode phase,
                  std::uint64_t queries, Rng& rng)
      : settings_(settings), loaded_(loaded), phase_(phase), rng_(rng) {
    const std::uint64_t stride = settings.IsMultiStream() ? settings.samples_per_query : 1;
    list_ = Starts(loaded.count_without_padding, stride);
    std::vector<std::uint32_t> unique = list_;
    if (phase == TestMode::AccuracyOnly) rng_.Shuffle(list_);
    rng_.Shuffle(unique);  // drawn in every mode
    if (settings.requested.performance_issue_unique) list_ = std::move(unique);
    if (settings.rules->has_v6_settings) DrawRounds(queries);
  }

  std::uint32_t Next(std::uint64_t query) {
    if (settings_.requested.performance_issue_unique) return list_[query % list_.size()];
    if (settings_.requested.performance_issue_same) return SamePosition();
    if (!rounds_.empty()) return rounds_[query % rounds_.size()];
    if (phase_ == TestMode::AccuracyOnly) return list_[query % list_.size()];
    return static_cast<std::uint32_t>(rng_.UpTo(loaded_.count_without_padding - 1));
  }

  std::uint32_t SamePosition() const {
    return static_cast<std::uint32_t>(settings_.requested.performance_issue_same_index %
                                      loaded_.count_without_padding);
  }

 private:
  /// v6's equal-issue list: one array of all positions, shuffled again and again. Drawn always,
  /// kept only where it is used.
  void DrawRounds(std::uint64_t queries) {
    const std::size_t length = loaded_.samples.size();
    const bool keeps = settings_.Permutes() && !settings_.IsMultiStream();
    std::vector<std::uint32_t> round(length);
    std::iota(round.begin(), round.end(), 0u);
    for (std::uint64_t drawn = 0; drawn < queries; drawn += length) {
      rng_.Shuffle(round);
      if (keeps) rounds_.insert(rounds_.end(), round.begin(), round.end());
    }
  }

  const EffectiveSettings& settings_;
  const LoadedSet& loaded_;
  TestMode phase_;
  Rng& rng_;
  std::vector<std::uint32_t> list_;
  std::vector<std::uint32_t> rounds_;
};

/// How many queries a set gets: at least `queries`, and until one stands at `until_ns` or later.
struct Extent {
  std::uint64_t queries = 0;
  std::int64_t until_ns = 0;
  std::uint64_t round = 0;  // not 0: whole rounds of that many queries
};

std::uint64_t RoundedUp(std::uint64_t count, std::uint64_t to) {
  return (count + to - 1) / to * to;
}

Extent PlainExtentOf(const EffectiveSettings& s, const LoadedSet& loaded, TestMode phase) {
  const bool ends_with_the_set =
      phase == TestMode::AccuracyOnly || s.requested.performance_issue_unique ||
      (s.requested.performance_issue_same && s.rules->issue_same_ends_with_the_set);
  if (ends_with_the_set) {
    return {.queries = loaded.samples.size() / s.samples_per_query, .until_ns = 0};
  }
  const std::int64_t multiple = s.scenario == TestScenario::Server ? 1 : 2;
  return {.queries = s.min_query_count, .until_ns = multiple * s.target_duration_ms * 1'000'000};
}

Extent ExtentOf(const EffectiveSettings& s, const LoadedSet& loaded, TestMode phase) {
  Extent extent = PlainExtentOf(s, loaded, phase);
  if (!s.Permutes() || phase == TestMode::AccuracyOnly) return extent;
  extent.round = loaded.samples.size();
  extent.queries = RoundedUp(extent.queries, extent.round);
  return extent;
}

}  // namespace

std::vector<LoadedSet> LoadableSets(const EffectiveSettings& settings, LibrarySize library,
                                    TestMode phase) {
  const bool is_performance = phase != TestMode::AccuracyOnly;
  std::uint64_t count = is_performance ? library.total : settings.accuracy_sample_count;
  if (is_performance && settings.rules->performance_set_is_a_prefix) {
    count = std::min(settings.performance_sample_count, count);
  }
  const std::uint64_t per_set = settings.performance_sample_count;
  if (count == 0 || per_set == 0) {
    throw std::runtime_error("the query sample library has no samples: nothing can be issued");
  }
  if (count > std::numeric_limits<std::int32_t>::max()) {
    throw std::runtime_error("the query sample library has more than 2^31 - 1 samples");
  }
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng(settings.requested.qsl_rng_seed).Shuffle(order);

  std::vector<LoadedSet> sets;
  for (std::uint64_t from = 0; from < count; from += per_set) {
    const std::uint64_t to = std::min(count, from + per_set);
    LoadedSet set;
    set.samples.assign(order.begin() + static_cast<std::ptrdiff_t>(from),
                       order.begin() + static_cast<std::ptrdiff_t>(to));
    set.count_without_padding = set.samples.size();
    if (settings.IsMultiStream()) Pad(set.samples, settings.samples_per_query);
    sets.push_back(std::move(set));
    if (is_performance) break;
  }
  return sets;
}

/// Fills in one schedule.
class SchedulePlacer {
 public:
  SchedulePlacer(const EffectiveSettings& settings, const LoadedSet& loaded, TestMode phase)
      : settings_(settings), loaded_(loaded), phase_(phase) {}
  void PlaceQueries(Schedule& schedule) const;
  void PlaceOffline(Schedule& schedule) const;

 private:
  void DrawOfflineRounds(Schedule& schedule) const;

  const EffectiveSettings& settings_;
  const LoadedSet& loaded_;
  const TestMode phase_;
};

void SchedulePlacer::PlaceQueries(Schedule& schedule) const {
  Extent extent = ExtentOf(settings_, loaded_, phase_);
  Rng rng(settings_.requested.sample_index_rng_seed);
  PositionChooser chooser(settings_, loaded_, phase_, extent.queries, rng);
  Rng schedule_rng(settings_.requested.schedule_rng_seed);
  const bool is_server = settings_.scenario == TestScenario::Server;
  // A period below 1 ns would never reach a duration.
  schedule.period_ns_ = std::max<std::int64_t>(
      extent.until_ns > 0, static_cast<std::int64_t>(1e9 / settings_.target_qps));
  if (!is_server && extent.until_ns > 0) {
    schedule.positions_.reserve(std::max(
        extent.queries, static_cast<std::uint64_t>(extent.until_ns / schedule.period_ns_) + 2));
  } else {
    schedule.positions_.reserve(extent.queries);
  }
  if (is_server) {
    const double expected = static_cast<double>(extent.until_ns) * 1e-9 * settings_.target_qps;
    schedule.due_ns_.reserve(std::max(extent.queries, static_cast<std::uint64_t>(1.05 * expected)));
    schedule.positions_.reserve(schedule.due_ns_.capacity());
  }
  std::int64_t last = 0;
  std::int64_t next = 0;
  for (std::uint64_t count = 0; last < extent.until_ns || count < extent.queries; ++count) {
    schedule.positions_.push_back(chooser.Next(count));
    last = next;
    if (is_server) schedule.due_ns_.push_back(next);
    next += is_server ? SecondsToNanoseconds(schedule_rng.Exponential(settings_.target_qps))
                      : schedule.period_ns_;
    if (count + 1 >= extent.queries && last < extent.until_ns) extent.queries += extent.round;
  }
  schedule.query_count = schedule.positions_.size();
  schedule.duration_ns = next;
}

void QueryGenerator::DrawLogged(const EffectiveSettings& settings, TestMode phase,
                                Schedule& schedule) {
  const double probability = settings.AccuracyLogProbability();
  const bool is_accuracy = phase == TestMode::AccuracyOnly;
  schedule.logs_all_ = is_accuracy;
  if (probability <= 0) return;  // then no draw of this test can matter
  const double offset = Rng(settings.requested.accuracy_log_rng_seed).Canonical();
  const std::uint64_t count = schedule.SampleCount();
  if (!is_accuracy) schedule.logged_.resize(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    double value = accuracy_rng_.Canonical() + offset;
    if (value >= 1.0) value -= 1.0;
    if (!is_accuracy) schedule.logged_[i] = value <= probability;
  }
}

void SchedulePlacer::PlaceOffline(Schedule& schedule) const {
  const mlperf::TestSettings& r = settings_.requested;
  const bool is_accuracy = phase_ == TestMode::AccuracyOnly;
  schedule.is_constant_ = r.performance_issue_same && !r.performance_issue_unique;
  schedule.constant_position_ = r.performance_issue_same_index % loaded_.count_without_padding;
  schedule.query_count = 1;
  schedule.duration_ns = static_cast<std::int64_t>(1e9 / settings_.target_qps);
  if (is_accuracy || (schedule.is_constant_ && settings_.rules->issue_same_ends_with_the_set)) {
    schedule.samples_per_query = loaded_.count_without_padding;
  } else if (settings_.Permutes() && !schedule.is_constant_) {
    DrawOfflineRounds(schedule);
  }
}

/// v6 with permutations: every round is the loaded set, shuffled.
void SchedulePlacer::DrawOfflineRounds(Schedule& schedule) const {
  const std::uint64_t length = loaded_.samples.size();
  schedule.samples_per_query = RoundedUp(schedule.samples_per_query, length);
  Rng rng(settings_.requested.sample_index_rng_seed);
  (void)PositionChooser(settings_, loaded_, phase_, settings_.min_query_count, rng);  // its draws
  schedule.positions_.reserve(schedule.samples_per_query);
  std::vector<std::uint32_t> round(length);
  for (std::uint64_t drawn = 0; drawn < schedule.samples_per_query; drawn += length) {
    std::iota(round.begin(), round.end(), 0u);
    rng.Shuffle(round);
    schedule.positions_.insert(schedule.positions_.end(), round.begin(), round.end());
  }
  schedule.is_per_sample_ = true;
}

Schedule QueryGenerator::Generate(const EffectiveSettings& settings, const LoadedSet& loaded,
                                  TestMode phase) {
  Schedule schedule;
  schedule.loaded_ = &loaded;
  schedule.first_query = next_query_;
  schedule.first_sample = next_sample_;
  schedule.samples_per_query = settings.samples_per_query;
  const SchedulePlacer placer(settings, loaded, phase);
  if (settings.scenario == TestScenario::Offline) {
    placer.PlaceOffline(schedule);
  } else {
    placer.PlaceQueries(schedule);
  }
  DrawLogged(settings, phase, schedule);
  next_query_ += schedule.query_count;
  next_sample_ += schedule.SampleCount();
  return schedule;
}

}  // namespace assay::loadgen
