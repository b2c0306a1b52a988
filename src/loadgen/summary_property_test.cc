// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Several hundred tests with settings and answers from a seed, in virtual time: every line of the
// summary is what a slow second implementation (summary_model.h) makes of the same times.
#include <doctest/doctest.h>

#include <map>
#include <random>

#include "loadgen/summary_model.h"
#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;
using mlperf::TestSettings;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  /// In [least, most].
  std::uint64_t Roll(std::uint64_t least, std::uint64_t most) {
    return least + engine_() % (most - least + 1);
  }
  bool OneIn(std::uint64_t n) { return Roll(1, n) == 1; }
  /// Spread over the orders of magnitude.
  std::uint64_t Magnitude(std::uint64_t least, std::uint64_t most) {
    const double ratio = static_cast<double>(Roll(0, 1'000'000)) * 1e-6;
    const double span = std::log(static_cast<double>(most) / static_cast<double>(least));
    return static_cast<std::uint64_t>(static_cast<double>(least) * std::exp(ratio * span));
  }
  template <typename T>
  T Pick(std::initializer_list<T> values) {
    return *(values.begin() + Roll(0, values.size() - 1));
  }

 private:
  std::mt19937_64 engine_;
};

/// When each sample's first token and answer come after the issue, how many tokens it has, and for
/// how long IssueQuery keeps the thread.
struct Plan {
  std::vector<std::int64_t> first_ns, done_ns, tokens;
  std::int64_t held_ns = 0;
};

/// Notes the times at which it is asked, and answers by plan; samples that are due together, in one
/// call.
class ScriptedSut : public mlperf::SystemUnderTest {
 public:
  using MakePlan = std::function<Plan(std::size_t samples)>;
  ScriptedSut(FakeClock& clock, bool has_tokens, MakePlan make)
      : clock_(clock), has_tokens_(has_tokens), make_(std::move(make)) {}
  const std::string& Name() const override { return name_; }
  void FlushQueries() override {}
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    const std::int64_t now = clock_.Now().count();
    const Plan plan = make_(samples.size());
    const std::size_t number = issued.size();
    issued.push_back({.scheduled = 0, .issued = now, .samples = {}});
    issued.back().samples.resize(samples.size());
    std::map<std::int64_t, std::vector<std::size_t>> first, done;  // delay: samples
    for (std::size_t i = 0; i < samples.size(); ++i) {
      issued.back().samples[i].tokens = plan.tokens[i];
      first[plan.first_ns[i]].push_back(i);
      done[plan.done_ns[i]].push_back(i);
    }
    for (const auto& [delay, which] : first) {
      if (has_tokens_) Later(delay, [=, this] { Answer(number, samples, which, kFirstToken); });
    }
    for (const auto& [delay, which] : done) {
      Later(delay, [=, this] { Answer(number, samples, which, kWhole); });
    }
    clock_.Advance(Nanoseconds(plan.held_ns));
  }

  std::vector<model::Query> issued;

 private:
  enum What { kFirstToken, kWhole };
  /// Notes the time as well: a thread that is held lets answers wait.
  void Answer(std::size_t query, const std::vector<mlperf::QuerySample>& samples,
              const std::vector<std::size_t>& which, What what) {
    std::vector<mlperf::QuerySampleResponse> responses;
    for (const std::size_t i : which) {
      model::Sample& sample = issued[query].samples[i];
      (what == kWhole ? sample.done : sample.first_token) = clock_.Now().count();
      responses.emplace_back(samples[i].id, 0, 0, sample.tokens);
    }
    what == kWhole ? mlperf::QuerySamplesComplete(responses.data(), responses.size())
                   : mlperf::FirstTokenComplete(responses.data(), responses.size());
  }
  void Later(std::int64_t delay, std::function<void()> step) {
    workers_.push_back(clock_.StartWorker("answer", std::move(step)));
    workers_.back()->WakeAt(clock_.Now() + Nanoseconds(delay));
  }

  FakeClock& clock_;
  const bool has_tokens_;
  MakePlan make_;
  std::deque<std::unique_ptr<Worker>> workers_;
  std::string name_ = "Scripted";
};

struct Outcome {
  std::vector<model::Query> queries;
  std::string summary, detail;
};

constexpr std::uint64_t kTotal = 96, kPerformance = 64;

Outcome RunScripted(const TestSettings& settings, const ScriptedSut::MakePlan& make) {
  VirtualTest test;
  test.library = FakeLibrary(kTotal, kPerformance);
  test.environment.max_lag = std::chrono::hours(1);  // lateness has tests of its own
  ScriptedSut sut(test.clock, settings.use_token_latencies, make);
  test.RunWith(sut, settings);
  return {sut.issued, test.Summary(), test.Detail()};
}

/// Coalesced Server queries apart, one a sample.
std::vector<model::Query> OneBySample(const std::vector<model::Query>& issued) {
  std::vector<model::Query> queries;
  for (const model::Query& together : issued) {
    for (const model::Sample& sample : together.samples) {
      queries.push_back({.scheduled = 0, .issued = together.issued, .samples = {sample}});
    }
  }
  return queries;
}

/// When each query was due, by section 7.
void SetScheduled(const TestSettings& settings, std::vector<model::Query>& queries) {
  if (settings.scenario == TestScenario::Server) {
    // Issued to a system that answers at once, queries show their schedule.
    const auto due = OneBySample(RunScripted(settings, [](std::size_t samples) {
                                   return Plan{.first_ns = std::vector<std::int64_t>(samples),
                                               .done_ns = std::vector<std::int64_t>(samples),
                                               .tokens = std::vector<std::int64_t>(samples, 2)};
                                 }).queries);
    REQUIRE(due.size() >= queries.size());
    for (std::size_t i = 0; i < queries.size(); ++i) queries[i].scheduled = due[i].issued;
    return;
  }
  const auto ahead = static_cast<std::size_t>(settings.multi_stream_max_async_queries);
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const bool follows_answer = settings.scenario == TestScenario::MultiStreamFree && i >= ahead;
    queries[i].scheduled = follows_answer ? queries[i - ahead].Done() : queries[i].issued;
  }
}

void SetRates(Dice& dice, bool is_v6, TestSettings& s) {
  s.single_stream_expected_latency_ns = static_cast<double>(dice.Magnitude(50'000, 20'000'000));
  s.single_stream_target_latency_percentile = dice.Pick({0.5, 0.9, 0.95, 0.873});
  s.multi_stream_samples_per_query = dice.Roll(1, 9);
  s.multi_stream_target_latency_percentile = dice.Pick({0.5, 0.9, 0.99, 0.873});
  s.multi_stream_expected_latency_ns = static_cast<double>(dice.Magnitude(50'000, 20'000'000));
  s.multi_stream_target_qps = static_cast<double>(dice.Magnitude(50, 20'000));
  s.multi_stream_target_latency_ns = dice.Magnitude(100'000, 10'000'000);
  s.multi_stream_max_async_queries = is_v6 ? 1 : static_cast<int>(dice.Roll(1, 4));
  s.server_target_qps = static_cast<double>(dice.Magnitude(100, 100'000)) + 0.25;
  s.server_target_latency_ns = dice.Magnitude(100'000, 30'000'000);
  s.server_target_latency_percentile = dice.Pick({0.5, 0.9, 0.99, 0.999});
  s.server_coalesce_queries = dice.OneIn(3);
  s.server_ttft_latency = dice.Magnitude(100'000, 30'000'000);
  s.server_tpot_latency = dice.Magnitude(10'000, 3'000'000);
  s.offline_expected_qps = static_cast<double>(dice.Magnitude(10, 20'000));
}

TestSettings RollSettings(Dice& dice, TestScenario scenario, bool is_v6) {
  TestSettings s;
  s.scenario = scenario;
  s.profile = is_v6 ? mlperf::Profile::V6 : mlperf::Profile::V07;
  SetRates(dice, is_v6, s);
  s.min_query_count = dice.Magnitude(1, 800);
  s.min_duration_ms = dice.OneIn(2) ? 0 : dice.Magnitude(1, 100);
  if (dice.OneIn(6)) s.max_query_count = dice.Magnitude(1, 400);
  if (dice.OneIn(6)) s.max_duration_ms = dice.Magnitude(1, 200);
  s.qsl_rng_seed = dice.Roll(0, UINT64_MAX - 1);
  s.sample_index_rng_seed = dice.Roll(0, UINT64_MAX - 1);
  s.schedule_rng_seed = dice.Roll(0, UINT64_MAX - 1);
  s.accuracy_log_rng_seed = dice.Roll(0, UINT64_MAX - 1);
  s.accuracy_log_probability = dice.Pick({0.0, 0.1, 1.0});
  if (dice.OneIn(4)) s.accuracy_log_sampling_target = dice.Roll(1, 50);
  s.print_timestamps = dice.OneIn(2);
  s.performance_issue_unique = dice.OneIn(8);
  s.performance_issue_same = !s.performance_issue_unique && dice.OneIn(8);
  s.performance_issue_same_index = dice.Roll(0, 40);
  if (dice.OneIn(4)) s.performance_sample_count_override = dice.Roll(41, 60);
  s.use_token_latencies = is_v6 && dice.OneIn(3);
  return s;
}

ScriptedSut::MakePlan PlanFor(Dice& dice, TestScenario scenario) {
  const std::uint64_t fastest = dice.Magnitude(1'000, 1'000'000);
  const std::uint64_t slowest = fastest * dice.Roll(2, 200);
  const bool holds = scenario == TestScenario::Server && dice.OneIn(3);
  return [&dice, fastest, slowest, holds](std::size_t samples) {
    Plan plan;
    const std::uint64_t together = dice.Magnitude(fastest, slowest);
    for (std::size_t i = 0; i < samples; ++i) {
      const std::uint64_t done = dice.OneIn(3) ? dice.Magnitude(fastest, slowest) : together;
      plan.done_ns.push_back(static_cast<std::int64_t>(done));
      plan.first_ns.push_back(static_cast<std::int64_t>(done / dice.Roll(2, 9)));
      plan.tokens.push_back(static_cast<std::int64_t>(dice.Roll(2, 40)));
    }
    if (holds) plan.held_ns = static_cast<std::int64_t>(dice.Roll(0, fastest / 2));
    return plan;
  };
}

/// Whether the generated queries ran out: SingleStream and MultiStream that neither met their
/// minimums nor reached a maximum.
bool RanOut(const TestSettings& s, const model::Summary& summary,
            const std::vector<model::Query>& queries) {
  if (s.scenario == TestScenario::Server || s.scenario == TestScenario::Offline) return false;
  const bool is_enough = queries.size() >= summary.min_query_count() &&
                         queries.back().issued >= summary.target_duration_ns();
  const bool hit_count = s.max_query_count > 0 && queries.size() >= s.max_query_count;
  const auto max_ns = static_cast<std::int64_t>(s.max_duration_ms) * 1'000'000;
  return !is_enough && !hit_count && (max_ns == 0 || queries.back().issued < max_ns);
}

void CheckOne(std::uint64_t seed, TestScenario scenario, bool is_v6) {
  CAPTURE(seed);
  CAPTURE(static_cast<int>(scenario));
  Dice dice(seed);
  const TestSettings settings = RollSettings(dice, scenario, is_v6);
  const Outcome outcome = RunScripted(settings, PlanFor(dice, scenario));
  std::vector<model::Query> queries = outcome.queries;
  if (scenario == TestScenario::Server) queries = OneBySample(queries);
  REQUIRE_FALSE(queries.empty());
  SetScheduled(settings, queries);
  const model::Asked asked{.settings = settings,
                           .is_v6 = is_v6,
                           .library_total = kTotal,
                           .library_performance = kPerformance};
  const model::Summary expected(asked, queries);
  CHECK(outcome.summary == expected.All(RanOut(settings, expected, queries) ? 1 : 0));
}

constexpr std::uint64_t kRuns = 45;  // of each scenario

TEST_CASE("v0.7: every line of the summary is what the times and settings make it") {
  for (const auto scenario :
       {TestScenario::SingleStream, TestScenario::MultiStream, TestScenario::MultiStreamFree,
        TestScenario::Server, TestScenario::Offline}) {
    for (std::uint64_t i = 0; i < kRuns; ++i) CheckOne(1000 + i, scenario, /*is_v6=*/false);
  }
}

TEST_CASE("v6: every line of the summary is what the times and settings make it") {
  for (const auto scenario : {TestScenario::SingleStream, TestScenario::MultiStream,
                              TestScenario::Server, TestScenario::Offline}) {
    for (std::uint64_t i = 0; i < kRuns; ++i) CheckOne(5000 + i, scenario, /*is_v6=*/true);
  }
}

}  // namespace
}  // namespace assay::loadgen
