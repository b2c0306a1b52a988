// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Servers of several shapes under load, as programs that measure a LoadGen have them: answering in
// place, from a queue with workers, and on issue threads of the harness's own.
// usage: server_suts basic|coalesce|queue|threads [TIMES]   status 1: a query was lost or misplaced
#include <atomic>
#include <cstdlib>
#include <deque>
#include <memory>
#include <set>

#include "basic_sut.h"

// From here on what harnesses use is expected to come with the headers of the LoadGen, or with
// those above: <thread>, <mutex>, <condition_variable>.
#ifdef REFERENCE_LOADGEN
#include <condition_variable>
#include <mutex>
#include <thread>
#endif

namespace {

constexpr size_t kQueries = 4000;
constexpr size_t kThreads = 3;

class NullLibrary : public mlperf::QuerySampleLibrary {
 public:
  const std::string& Name() NAME_QUALIFIER override { return name_; }
  size_t TotalSampleCount() override { return 1024; }
  size_t PerformanceSampleCount() override { return 1024; }
  void LoadSamplesToRam(const std::vector<mlperf::QuerySampleIndex>&) override {}
  void UnloadSamplesFromRam(const std::vector<mlperf::QuerySampleIndex>&) override {}

 private:
  std::string name_ = "NullLibrary";
};

void Complete(const std::vector<mlperf::ResponseId>& ids) {
  std::vector<mlperf::QuerySampleResponse> responses;
  for (const mlperf::ResponseId id : ids) responses.push_back({id, 0, 0});
  mlperf::QuerySamplesComplete(responses.data(), responses.size());
}

/// Answers in IssueQuery. Knows which threads came.
class BasicServer : public mlperf::SystemUnderTest {
 public:
  const std::string& Name() NAME_QUALIFIER override { return name_; }
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    std::vector<mlperf::ResponseId> ids;
    for (const mlperf::QuerySample& sample : samples) ids.push_back(sample.id);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      threads.insert(std::this_thread::get_id());
      sample_count += samples.size();
      ++call_count;
    }
    Take(ids);
  }
  void FlushQueries() override {}
#ifdef LOADGEN_API_V07
  void ReportLatencyResults(const std::vector<mlperf::QuerySampleLatency>&) override {}
#endif

  std::set<std::thread::id> threads;
  size_t sample_count = 0, call_count = 0;

 protected:
  virtual void Take(const std::vector<mlperf::ResponseId>& ids) { Complete(ids); }

 private:
  std::string name_ = "BasicServer";
  std::mutex mutex_;
};

/// Hands the samples to workers.
class QueueServer : public BasicServer {
 public:
  QueueServer() {
    for (size_t i = 0; i < kThreads; ++i) workers_.emplace_back([this] { Work(); });
  }
  ~QueueServer() override {
    {
      std::lock_guard<std::mutex> lock(queue_mutex_);
      is_over_ = true;
    }
    changed_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

 protected:
  void Take(const std::vector<mlperf::ResponseId>& ids) override {
    {
      std::lock_guard<std::mutex> lock(queue_mutex_);
      queue_.insert(queue_.end(), ids.begin(), ids.end());
    }
    changed_.notify_one();
  }

 private:
  void Work() {
    std::unique_lock<std::mutex> lock(queue_mutex_);
    while (true) {
      changed_.wait(lock, [this] { return is_over_ || !queue_.empty(); });
      if (queue_.empty()) return;
      const std::vector<mlperf::ResponseId> ids(queue_.begin(), queue_.end());
      queue_.clear();
      lock.unlock();
      Complete(ids);
      lock.lock();
    }
  }

  std::mutex queue_mutex_;
  std::condition_variable changed_;
  std::deque<mlperf::ResponseId> queue_;
  bool is_over_ = false;
  std::vector<std::thread> workers_;
};

/// Brings threads of its own for issuing.
class ThreadsServer : public BasicServer {
 public:
  ThreadsServer() {
    for (size_t i = 0; i < kThreads; ++i) {
      issuers_.emplace_back([this] {
        {
          std::lock_guard<std::mutex> lock(own_mutex_);
          own.insert(std::this_thread::get_id());
        }
        mlperf::RegisterIssueQueryThread();
      });
    }
  }
  /// After the test: the threads have come back.
  void Join() {
    for (std::thread& issuer : issuers_) issuer.join();
  }
  std::set<std::thread::id> own;

 private:
  std::mutex own_mutex_;
  std::vector<std::thread> issuers_;
};

mlperf::TestSettings ServerSettings() {
  mlperf::TestSettings settings;
  settings.scenario = mlperf::TestScenario::Server;
  settings.mode = mlperf::TestMode::PerformanceOnly;
  settings.server_target_qps = 40000;
  settings.server_target_latency_ns = 1000000000;
  settings.server_target_latency_percentile = 0.99;
  settings.min_duration_ms = 0;
  settings.min_query_count = kQueries;
  return settings;
}

void RunTest(BasicServer& server, const mlperf::TestSettings& settings) {
  NullLibrary library;
  const LogFolder folder;
  mlperf::LogSettings logs;
  logs.log_mode = mlperf::LoggingMode::AsyncPoll;
  logs.log_output.outdir = folder.path();
  logs.log_output.copy_summary_to_stdout = false;
  logs.enable_trace = false;
  mlperf::StartTest(&server, &library, settings, logs);
  FAIL_IF(server.sample_count != kQueries) && FAIL_EXP(server.sample_count);
}

void RunBasic(bool coalesces) {
  BasicServer server;
  mlperf::TestSettings settings = ServerSettings();
  settings.server_coalesce_queries = coalesces;
  RunTest(server, settings);
  FAIL_IF(server.threads.size() != 1) && FAIL_EXP(server.threads.size());
  FAIL_IF(!coalesces && server.call_count != kQueries) && FAIL_EXP(server.call_count);
  FAIL_IF(coalesces && server.call_count > kQueries) && FAIL_EXP(server.call_count);
}

void RunQueue() {
  QueueServer server;
  RunTest(server, ServerSettings());
}

void RunThreads() {
  ThreadsServer server;
  mlperf::TestSettings settings = ServerSettings();
  settings.server_num_issue_query_threads = kThreads;
  RunTest(server, settings);
  server.Join();
  FAIL_IF(server.threads != server.own) && FAIL_EXP(server.threads.size()) &&
      FAIL_MSG("queries must be issued by the registered threads, by each, and by no other");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string shape = argc > 1 ? argv[1] : "";
  const int times = argc > 2 ? std::atoi(argv[2]) : 1;
  for (int i = 0; i < times; ++i) {
    if (shape == "basic" || shape == "coalesce") {
      RunBasic(shape == "coalesce");
    } else if (shape == "queue") {
      RunQueue();
    } else if (shape == "threads") {
      RunThreads();
    } else {
      std::cerr << "usage: server_suts basic|coalesce|queue|threads [TIMES]\n";
      return 2;
    }
  }
  std::cout << shape << ": " << suite::FailureCount() << " failures\n";
  return suite::FailureCount() == 0 ? 0 : 1;
}
