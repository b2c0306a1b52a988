// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Figures of token runs.
#include "loadgen/token_results.h"

#include <algorithm>

#include "loadgen/early_stopping.h"
#include "loadgen/percentiles.h"

namespace assay::loadgen {
namespace {

struct TokenLatencies {
  std::vector<std::int64_t> first, per_output;
};

/// A sample without a first token counts with its whole latency; one with fewer than two tokens has
/// no time between tokens.
TokenLatencies Collect(const Phase& phase, const std::vector<std::int64_t>& latencies_ns,
                       TokenFigures& figures) {
  TokenLatencies found;
  found.first.reserve(phase.samples);
  found.per_output.reserve(phase.samples);
  phase.ForEachQuery([&](std::uint64_t query) {
    const std::int64_t scheduled = phase.recording.TimesOf(query).scheduled_ns;
    for (std::uint64_t i = query * phase.per_query; i < (query + 1) * phase.per_query; ++i) {
      const std::int64_t at = phase.recording.FirstTokenNs(i);
      const bool has_first = at != Recording::kOpen;
      const std::int64_t first = has_first ? at - scheduled : latencies_ns[i];
      const std::int64_t tokens = phase.recording.TokenCount(i);
      found.first.push_back(first);
      figures.token_count += static_cast<std::uint64_t>(std::max<std::int64_t>(0, tokens));
      figures.samples_without_tokens += !has_first || tokens < 2;
      const std::int64_t gaps = std::max<std::int64_t>(1, tokens - 1);
      found.per_output.push_back((latencies_ns[i] - first) / gaps);
    }
  });
  return found;
}

std::uint64_t CountAbove(const std::vector<std::int64_t>& values, std::int64_t bound) {
  return static_cast<std::uint64_t>(
      std::count_if(values.begin(), values.end(), [&](std::int64_t v) { return v > bound; }));
}

}  // namespace

TokenFigures FindTokens(const Phase& phase, const std::vector<std::int64_t>& latencies_ns,
                        const Result& result) {
  TokenFigures figures;
  const EffectiveSettings& s = phase.settings;
  const TokenLatencies found = Collect(phase, latencies_ns, figures);
  if (found.first.empty()) return figures;
  const double percentile = s.target_latency_percentile;
  figures.first_token = PercentilesOf(found.first, percentile);
  figures.per_output_token = PercentilesOf(found.per_output, percentile);
  const double seconds = static_cast<double>(result.duration.count()) * 1e-9;
  if (seconds > 0) figures.tokens_per_second = static_cast<double>(figures.token_count) / seconds;
  if (s.scenario == mlperf::TestScenario::SingleStream) {
    figures.first_token_stopping = EstimateBothTails(found.first, percentile);
    figures.per_output_token_stopping = EstimateBothTails(found.per_output, percentile);
  }
  if (s.scenario != mlperf::TestScenario::Server) return figures;
  const auto first_bound = static_cast<std::int64_t>(s.requested.server_ttft_latency);
  const auto output_bound = static_cast<std::int64_t>(s.requested.server_tpot_latency);
  figures.meets_first_token = figures.first_token.target_ns <= first_bound;
  figures.meets_per_output_token = figures.per_output_token.target_ns <= output_bound;
  const std::uint64_t count = found.first.size();
  figures.first_token_stopping =
      JudgeBound(percentile, count, CountAbove(found.first, first_bound));
  figures.per_output_token_stopping =
      JudgeBound(percentile, count, CountAbove(found.per_output, output_bound));
  return figures;
}

}  // namespace assay::loadgen
