// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// v6's token latencies in virtual time.
#include <doctest/doctest.h>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;
using mlperf::TestSettings;

/// First token after `first`, then `tokens` tokens in all by `total`.
struct TokenSut : mlperf::SystemUnderTest {
  struct Plan {
    Nanoseconds first, total;
    std::int64_t tokens;
  };
  TokenSut(VirtualTest& of, Plan like) : test(of), plan(like) {}
  const std::string& Name() override { return name; }
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    for (const mlperf::QuerySample& sample : samples) {
      Later(plan.first, [id = sample.id] {
        mlperf::QuerySampleResponse first(id, 0, 0);
        mlperf::FirstTokenComplete(&first, 1);
      });
      Later(plan.total, [id = sample.id, n = plan.tokens] {
        mlperf::QuerySampleResponse whole(id, 0, 0, n);
        mlperf::QuerySamplesComplete(&whole, 1);
      });
    }
  }
  void FlushQueries() override {}
  void Later(Nanoseconds delay, std::function<void()> step) {
    workers.push_back(test.clock.StartWorker("token", std::move(step)));
    workers.back()->WakeAt(test.clock.Now() + delay);
  }
  VirtualTest& test;
  Plan plan;
  std::deque<std::unique_ptr<Worker>> workers;
  std::string name = "TokenSut";
};

TestSettings TokenServer() {
  TestSettings settings = SettingsFor(TestScenario::Server, 1000);
  settings.profile = mlperf::Profile::V6;
  settings.server_target_qps = 100;
  settings.use_token_latencies = true;
  settings.server_ttft_latency = 20'000'000;
  settings.server_tpot_latency = 2'000'000;
  return settings;
}

// 11 tokens: ten gaps in 30 - 15 = 15 ms, 1.5 ms each.
TEST_CASE("TTFT counts from the schedule, TPOT is the rest over tokens less one") {
  VirtualTest test;
  TokenSut sut(test,
               {.first = Nanoseconds(15'000'000), .total = Nanoseconds(30'000'000), .tokens = 11});
  const Result result = test.RunWith(sut, TokenServer());
  REQUIRE(result.tokens);
  CHECK(result.tokens->first_token.target_ns == 15'000'000);
  CHECK(result.tokens->per_output_token.target_ns == 1'500'000);
  CHECK(result.tokens->token_count == 11'000);
  CHECK(result.tokens->first_token_stopping.is_met);
  CHECK(result.is_valid);
}

TEST_CASE("a first token over its bound is the constraint that is not met") {
  VirtualTest test;
  TokenSut sut(test,
               {.first = Nanoseconds(25'000'000), .total = Nanoseconds(30'000'000), .tokens = 11});
  const Result result = test.RunWith(sut, TokenServer());
  CHECK_FALSE(result.is_valid);
  CHECK_FALSE(result.tokens->meets_first_token);
  CHECK(result.tokens->meets_per_output_token);
  REQUIRE(result.recommendations.size() >= 1);
  CHECK(result.recommendations[0] ==
        "TTFT constrain not met: Reduce target QPS to improve latency.");
}

TEST_CASE("answers with fewer than two tokens are counted as an error") {
  VirtualTest test;
  TokenSut sut(test,
               {.first = Nanoseconds(1'000'000), .total = Nanoseconds(2'000'000), .tokens = 1});
  const Result result = test.RunWith(sut, TokenServer());
  const Anomaly* found = Find(result, Anomaly::Kind::kTokens);
  REQUIRE(found != nullptr);
  CHECK(found->count == 1000);
}

TEST_CASE("without use_token_latencies a reported first token changes nothing") {
  VirtualTest test;
  TokenSut sut(test,
               {.first = Nanoseconds(1'000'000), .total = Nanoseconds(2'000'000), .tokens = 5});
  TestSettings settings = TokenServer();
  settings.use_token_latencies = false;
  const Result result = test.RunWith(sut, settings);
  CHECK_FALSE(result.tokens);
  CHECK(result.is_valid);
  CHECK(result.anomalies.empty());
}

}  // namespace
}  // namespace assay::loadgen
