// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Block statistics of one probe.
#include "run/peak_stats.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace assay {
namespace {

constexpr std::size_t kBlocks = 256;
constexpr double kClip = 8;            // bounds: a latency beyond says no more
constexpr double kDiscardTimes = 4;    // correlation times that the filling of the system takes
constexpr double kLargestDiscard = 4;  // never more than a quarter of a probe
constexpr double kMostlyLate = 0.3;    // then all of it may be one burst
constexpr double kEnoughEvents = 25;   // to know the dispersion from them alone
constexpr double kLeastFreedom = 0.25;

/// Sums of `value(i)` over up to kBlocks runs of equal length; a rest at the end is left out.
template <typename Value>
std::vector<double> BlockSums(std::size_t begin, std::size_t end, const Value& value) {
  const std::size_t count = end - begin;
  const std::size_t length = std::max<std::size_t>(1, count / kBlocks);
  std::vector<double> sums(count / length, 0.0);
  std::size_t i = begin;
  for (double& sum : sums) {
    for (std::size_t k = 0; k < length; ++k) sum += value(i++);
  }
  return sums;
}

std::size_t BlockLength(std::size_t count) { return std::max<std::size_t>(1, count / kBlocks); }

double Mean(std::span<const double> x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

double AutoCovariance(std::span<const double> x, double mean, std::size_t lag) {
  double sum = 0;
  for (std::size_t i = lag; i < x.size(); ++i) sum += (x[i] - mean) * (x[i - lag] - mean);
  return sum / static_cast<double>(x.size());
}

class ProbeReader {
 public:
  ProbeReader(std::span<const std::int64_t> latencies, const LateCriterion& criterion)
      : latencies_(latencies),
        criterion_(criterion),
        ceiling_(kClip * static_cast<double>(criterion.bound.count())) {}

  LateFigures Read() {
    LateFigures figures;
    if (latencies_.empty()) return figures;
    begin_ = Discarded();
    figures.discarded = begin_;
    figures.queries = latencies_.size() - begin_;
    figures.late = CountAbove(criterion_.bound.count());
    figures.judged_ns = OwnQuantile();
    figures.correlation = CorrelationTime(begin_);
    figures.dispersion = Dispersion(figures);
    figures.growth = Growth();
    return figures;
  }

 private:
  double Clipped(std::size_t i) const {
    if (latencies_[i] < 0) return ceiling_;
    return std::min(static_cast<double>(latencies_[i]), ceiling_);
  }
  bool IsAbove(std::size_t i, std::int64_t threshold) const {
    return latencies_[i] < 0 || latencies_[i] > threshold;
  }
  std::uint64_t CountAbove(std::int64_t threshold) const {
    std::uint64_t count = 0;
    for (std::size_t i = begin_; i < latencies_.size(); ++i) count += IsAbove(i, threshold);
    return count;
  }

  /// Integrated correlation time of the latencies from `begin` on, in queries.
  double CorrelationTime(std::size_t begin) const {
    const std::size_t count = latencies_.size() - begin;
    double sum = 0, squares = 0;
    for (std::size_t i = begin; i < latencies_.size(); ++i) {
      const double x = Clipped(i);
      sum += x;
      squares += x * x;
    }
    const double mean = sum / static_cast<double>(count);
    const double variance = squares / static_cast<double>(count) - mean * mean;
    if (!(variance > 1e-12 * mean * mean)) return 1;
    const std::vector<double> blocks =
        BlockSums(begin, latencies_.size(), [this](std::size_t i) { return Clipped(i); });
    return std::max(1.0,
                    LongRunVariance(blocks) / (static_cast<double>(BlockLength(count)) * variance));
  }

  std::size_t Discarded() const {
    const double wanted = kDiscardTimes * CorrelationTime(0);
    const double most = static_cast<double>(latencies_.size()) / kLargestDiscard;
    return static_cast<std::size_t>(std::min(wanted, most));
  }

  std::int64_t OwnQuantile() const {
    std::vector<std::int64_t> sorted(latencies_.begin() + static_cast<std::ptrdiff_t>(begin_),
                                     latencies_.end());
    for (std::int64_t& x : sorted) {
      if (x < 0) x = std::numeric_limits<std::int64_t>::max();
    }
    const auto count = static_cast<double>(sorted.size());
    const auto rank = std::min(sorted.size() - 1,
                               static_cast<std::size_t>(count * (1 - criterion_.allowed_share)));
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(rank),
                     sorted.end());
    return sorted[rank];
  }

  double DispersionAbove(std::int64_t threshold) const {
    const std::vector<double> sums = BlockSums(begin_, latencies_.size(), [&](std::size_t i) {
      return IsAbove(i, threshold) ? 1.0 : 0.0;
    });
    const double mean = Mean(sums);
    return mean > 0 ? LongRunVariance(sums) / mean : 1;
  }

  /// At the bound. Where few bursts or none were late this is guesswork; then the bursts of those
  /// that would be late first, at the probe's own percentile, tell how the late ones would come,
  /// and in queues a burst lasts about as long as the latencies are correlated.
  double Dispersion(const LateFigures& figures) const {
    const double seen = std::max(1.0, DispersionAbove(criterion_.bound.count()));
    const double guessed =
        std::max({seen, DispersionAbove(figures.judged_ns - 1), figures.correlation});
    const double events =
        figures.Share() > kMostlyLate ? 0 : static_cast<double>(figures.late) / seen;
    const double weight = std::min(1.0, events / kEnoughEvents);
    return weight * seen + (1 - weight) * guessed;
  }

  double Growth() const {
    const std::vector<double> blocks =
        BlockSums(begin_, latencies_.size(), [this](std::size_t i) { return Clipped(i); });
    if (blocks.size() < 8) return 0;
    const std::size_t half = blocks.size() / 2;
    const std::span<const double> all(blocks);
    const double difference = Mean(all.last(half)) - Mean(all.first(half));
    const double variance = LongRunVariance(all.first(half)) + LongRunVariance(all.last(half));
    if (!(variance > 0)) return 0;
    return difference / std::sqrt(variance / static_cast<double>(half));
  }

  std::span<const std::int64_t> latencies_;
  const LateCriterion& criterion_;
  double ceiling_;
  std::size_t begin_ = 0;
};

}  // namespace

double LateFigures::Share() const {
  return queries == 0 ? 0 : static_cast<double>(late) / static_cast<double>(queries);
}
double LateFigures::Events() const { return static_cast<double>(late) / dispersion; }
double LateFigures::Expected(double allowed_share) const {
  return static_cast<double>(queries) * allowed_share / dispersion;
}

LateFigures FiguresOfProbe(std::span<const std::int64_t> latencies_ns,
                           const LateCriterion& criterion) {
  return ProbeReader(latencies_ns, criterion).Read();
}

double LongRunVariance(std::span<const double> series) {
  if (series.size() < 2) return 0;
  const double mean = Mean(series);
  const double variance = AutoCovariance(series, mean, 0);
  double sum = -variance;
  double previous = std::numeric_limits<double>::infinity();
  std::size_t lags = 0;
  for (std::size_t lag = 0; lag + 1 < series.size() / 2; lag += 2) {
    const double pair = AutoCovariance(series, mean, lag) + AutoCovariance(series, mean, lag + 1);
    if (!(pair > 0)) break;
    previous = std::min(previous, pair);
    sum += 2 * previous;
    lags = lag + 1;
  }
  const auto count = static_cast<double>(series.size());
  const double freedom = 1 - static_cast<double>(2 * lags + 1) / count;
  return std::max(sum, variance) / std::max(freedom, kLeastFreedom);
}

}  // namespace assay
