// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A thousand tests of systems that misbehave at random: each ends, counts only what is right, and
// names what was wrong. The seed of a failing one is printed.
#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;
using mlperf::TestSettings;
using Kind = Anomaly::Kind;

/// How many of each thing were done to the LoadGen.
struct Deeds {
  std::uint64_t silent = 0;      // samples never answered
  std::uint64_t duplicates = 0;  // second answers
  std::uint64_t unknown = 0;     // answers with an id that was never issued
  bool has_thrown = false;
};

enum class Deed { kNow, kLater, kNever, kTwice, kUnknown, kOldId, kFirstToken, kThrow };

/// Does to each sample what the dice say. All answers, and what else it does, come from here.
class HostileSut : public mlperf::SystemUnderTest {
 public:
  HostileSut(VirtualTest& test, std::uint32_t seed, mlperf::ResponseId old_id)
      : test_(test), random_(seed), old_id_(old_id) {
    // Each machine has vices of its own: most deeds are rare, some are common.
    for (double& share : shares_) share = std::pow(Uniform(), 6);
    shares_[static_cast<int>(Deed::kNow)] = 1;
    shares_[static_cast<int>(Deed::kLater)] = 1;
    shares_[static_cast<int>(Deed::kThrow)] = Uniform() < 0.2 ? 0.002 : 0;
  }
  const std::string& Name() const override { return name_; }
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    for (const mlperf::QuerySample& sample : samples) Do(NextDeed(), sample.id);
  }
  void FlushQueries() override {
    if (Uniform() < 0.02) throw 42;
  }

  Deeds deeds;

 private:
  double Uniform() { return std::uniform_real_distribution<double>()(random_); }
  Deed NextDeed() {
    return static_cast<Deed>(
        std::discrete_distribution<int>(std::begin(shares_), std::end(shares_))(random_));
  }
  Nanoseconds Delay() { return Nanoseconds(static_cast<std::int64_t>(1e7 * Uniform())); }

  void Do(Deed deed, mlperf::ResponseId id) {
    switch (deed) {
      case Deed::kNow:
        AnswerEmpty({id});
        break;
      case Deed::kLater:
        test_.later.After(Delay(), {id});
        break;
      case Deed::kNever:
        ++deeds.silent;
        break;
      case Deed::kTwice:
        ++deeds.duplicates;
        AnswerEmpty({id, id});
        break;
      case Deed::kUnknown:  // and the sample itself stays open
        ++deeds.unknown;
        ++deeds.silent;
        AnswerEmpty({Garbage()});
        break;
      case Deed::kOldId:  // of a test that has ended: nobody's business
        AnswerEmpty({old_id_, id});
        break;
      case Deed::kFirstToken: {
        mlperf::QuerySampleResponse response(id, 0, 0, 3);
        mlperf::FirstTokenComplete(&response, 1);
        mlperf::QuerySamplesComplete(&response, 1);
        break;
      }
      case Deed::kThrow:
        deeds.has_thrown = true;
        throw std::runtime_error("hostile");
    }
  }
  /// Small numbers and pointers: what a broken harness sends.
  mlperf::ResponseId Garbage() {
    if (Uniform() < 0.5) return random_() % 1000;
    return reinterpret_cast<mlperf::ResponseId>(this);
  }

  VirtualTest& test_;
  std::mt19937 random_;
  mlperf::ResponseId old_id_;
  double shares_[8] = {};
  std::string name_ = "HostileSut";
};

TestSettings AnySettings(std::mt19937& random) {
  const TestScenario scenarios[] = {TestScenario::SingleStream, TestScenario::MultiStream,
                                    TestScenario::MultiStreamFree, TestScenario::Server,
                                    TestScenario::Offline};
  TestSettings settings = SettingsFor(scenarios[random() % 5], 1 + random() % 300);
  const bool is_free = settings.scenario == TestScenario::MultiStreamFree;
  settings.profile = is_free || random() % 2 == 0 ? mlperf::Profile::V07 : mlperf::Profile::V6;
  settings.mode =
      random() % 4 == 0 ? mlperf::TestMode::SubmissionRun : mlperf::TestMode::PerformanceOnly;
  settings.server_target_qps = 1000;
  settings.server_coalesce_queries = random() % 2 == 0;
  settings.use_token_latencies = random() % 3 == 0;
  settings.multi_stream_max_async_queries = 1 + static_cast<int>(random() % 3);
  settings.accuracy_log_probability = 0.3;
  return settings;
}

std::uint64_t CountOf(const Result& result, Kind kind) {
  std::uint64_t count = 0;
  for (const Anomaly& anomaly : result.anomalies) count += anomaly.kind == kind ? anomaly.count : 0;
  return count;
}

/// What must be true of every run, whatever was done to it.
void CheckRun(const Result& result, const Deeds& deeds) {
  CHECK(result.samples_completed <= result.samples_issued);
  std::uint64_t answered = 0;
  for (const std::int64_t latency : result.latencies_ns) answered += latency >= 0;
  CHECK(answered == result.samples_completed);
  CHECK(CountOf(result, Kind::kDuplicateAnswer) == deeds.duplicates);
  CHECK(CountOf(result, Kind::kUnknownId) == deeds.unknown);
  CHECK((CountOf(result, Kind::kUnanswered) > 0) ==
        (result.samples_completed < result.samples_issued));
  if (deeds.has_thrown) CHECK(CountOf(result, Kind::kSutThrew) == 1);
  if (deeds.silent > 0 || deeds.has_thrown) CHECK_FALSE(result.is_valid);
}

mlperf::ResponseId IdOfAnEndedTest() {
  VirtualTest test;
  mlperf::ResponseId id = 0;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    id = query.samples[0].id;
    AnswerEmpty(IdsOf(query.samples));
  });
  test.RunWith(sut, SettingsFor(TestScenario::SingleStream, 1));
  return id;
}

TEST_CASE("a thousand hostile systems: no run hangs, miscounts or stays silent about it") {
  const mlperf::ResponseId old_id = IdOfAnEndedTest();
  for (std::uint32_t seed = 1; seed <= 1000; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    VirtualTest test;
    test.environment.drain_limit = Nanoseconds(50'000'000);
    HostileSut sut(test, seed, old_id);
    const Result result = test.RunWith(sut, AnySettings(random));
    CheckRun(result, sut.deeds);
  }
}

/// Three threads that answer what they find, some of it twice, some with a wrong id, some never,
/// and go on answering after the test has ended.
class HostileThreads : public mlperf::SystemUnderTest {
 public:
  explicit HostileThreads(std::uint32_t seed) {
    for (std::uint32_t i = 0; i < 3; ++i) {
      threads_.emplace_back([this, i, seed] { Work(seed * 3 + i); });
    }
  }
  ~HostileThreads() override {
    is_over_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  const std::string& Name() const override { return name_; }
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    std::lock_guard lock(mutex_);
    for (const mlperf::QuerySample& sample : samples) ids_.push_back(sample.id);
  }
  void FlushQueries() override {}

 private:
  void Work(std::uint32_t seed) {
    std::mt19937 random(seed);
    while (!is_over_) {
      mlperf::ResponseId id = 0;
      {
        std::lock_guard lock(mutex_);
        if (ids_.empty()) continue;
        id = ids_[random() % ids_.size()];  // not taken out: answered again and again
      }
      AnswerEmpty({random() % 50 == 0 ? id + 1'000'000 : id});
    }
  }

  std::string name_ = "HostileThreads";
  std::mutex mutex_;
  std::vector<mlperf::ResponseId> ids_;
  std::atomic<bool> is_over_{false};
  std::vector<std::thread> threads_;
};

TEST_CASE("threads that answer at random, twice and late: what counts is counted once") {
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    TemporaryFolder folder;
    FakeLibrary library(64, 64);
    HostileThreads sut(seed);
    TestSettings settings = SettingsFor(TestScenario::Server, 300);
    settings.server_target_qps = 100'000;
    mlperf::LogSettings logs;
    logs.log_output.outdir = folder.path();
    Environment environment;
    environment.drain_limit = Nanoseconds(20'000'000);
    const Result result = Run(sut, library, settings, logs, environment);
    std::uint64_t answered = 0;
    for (const std::int64_t latency : result.latencies_ns) answered += latency >= 0;
    CHECK(answered == result.samples_completed);
    CHECK(result.samples_issued == 300);
    CHECK(CountOf(result, Kind::kDuplicateAnswer) > 0);
  }
}

}  // namespace
}  // namespace assay::loadgen
