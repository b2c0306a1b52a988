// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Selection by counting.
#include "loadgen/percentiles.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <vector>

namespace assay::loadgen {
namespace {

constexpr int kBits = 12;  // a pass; the counts of a pass stay in the first cache
constexpr std::size_t kBins = std::size_t{1} << kBits;

/// Values that share their leading bits, and what is still looked for among them.
struct Group {
  std::uint64_t prefix = 0;  // (value - least) >> shift of the pass before
  std::vector<std::pair<RankedValue*, std::uint64_t>> wanted;  // with the rank inside the group
  std::vector<std::uint32_t> counts;                           // by the next bits
};

/// One pass: counts the values of each group by their bits above `shift`.
void CountGroups(std::span<const std::int64_t> values, std::int64_t least, int previous, int shift,
                 std::vector<Group>& groups) {
  const std::uint64_t mask = kBins - 1;
  for (Group& group : groups) group.counts.assign(kBins, 0);
  for (const std::int64_t value : values) {
    const std::uint64_t above =
        static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(least);
    const std::uint64_t prefix = previous >= 64 ? 0 : above >> previous;
    for (Group& group : groups) {
      if (group.prefix != prefix) continue;
      ++group.counts[(above >> shift) & mask];
      break;
    }
  }
}

/// Finds the bin of each wanted rank; those in one bin make the groups of the next pass.
std::vector<Group> Divide(const std::vector<Group>& groups, int bits) {
  std::vector<Group> next;
  for (const Group& group : groups) {
    std::uint64_t before = 0;
    std::uint64_t bin = 0;
    for (const auto& [value, rank] : group.wanted) {  // in order of rank
      while (before + group.counts[bin] <= rank) before += group.counts[bin++];
      const std::uint64_t prefix = group.prefix << bits | bin;
      if (next.empty() || next.back().prefix != prefix) next.push_back({prefix, {}, {}});
      next.back().wanted.emplace_back(value, rank - before);
    }
  }
  return next;
}

void FindBySorting(std::span<const std::int64_t> values, std::span<RankedValue> wanted) {
  std::vector<std::int64_t> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  for (RankedValue& each : wanted) each.value = sorted[each.rank];
}

}  // namespace

std::uint64_t RankOf(std::uint64_t count, double percentile) {
  const double product = static_cast<double>(count) * percentile;
  return std::min(count - 1, static_cast<std::uint64_t>(std::max(0.0, product)));
}

void FindRanked(std::span<const std::int64_t> values, std::span<RankedValue> wanted) {
  if (values.size() < kBins) {
    FindBySorting(values, wanted);
    return;
  }
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const std::int64_t least = *low;
  const std::uint64_t range = static_cast<std::uint64_t>(*high) - static_cast<std::uint64_t>(least);
  std::vector<Group> groups(1);
  for (RankedValue& each : wanted) groups[0].wanted.emplace_back(&each, each.rank);
  std::sort(groups[0].wanted.begin(), groups[0].wanted.end(),
            [](const auto& a, const auto& b) { return a.second < b.second; });
  int previous = 64;
  int left = std::max(1, static_cast<int>(std::bit_width(range)));
  while (left > 0) {
    const int shift = std::max(0, left - kBits);
    CountGroups(values, least, previous, shift, groups);
    groups = Divide(groups, left - shift);
    previous = left = shift;
  }
  for (const Group& group : groups) {
    for (const auto& [value, rank] : group.wanted) {
      value->value = static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + group.prefix);
    }
  }
}

Percentiles PercentilesOf(std::span<const std::int64_t> values, double target_percentile) {
  Percentiles p;
  if (values.empty()) return p;
  std::array<RankedValue, Percentiles::kPoints.size() + 1> wanted{};
  for (std::size_t i = 0; i < Percentiles::kPoints.size(); ++i) {
    wanted[i].rank = RankOf(values.size(), Percentiles::kPoints[i]);
  }
  wanted.back().rank = RankOf(values.size(), target_percentile);
  FindRanked(values, wanted);
  for (std::size_t i = 0; i < p.ns.size(); ++i) p.ns[i] = wanted[i].value;
  p.target_ns = wanted.back().value;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  p.min_ns = *least;
  p.max_ns = *most;
  const std::int64_t sum = std::accumulate(values.begin(), values.end(), std::int64_t{0});
  p.mean_ns = sum / static_cast<std::int64_t>(values.size());
  return p;
}

}  // namespace assay::loadgen
