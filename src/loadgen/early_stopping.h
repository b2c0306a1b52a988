// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// v6's early stopping: how many queries a run needs so that its tail can be trusted at 99 %
// confidence. Source: docs/loadgen-behaviour.md, section 9.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "loadgen/run.h"

namespace assay::loadgen {

/// h(t): the fewest queries within the bound beside `over_latency` ones above it with which a run
/// passes, that is P(Binomial(h + t, 1 - percentile) <= t) < 0.01. `percentile` is in (0, 1).
std::uint64_t MinimumUnderLatency(double percentile, std::uint64_t over_latency);

/// The largest t with h(t) + t <= queries; none when even h(0) is more.
std::optional<std::uint64_t> MostOverLatency(double percentile, std::uint64_t queries);

/// Server: `over_latency` of `queries` were above the bound.
EarlyStopping JudgeBound(double percentile, std::uint64_t queries, std::uint64_t over_latency);

/// SingleStream, MultiStream: whether there were enough queries; estimate_ns is left at 0.
/// `estimate_rank` is where in sorted order the estimate stands; none when the rule is not met.
EarlyStopping JudgeCount(double percentile, std::uint64_t queries);
std::optional<std::uint64_t> EstimateRank(double percentile, std::uint64_t queries);

/// JudgeCount with the estimate.
EarlyStopping EstimateTail(std::span<const std::int64_t> latencies_ns, double percentile);
/// SingleStream: the same at 0.99 beside it, for MultiStream.
EarlyStopping EstimateBothTails(std::span<const std::int64_t> latencies_ns, double percentile);

/// With tokens their rules stand in place of that of the latency.
bool MeetsEarlyStopping(const Result& result);

}  // namespace assay::loadgen
