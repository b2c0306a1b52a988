// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The switch set to the official LoadGen, of either generation. It has no results to return: they
// are read back from its logs, and from what the system under test was given.
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>

#include "base/error.h"
#include "base/files.h"
#include "loadgen.h"
#include "record/upstream_logs.h"
#include "record/upstream_run.h"
#include "run/loadgen_generation.h"
#include "run/loadgen_switch.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using mlperf::TestMode;
using mlperf::TestScenario;

constexpr char kAuditConfig[] = "audit.config";  // read from the current folder, if it is there

/// The official LoadGen does not survive an exception: the first is kept until it has returned.
/// Written and read by the thread that runs the test.
class KeptException {
 public:
  template <typename Call>
  void Guard(const Call& call) {
    try {
      call();
    } catch (...) {
      if (exception_ == nullptr) exception_ = std::current_exception();
    }
  }
  bool is_there() const { return exception_ != nullptr; }
  void Rethrow() const {
    if (is_there()) std::rethrow_exception(exception_);
  }

 private:
  std::exception_ptr exception_;
};

/// Passes everything on.
class GuardedQsl : public QslBase {
 public:
  GuardedQsl(mlperf::QuerySampleLibrary& qsl, KeptException& kept)
      : QslBase(qsl.Name()), qsl_(qsl), kept_(kept) {}
  std::size_t TotalSampleCount() override { return qsl_.TotalSampleCount(); }
  std::size_t PerformanceSampleCount() override { return qsl_.PerformanceSampleCount(); }
  void LoadSamplesToRam(const std::vector<mlperf::QuerySampleIndex>& samples) override {
    if (!kept_.is_there()) kept_.Guard([&] { qsl_.LoadSamplesToRam(samples); });
  }
  void UnloadSamplesFromRam(const std::vector<mlperf::QuerySampleIndex>& samples) override {
    kept_.Guard([&] { qsl_.UnloadSamplesFromRam(samples); });
  }

 private:
  mlperf::QuerySampleLibrary& qsl_;
  KeptException& kept_;
};

/// Passes everything on, and remembers what the logs do not say. After an exception it answers
/// itself, so that the test comes to its end.
class ObservedSut : public SutBase {
 public:
  ObservedSut(mlperf::SystemUnderTest& sut, Clock& clock, KeptException& kept)
      : SutBase(sut.Name()), sut_(sut), clock_(clock), kept_(kept) {}
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    if (queries_ == 0) first_issue_ = clock_.Now();
    ++queries_;
    samples_ += samples.size();
    if (!kept_.is_there()) kept_.Guard([&] { sut_.IssueQuery(samples); });
    if (kept_.is_there()) AnswerEmpty(samples);
  }
  void FlushQueries() override {
    kept_.Guard([&] { sut_.FlushQueries(); });
  }

  std::uint64_t queries() const { return queries_; }
  std::uint64_t samples() const { return samples_; }
  Nanoseconds first_issue() const { return first_issue_; }
  /// Of the performance run, by order of issue; empty where the LoadGen does not report them.
  const Latencies& latencies() const { return latencies_; }

 protected:
  void HearLatencies(const Latencies& latencies_ns) override { latencies_ = latencies_ns; }

 private:
  static void AnswerEmpty(const std::vector<mlperf::QuerySample>& samples) {
    for (const mlperf::QuerySample& sample : samples) {
      mlperf::QuerySampleResponse response{sample.id, 0, 0};
      mlperf::QuerySamplesComplete(&response, 1);
    }
  }

  mlperf::SystemUnderTest& sut_;
  Clock& clock_;
  KeptException& kept_;
  std::uint64_t queries_ = 0, samples_ = 0;
  Nanoseconds first_issue_{0};
  Latencies latencies_;
};

/// The longest latency of each query's samples.
std::vector<std::int64_t> PerQuery(const Latencies& samples, std::size_t samples_per_query) {
  std::vector<std::int64_t> queries;
  for (std::size_t i = 0; i + samples_per_query <= samples.size(); i += samples_per_query) {
    const auto first = samples.begin() + static_cast<std::ptrdiff_t>(i);
    queries.push_back(
        *std::max_element(first, first + static_cast<std::ptrdiff_t>(samples_per_query)));
  }
  return queries;
}

/// One performance run: what was asked, what the adapter saw, what the logs say.
class Results {
 public:
  Results(const LoadGenRequest& request, const ObservedSut& seen)
      : request_(request),
        seen_(seen),
        logs_(ReadUpstreamRun(request.folder)),
        summary_(ReadSummary(request.folder / kSummaryFileName)) {}

  LatencyFigures Latency() const {
    LatencyFigures figures = logs_.latency;
    if (!seen_.latencies().empty()) {
      std::vector<std::int64_t> values = seen_.latencies();
      if (IsMultiStream()) values = PerQuery(values, SamplesPerQuery());
      figures = FiguresOf(values);
    }
    figures.count = IsMultiStream() ? seen_.queries() : seen_.samples();
    return figures;
  }

  std::uint64_t OverLatency() const {
    if (request_.settings.scenario != TestScenario::Server) return 0;
    if (seen_.latencies().empty()) return logs_.over_latency;
    const auto bound = static_cast<std::int64_t>(request_.settings.server_target_latency_ns);
    return static_cast<std::uint64_t>(
        std::count_if(seen_.latencies().begin(), seen_.latencies().end(),
                      [bound](std::int64_t latency) { return latency > bound; }));
  }

  /// As in loadgen_ours.cc: the figure of the plan's rules, whatever generation measured.
  double Headline() const {
    switch (request_.settings.scenario) {
      case TestScenario::Offline:  // anew: the log has six digits
        return static_cast<double>(seen_.samples()) /
               std::max(1e-9, Seconds(Nanoseconds(Latency().max)));
      case TestScenario::Server:
        return summary_.values.Number("Scheduled samples per second").value_or(0);
      case TestScenario::MultiStream:
        return static_cast<double>(SamplesPerQuery());
      default:
        return logs_.headline;
    }
  }

  /// First query to last answer.
  Nanoseconds Duration() const {
    if (request_.settings.scenario == TestScenario::Offline) return Nanoseconds(Latency().max);
    return request_.last_answer ? request_.last_answer() - seen_.first_issue() : Nanoseconds{0};
  }

  /// The LoadGen's own verdict, when it is INVALID, and its errors.
  std::vector<Finding> Findings() const {
    std::vector<Finding> findings;
    std::string reasons;
    for (const Finding& finding : logs_.findings) {
      if (finding.severity == Severity::kError) {
        reasons += (reasons.empty() ? ": " : ", ") + finding.what;
      } else {
        findings.push_back(finding);
      }
    }
    if (logs_.verdict == Verdict::kInvalid) {
      findings.push_back({.rule = "loadgen-verdict",
                          .severity = Severity::kError,
                          .where = kSummaryFileName,
                          .what = "the official LoadGen's own verdict is INVALID" + reasons,
                          .source = "the official LoadGen"});
    }
    return findings;
  }

  static double Seconds(Nanoseconds t) { return std::chrono::duration<double>(t).count(); }

 private:
  bool IsMultiStream() const { return request_.settings.scenario == TestScenario::MultiStream; }
  std::size_t SamplesPerQuery() const {
    return static_cast<std::size_t>(request_.settings.multi_stream_samples_per_query);
  }

  const LoadGenRequest& request_;
  const ObservedSut& seen_;
  const RunRecord logs_;
  const SummaryLog summary_;
};

std::optional<Finding> AuditNote() {
  if (!fs::exists(kAuditConfig)) return std::nullopt;
  return Finding{.rule = "audit-config",
                 .severity = Severity::kWarning,
                 .where = fs::absolute(kAuditConfig).string(),
                 .what = "the official LoadGen lets this file override the settings of the plan",
                 .source = "the official LoadGen"};
}

void RunOfficial(const LoadGenRequest& request, ObservedSut& seen, KeptException& kept) {
  // The LoadGen itself would end the process later on when it cannot write.
  WriteFile(request.folder / kSummaryFileName, "");
  mlperf::LogSettings logs;
  logs.log_output.outdir = request.folder.string();
  logs.enable_trace = false;
  GuardedQsl qsl(request.qsl, kept);
  mlperf::StartTest(&seen, &qsl, request.settings, logs);
  kept.Rethrow();
}

}  // namespace

LoadGenFacts LoadGen() {
  return {.name = "official " + LoadGenProfiles().front(),
          .has_extras = false,
          .profiles = LoadGenProfiles(),
          .most_late = {}};
}

LoadGenOutcome StartTest(const LoadGenRequest& request) {
  ASSAY_CHECK(!request.clock.IsVirtual());  // the official LoadGen knows the machine's clock only
  KeptException kept;
  ObservedSut seen(request.sut, request.clock, kept);
  RunOfficial(request, seen, kept);
  LoadGenOutcome outcome;
  outcome.loadgen =
      fmt::format("{} ({})", LoadGen().name, ReadDetail(request.folder / kDetailFileName).version);
  outcome.queries_issued = seen.queries();
  outcome.samples_issued = outcome.samples_completed = seen.samples();  // it waits for every answer
  const Results results(request, seen);
  outcome.findings = results.Findings();
  if (const auto note = AuditNote()) outcome.findings.push_back(*note);
  outcome.duration = results.Duration();
  if (outcome.duration > Nanoseconds{0}) {
    outcome.completed_per_second =
        static_cast<double>(outcome.samples_completed) / Results::Seconds(outcome.duration);
  }
  if (request.settings.mode == TestMode::AccuracyOnly) return outcome;
  outcome.headline = results.Headline();
  outcome.over_latency = results.OverLatency();
  outcome.latency = results.Latency();
  return outcome;
}

}  // namespace assay
