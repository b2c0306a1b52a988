// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Threads of the harness that issue queries, calls that do not come back, aborted tests. On the
// real clock: threads are the subject.
#include "loadgen/issue_threads.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;
using mlperf::TestSettings;
using Kind = Anomaly::Kind;

/// Answers at once and remembers which thread issued which sample index.
class ThreadSut : public mlperf::SystemUnderTest {
 public:
  const std::string& Name() const override { return name_; }
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    {
      std::lock_guard lock(mutex_);
      threads.insert(std::this_thread::get_id());
      issued += samples.size();
    }
    AnswerEmpty(IdsOf(samples));
  }
  void FlushQueries() override {}

  std::set<std::thread::id> threads;
  std::size_t issued = 0;

 private:
  std::string name_ = "ThreadSut";
  std::mutex mutex_;
};

/// Threads that a harness registers, joined when the test has given them back.
class Registered {
 public:
  explicit Registered(int count) {
    for (int i = 0; i < count; ++i) {
      threads_.emplace_back([] { mlperf::RegisterIssueQueryThread(); });
    }
  }
  ~Registered() {
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::vector<std::thread> threads_;
};

struct RealTest {
  FakeLibrary library{64, 64};
  TemporaryFolder folder;
  Environment environment;

  Result RunWith(mlperf::SystemUnderTest& sut, const TestSettings& settings) {
    mlperf::LogSettings logs;
    logs.log_output.outdir = folder.path();
    return Run(sut, library, settings, logs, environment);
  }
};

TestSettings FastServer(std::uint64_t queries, std::uint64_t threads) {
  TestSettings settings = SettingsFor(TestScenario::Server, queries);
  settings.server_target_qps = 200'000;
  settings.server_target_latency_ns = 10'000'000'000;
  settings.server_num_issue_query_threads = threads;
  return settings;
}

/// Tells when a thread that has touched it is gone, which takes a while.
struct SlowFarewell {
  explicit SlowFarewell(std::atomic<bool>& is_gone) : is_gone_(is_gone) {}
  ~SlowFarewell() {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    is_gone_ = true;
  }

 private:
  std::atomic<bool>& is_gone_;
};

TEST_CASE("the thread of our own has ended, not only left, when its owner is gone") {
  std::atomic<bool> is_gone{false};
  {
    const auto threads = IssueThreads::Own();
    threads->Start([&](std::size_t) { thread_local SlowFarewell farewell(is_gone); });
    CHECK(threads->HaveEnded(Nanoseconds::max()));
  }
  CHECK(is_gone);
}

TEST_CASE("three registered threads issue all queries, and a second test in the process too") {
  for (int repeat = 0; repeat < 2; ++repeat) {
    RealTest test;
    ThreadSut sut;
    const Registered threads(3);
    const Result result = test.RunWith(sut, FastServer(1000, 3));
    CHECK(sut.threads.size() == 3);
    CHECK(sut.threads.count(std::this_thread::get_id()) == 0);
    CHECK(sut.issued == 1000);
    CHECK(result.samples_completed == 1000);
    CHECK(result.latencies_ns.size() == 1000);
    CHECK(result.is_valid);
    CHECK(result.anomalies.empty());
  }
}

TEST_CASE("registered threads serve every set of an accuracy phase and the performance phase") {
  RealTest test;
  FakeLibrary library(40, 16);
  ThreadSut sut;
  const Registered threads(2);
  TestSettings settings = FastServer(100, 2);
  settings.mode = TestMode::SubmissionRun;
  mlperf::LogSettings logs;
  logs.log_output.outdir = test.folder.path();
  const Result result = Run(sut, library, settings, logs, {});
  CHECK(library.loaded.size() == 4);  // 16 + 16 + 8, and the performance set
  CHECK(sut.issued == 40 + 100);
  CHECK(result.is_valid);
}

TEST_CASE("several lanes: a maximum count is shared out, and what was not issued is no hole") {
  RealTest test;
  ThreadSut sut;
  const Registered threads(3);
  TestSettings settings = FastServer(1000, 3);
  settings.max_query_count = 100;
  const Result result = test.RunWith(sut, settings);
  CHECK(result.queries_issued == 100);
  CHECK(result.samples_completed == 100);
  CHECK(result.latency.min_ns >= 0);
}

TEST_CASE("stopped before its threads came, the test goes on with its own thread") {
  RealTest test;
  ThreadSut sut;
  std::atomic<bool> stop{true};
  test.environment.stop = &stop;
  const Result result = test.RunWith(sut, FastServer(10, 2));
  CHECK(result.queries_issued == 0);
  CHECK(Find(result, Kind::kSettings) != nullptr);
}

/// Keeps the thread that issues query number `at` until it is let go.
class BlockingSut : public mlperf::SystemUnderTest {
 public:
  explicit BlockingSut(std::size_t at) : at_(at) {}
  const std::string& Name() const override { return name_; }
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    if (count_++ == at_) Block();
    AnswerEmpty(IdsOf(samples));
  }
  void FlushQueries() override {
    if (at_ == kFlush) Block();
  }
  void LetGo() {
    std::unique_lock lock(mutex_);
    is_free_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !is_inside_; });
  }
  static constexpr std::size_t kFlush = SIZE_MAX;

 private:
  void Block() {
    std::unique_lock lock(mutex_);
    is_inside_ = true;
    changed_.wait(lock, [this] { return is_free_; });
    is_inside_ = false;
    changed_.notify_all();
  }

  const std::size_t at_;
  std::atomic<std::size_t> count_{0};
  std::string name_ = "BlockingSut";
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_free_ = false, is_inside_ = false;
};

TEST_CASE("IssueQuery that does not return ends the run with a named finding") {
  RealTest test;
  test.environment.block_limit = Nanoseconds(30'000'000);
  BlockingSut sut(5);
  const Result result = test.RunWith(sut, FastServer(1000, 0));
  CHECK_FALSE(result.is_valid);
  CHECK(Find(result, Kind::kSutBlocked) != nullptr);
  CHECK(result.queries_issued == 6);
  CHECK(result.samples_completed == 5);
  sut.LetGo();  // its late answer and what it issues no more hurt nobody
}

TEST_CASE("FlushQueries that does not return ends the run too") {
  RealTest test;
  test.environment.block_limit = Nanoseconds(30'000'000);
  BlockingSut sut(BlockingSut::kFlush);
  const Result result = test.RunWith(sut, FastServer(10, 0));
  CHECK_FALSE(result.is_valid);
  CHECK(Find(result, Kind::kSutBlocked) != nullptr);
  CHECK(result.samples_completed == 10);
  sut.LetGo();
}

TEST_CASE("one of two registered threads hangs: the other ends, the run says so") {
  RealTest test;
  test.environment.block_limit = Nanoseconds(30'000'000);
  BlockingSut sut(7);
  const Registered threads(2);
  const Result result = test.RunWith(sut, FastServer(100'000, 2));
  CHECK_FALSE(result.is_valid);
  CHECK(Find(result, Kind::kSutBlocked) != nullptr);
  sut.LetGo();
}

TEST_CASE("with a block limit a system under test that behaves is measured as ever") {
  RealTest test;
  test.environment.block_limit = Nanoseconds(1'000'000'000);
  ThreadSut sut;
  const Result result = test.RunWith(sut, FastServer(1000, 0));
  CHECK(result.is_valid);
  CHECK(sut.threads.size() == 1);
  CHECK(result.samples_completed == 1000);
}

TEST_CASE("AbortTest ends the issuing: INVALID, and said so") {
  VirtualTest test;
  std::size_t count = 0;
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    AnswerEmpty(IdsOf(query.samples));
    if (++count == 20) mlperf::AbortTest();
  });
  const Result result = test.RunWith(sut, SettingsFor(TestScenario::Server, 100));
  CHECK(result.queries_issued == 20);
  CHECK_FALSE(result.is_valid);
  CHECK(Find(result, Kind::kAborted) != nullptr);
  CHECK(test.RunWith(sut, SettingsFor(TestScenario::Server, 100)).queries_issued == 100);
}

}  // namespace
}  // namespace assay::loadgen
