// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Exact binomial tails in place of upstream's series: the integers are the same, and one evaluation
// replaces a scan over all t.
#include "loadgen/early_stopping.h"

#include <math.h>

#include <algorithm>

#include "loadgen/percentiles.h"

namespace assay::loadgen {
namespace {

constexpr long double kDoubt = 0.01L;  // 1 - confidence

/// MultiStream learns from SingleStream what it would be at this percentile.
constexpr double kMultiStreamPercentile = 0.99;

long double LogFactorial(std::uint64_t n) {
  int sign = 0;
  return lgammal_r(static_cast<long double>(n) + 1, &sign);
}

/// Whether P(Binomial(n, 1 - percentile) <= t) < kDoubt.
bool IsRare(std::uint64_t n, std::uint64_t t, double percentile) {
  const long double p = percentile;
  const long double q = 1 - p;
  // At or above the mean the probability is near one half or more.
  if (static_cast<long double>(t) >= static_cast<long double>(n) * q) return false;
  const auto count = static_cast<long double>(n);
  const auto over = static_cast<long double>(t);
  long double term = std::exp(LogFactorial(n) - LogFactorial(t) - LogFactorial(n - t) +
                              over * std::log(q) + (count - over) * std::log(p));
  long double sum = term;
  for (std::uint64_t k = t; k > 0 && term > sum * 1e-20L && sum < kDoubt; --k) {
    term *= static_cast<long double>(k) / static_cast<long double>(n - k + 1) * (p / q);
    sum += term;
  }
  return sum < kDoubt;
}

}  // namespace

std::uint64_t MinimumUnderLatency(double percentile, std::uint64_t over_latency) {
  std::uint64_t low = over_latency;  // too few in all
  std::uint64_t high = std::max<std::uint64_t>(2 * over_latency, 16);
  while (!IsRare(high, over_latency, percentile)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (IsRare(middle, over_latency, percentile) ? high : low) = middle;
  }
  return high - over_latency;
}

std::optional<std::uint64_t> MostOverLatency(double percentile, std::uint64_t queries) {
  if (!IsRare(queries, 0, percentile)) return std::nullopt;
  std::uint64_t low = 0;
  std::uint64_t high = queries;  // never rare
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (IsRare(queries, middle, percentile) ? low : high) = middle;
  }
  return low;
}

EarlyStopping JudgeBound(double percentile, std::uint64_t queries, std::uint64_t over_latency) {
  EarlyStopping judged{.applies = true, .percentile = percentile, .queries = queries};
  judged.over_latency = over_latency;
  judged.needed = MinimumUnderLatency(percentile, over_latency) + over_latency;
  judged.is_met = queries >= judged.needed;
  return judged;
}

EarlyStopping JudgeCount(double percentile, std::uint64_t queries) {
  EarlyStopping judged{.applies = true, .percentile = percentile, .queries = queries};
  judged.needed = MinimumUnderLatency(percentile, 1) + 1;
  const std::optional<std::uint64_t> rank = EstimateRank(percentile, queries);
  judged.is_met = rank.has_value();
  if (rank) judged.discarded = queries - 1 - *rank;
  return judged;
}

std::optional<std::uint64_t> EstimateRank(double percentile, std::uint64_t queries) {
  const std::optional<std::uint64_t> most = MostOverLatency(percentile, queries);
  if (!most || *most == 0) return std::nullopt;
  return queries - *most;
}

EarlyStopping EstimateTail(std::span<const std::int64_t> latencies_ns, double percentile) {
  EarlyStopping judged = JudgeCount(percentile, latencies_ns.size());
  if (const auto rank = EstimateRank(percentile, latencies_ns.size())) {
    RankedValue wanted{.rank = *rank};
    FindRanked(latencies_ns, {&wanted, 1});
    judged.estimate_ns = wanted.value;
  }
  return judged;
}

EarlyStopping EstimateBothTails(std::span<const std::int64_t> latencies_ns, double percentile) {
  EarlyStopping judged = EstimateTail(latencies_ns, percentile);
  const EarlyStopping multi = EstimateTail(latencies_ns, kMultiStreamPercentile);
  judged.needed_99 = multi.needed;
  judged.estimate_99_ns = multi.estimate_ns;
  return judged;
}

bool MeetsEarlyStopping(const Result& result) {
  if (!result.tokens || !result.tokens->first_token_stopping.applies) {
    return result.early_stopping.is_met;
  }
  return result.tokens->first_token_stopping.is_met &&
         result.tokens->per_output_token_stopping.is_met;
}

}  // namespace assay::loadgen
