// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The switch set to our own LoadGen.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/error.h"
#include "loadgen/early_stopping.h"
#include "loadgen/journal.h"
#include "loadgen/run.h"
#include "run/loadgen_generation.h"
#include "run/loadgen_switch.h"

#ifndef ASSAY_VERSION
#error "ASSAY_VERSION comes from CMake"
#endif

namespace assay {
namespace {

using loadgen::Anomaly;

struct AnomalyRow {
  Anomaly::Kind kind;
  const char* rule;
  Severity severity;
  const char* remedy;
};
constexpr AnomalyRow kAnomalies[] = {
    {Anomaly::Kind::kDuplicateAnswer, "duplicate-answer", Severity::kError,
     "let the system under test answer each sample once"},
    {Anomaly::Kind::kUnknownId, "unknown-id", Severity::kError,
     "answer with the id that the sample was issued with"},
    {Anomaly::Kind::kUnanswered, "unanswered", Severity::kError,
     "lower the load, or find out why the system under test kept them"},
    {Anomaly::Kind::kSutThrew, "sut-threw", Severity::kError,
     "mend the failure that the message names"},
    {Anomaly::Kind::kTooManyOutstanding, "too-many-outstanding", Severity::kError,
     "lower --target-qps"},
    {Anomaly::Kind::kRanOutOfQueries, "ran-out-of-queries", Severity::kWarning, ""},
    {Anomaly::Kind::kStopped, "stopped", Severity::kNote, ""},
    {Anomaly::Kind::kFellBehind, "fell-behind", Severity::kWarning, ""},
    {Anomaly::Kind::kJournalFailed, "journal", Severity::kWarning,
     "make room on the disk: a killed run could not be recovered"},
    {Anomaly::Kind::kSettings, "settings", Severity::kWarning, ""},
};

Finding ToFinding(const Anomaly& anomaly) {
  const auto* row = std::find_if(std::begin(kAnomalies), std::end(kAnomalies),
                                 [&](const AnomalyRow& r) { return r.kind == anomaly.kind; });
  ASSAY_CHECK(row != std::end(kAnomalies));
  return {.rule = row->rule,
          .severity = row->severity,
          .where = "",
          .what = anomaly.text,
          .expected = "",
          .found = fmt::format("{}", anomaly.count),
          .remedy = row->remedy,
          .source = "Assay's LoadGen"};
}

LatencyFigures ToFigures(const loadgen::Percentiles& p, std::uint64_t count) {
  return {.count = count,
          .min = p.min_ns,
          .mean = p.mean_ns,
          .p50 = p.ns[0],
          .p90 = p.ns[1],
          .p95 = p.ns[2],
          .p97 = p.ns[3],
          .p99 = p.ns[4],
          .p999 = p.ns[5],
          .max = p.max_ns};
}

double Headline(const loadgen::Result& result, const mlperf::TestSettings& settings) {
  switch (settings.scenario) {
    case mlperf::TestScenario::Offline:
      return result.samples_per_second;
    case mlperf::TestScenario::Server:
      return result.scheduled_samples_per_second;
    case mlperf::TestScenario::SingleStream:
      return static_cast<double>(result.latency.target_ns);
    default:
      return static_cast<double>(result.samples_issued) /
             static_cast<double>(std::max<std::uint64_t>(1, result.queries_issued));
  }
}

loadgen::Environment ToEnvironment(const LoadGenRequest& request) {
  loadgen::Environment environment;
  environment.clock = &request.clock;
  environment.stop = &request.stop;
  environment.hard_limit = request.hard_limit;
  environment.drain_limit = request.drain_limit;
  environment.max_lag = request.max_lag;
  environment.journal = (request.folder / loadgen::kJournalFileName).string();
  return environment;
}

/// sorted[trunc(n * percentile)] must be within the bound; in v6 the count must be trusted too.
std::int64_t MostLate(std::string_view profile, double percentile, std::uint64_t queries) {
  const auto rank = static_cast<std::uint64_t>(static_cast<double>(queries) * percentile);
  const auto by_rank = static_cast<std::int64_t>(queries - std::min(queries, rank)) - 1;
  if (profile != "v6") return by_rank;
  const auto trusted = loadgen::MostOverLatency(percentile, queries);
  return trusted ? std::min(by_rank, static_cast<std::int64_t>(*trusted)) : -1;
}

}  // namespace

LoadGenFacts LoadGen() {
  return {.name = "assay " ASSAY_VERSION,
          .has_extras = true,
          .profiles = LoadGenProfiles(),
          .most_late = MostLate};
}

namespace {

/// Runs the test, with the watch beside it when there is one.
loadgen::Result RunTest(const LoadGenRequest& request) {
  mlperf::LogSettings logs;
  logs.log_output.outdir = request.folder.string();
  logs.enable_trace = false;
  loadgen::Environment environment = ToEnvironment(request);
  if (!request.watch) {
    return loadgen::Run(request.sut, request.qsl, request.settings, logs, environment);
  }
  loadgen::LiveLatencies live;
  const WatchedTest watched(
      {.clock = request.clock,
       .stop = request.stop,
       .watch = request.watch,
       .append = [&live](std::vector<std::int64_t>& latencies) { live.AppendTo(latencies); }});
  environment.live = &live;
  environment.stop = &watched.stop();
  return loadgen::Run(request.sut, request.qsl, request.settings, logs, environment);
}

/// v6: a run that was too short for its tail is not VALID, whatever the latencies were.
std::optional<Finding> EarlyStoppingFinding(const loadgen::EarlyStopping& judged) {
  if (!judged.applies || judged.is_met) return std::nullopt;
  return Finding{.rule = "early-stopping",
                 .severity = Severity::kError,
                 .where = "",
                 .what = fmt::format("too few queries for the confidence that early stopping asks "
                                     "for: {} were processed, {} are needed",
                                     judged.queries, judged.needed),
                 .expected = fmt::format("{} queries", judged.needed),
                 .found = fmt::format("{}", judged.queries),
                 .remedy = "run longer, or lower the load so that fewer queries are late",
                 .source = "the LoadGen's v6 profile"};
}

/// The latest sample of each query; -1 where one has no answer.
std::vector<std::int64_t> PerQuery(const loadgen::Result& result) {
  const std::size_t per_query =
      result.queries_issued == 0 ? 1 : result.latencies_ns.size() / result.queries_issued;
  if (per_query <= 1) return result.latencies_ns;
  std::vector<std::int64_t> latencies;
  for (auto from = result.latencies_ns.begin(); from != result.latencies_ns.end();) {
    const auto to = from + static_cast<std::ptrdiff_t>(per_query);
    const auto [least, most] = std::minmax_element(from, to);
    latencies.push_back(*least < 0 ? -1 : *most);
    from = to;
  }
  return latencies;
}

}  // namespace

LoadGenOutcome StartTest(const LoadGenRequest& request) {
  loadgen::Result result;
  try {
    result = RunTest(request);
  } catch (const Error&) {
    throw;  // a data set that cannot be loaded says so itself
  } catch (const std::runtime_error& e) {
    throw Error(ErrorCode::kUnwritable, e.what());
  }
  LoadGenOutcome outcome{.queries_issued = result.queries_issued,
                         .samples_issued = result.samples_issued,
                         .samples_completed = result.samples_completed,
                         .over_latency = result.over_latency,
                         .duration = result.duration,
                         .headline = Headline(result, request.settings),
                         .completed_per_second = 0,
                         .latency = {},
                         .lag = {},
                         .findings = {},
                         .query_latencies_ns = {},
                         .loadgen = LoadGen().name};
  const double seconds = std::chrono::duration<double>(result.duration).count();
  if (seconds > 0) {
    outcome.completed_per_second = static_cast<double>(result.samples_completed) / seconds;
  }
  const bool per_query = request.settings.scenario == mlperf::TestScenario::MultiStream;
  outcome.latency = per_query ? ToFigures(result.query_latency, result.queries_issued)
                              : ToFigures(result.latency, result.samples_completed);
  const bool has_schedule = !result.lags_ns.empty();  // else nothing could be late
  outcome.lag = ToFigures(result.lag, has_schedule ? result.queries_issued : 0);
  if (request.watch) outcome.query_latencies_ns = PerQuery(result);
  if (auto finding = EarlyStoppingFinding(result.early_stopping)) {
    outcome.findings.push_back(std::move(*finding));
  }
  for (const Anomaly& anomaly : result.anomalies) outcome.findings.push_back(ToFinding(anomaly));
  return outcome;
}

}  // namespace assay
