// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The LoadGen on the real clock with real threads; bounded counts, for the thread sanitizer.
#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "loadgen/journal.h"
#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using namespace std::chrono_literals;
using mlperf::TestScenario;
using mlperf::TestSettings;

/// Answers on a thread of its own.
class WorkerSut : public mlperf::SystemUnderTest {
 public:
  WorkerSut() : thread_([this] { Work(); }) {}
  ~WorkerSut() override {
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }
  const std::string& Name() override { return name_; }  // v6's form
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    {
      std::lock_guard lock(mutex_);
      for (const auto& sample : samples) waiting_.push_back(sample.id);
    }
    changed_.notify_one();
  }
  void FlushQueries() override {}

 private:
  void Work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const auto ids = std::exchange(waiting_, {});
      lock.unlock();
      AnswerEmpty(ids);
      lock.lock();
    }
  }

  std::string name_ = "WorkerSut";
  std::mutex mutex_;  // guards waiting_ and stop_
  std::condition_variable changed_;
  std::vector<mlperf::ResponseId> waiting_;
  bool stop_ = false;
  std::thread thread_;
};

Result RunReal(const TestSettings& settings, const TemporaryFolder& folder,
               const std::string& journal = "") {
  WorkerSut sut;
  FakeLibrary library(64, 64);
  mlperf::LogSettings logs;
  logs.log_output.outdir = folder.path();
  return Run(sut, library, settings, logs, {.journal = journal});
}

TestSettings Server(std::uint64_t queries) {
  TestSettings settings = SettingsFor(TestScenario::Server, queries);
  settings.server_target_qps = 50000;
  settings.server_target_latency_ns = 1'000'000'000;
  return settings;
}

TEST_CASE("a worker thread answers 50 000 queries a second while the journal is written") {
  TemporaryFolder folder;
  TestSettings settings = Server(20000);  // 0.4 s: the flusher comes by
  const Result result = RunReal(settings, folder, folder.File("journal"));
  CHECK(result.samples_completed == 20000);
  CHECK(result.meets_min_queries);
  CHECK(Find(result, Anomaly::Kind::kUnanswered) == nullptr);
  CHECK(std::filesystem::file_size(folder.File("journal")) ==
        sizeof(JournalHeader) + 20000 * sizeof(JournalRecord));
}

TEST_CASE("every scenario ends with a worker thread that answers") {
  for (const auto scenario : {TestScenario::SingleStream, TestScenario::MultiStream,
                              TestScenario::MultiStreamFree, TestScenario::Offline}) {
    TemporaryFolder folder;
    TestSettings settings = SettingsFor(scenario, 500);
    settings.multi_stream_target_qps = 5000;
    const Result result = RunReal(settings, folder);
    CHECK(result.samples_completed == result.samples_issued);
    CHECK(result.samples_completed >= 500);
  }
}

TEST_CASE("several tests at once in one process do not mix") {
  std::vector<std::thread> threads;
  std::vector<Result> results(4);
  for (std::size_t i = 0; i < results.size(); ++i) {
    threads.emplace_back([&results, i] {
      TemporaryFolder folder;
      results[i] = RunReal(Server(500 * (i + 1)), folder);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < results.size(); ++i) {
    CHECK(results[i].samples_completed == 500 * (i + 1));
    CHECK(Find(results[i], Anomaly::Kind::kUnknownId) == nullptr);
  }
}

TEST_CASE("threads that answer the same samples at once: each counts once") {
  class Racing : public mlperf::SystemUnderTest {
   public:
    const std::string& Name() const override { return name_; }
    void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
      const auto ids = IdsOf(samples);
      for (int i = 0; i < 3; ++i) {
        threads.emplace_back([ids] { AnswerEmpty(ids); });
      }
    }
    void FlushQueries() override {
      for (std::thread& thread : threads) thread.join();
    }
    std::vector<std::thread> threads;

   private:
    std::string name_ = "Racing";
  } sut;
  TemporaryFolder folder;
  FakeLibrary library(64, 64);
  mlperf::LogSettings logs;
  logs.log_output.outdir = folder.path();
  const Result result = Run(sut, library, SettingsFor(TestScenario::Offline, 5000), logs, {});
  CHECK(result.samples_completed == 5000);
  REQUIRE(Find(result, Anomaly::Kind::kDuplicateAnswer) != nullptr);
  CHECK(Find(result, Anomaly::Kind::kDuplicateAnswer)->count == 10000);
}

TEST_CASE("real clock: a silent system is left at the hard limit, and by the user's stop") {
  class Silent : public mlperf::SystemUnderTest {
   public:
    const std::string& Name() const override { return name_; }
    void IssueQuery(const std::vector<mlperf::QuerySample>&) override { has_query = true; }
    void FlushQueries() override {}
    std::atomic<bool> has_query{false};

   private:
    std::string name_ = "Silent";
  };
  TemporaryFolder folder;
  FakeLibrary library(64, 64);
  mlperf::LogSettings logs;
  logs.log_output.outdir = folder.path();
  const TestSettings settings = SettingsFor(TestScenario::SingleStream, 10);
  Silent limited;
  const Result cut = Run(limited, library, settings, logs, {.hard_limit = 30ms});
  CHECK(Find(cut, Anomaly::Kind::kUnanswered) != nullptr);

  Silent stopped;
  std::atomic<bool> stop{false};
  std::thread user([&] {
    while (!stopped.has_query) std::this_thread::yield();
    stop = true;
  });
  const Result ended = Run(stopped, library, settings, logs, {.stop = &stop, .drain_limit = 1ms});
  user.join();
  CHECK(Find(ended, Anomaly::Kind::kStopped) != nullptr);
}

}  // namespace
}  // namespace assay::loadgen
