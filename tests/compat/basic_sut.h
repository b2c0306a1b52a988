// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// One object that is both the system under test and the sample library, as conformance programs
// have it: it answers at once, and checks what every LoadGen owes it.
#ifndef ASSAY_TESTS_COMPAT_BASIC_SUT_H_
#define ASSAY_TESTS_COMPAT_BASIC_SUT_H_

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "loadgen.h"
#include "query_sample_library.h"
#include "suite.h"
#include "system_under_test.h"
#include "test_settings.h"

#ifdef LOADGEN_API_V07
#define NAME_QUALIFIER const
#else
#define NAME_QUALIFIER
#endif

/// A folder for logs that goes with the object.
class LogFolder {
 public:
  LogFolder() {
    char pattern[] = "/tmp/assay-compat-XXXXXX";
    const char* made = mkdtemp(pattern);
    if (made != nullptr) path_ = made;
  }
  ~LogFolder() {
    for (const char* file : {"summary.txt", "detail.txt", "accuracy.json", "trace.json"}) {
      std::remove((path_ + "/mlperf_log_" + file).c_str());
    }
    std::remove((path_ + "/audit.config").c_str());
    rmdir(path_.c_str());
  }
  LogFolder(const LogFolder&) = delete;
  LogFolder& operator=(const LogFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class BasicSut : public mlperf::QuerySampleLibrary, public mlperf::SystemUnderTest {
 public:
  typedef std::vector<mlperf::QuerySampleIndex> Set;

  BasicSut(mlperf::TestScenario scenario, size_t total, size_t performance)
      : total_(total), performance_(performance) {
    settings.scenario = scenario;
    settings.mode = mlperf::TestMode::AccuracyOnly;
    settings.min_duration_ms = 0;
    settings.server_target_qps = 1000000;
#ifdef LOADGEN_API_V07
    settings.multi_stream_target_qps = 100000;
#endif
    settings.multi_stream_samples_per_query = 4;
    logs.log_output.outdir = folder.path();
    logs.enable_trace = false;
  }
  virtual ~BasicSut() {}

  const std::string& Name() NAME_QUALIFIER override { return name_; }
  size_t TotalSampleCount() override { return total_; }
  size_t PerformanceSampleCount() override { return performance_; }

  void LoadSamplesToRam(const Set& samples) override {
    FAIL_IF(is_loaded_) && FAIL_MSG("loaded while another set is loaded");
    is_loaded_ = true;
    loaded.push_back(samples);
    in_memory_.clear();
    for (const mlperf::QuerySampleIndex index : samples) ++in_memory_[index];
    flushed.push_back(0);
  }
  void UnloadSamplesFromRam(const Set& samples) override {
    FAIL_IF(!is_loaded_) && FAIL_MSG("unloaded what is not loaded");
    FAIL_IF(samples != loaded.back()) && FAIL_MSG("not unloaded in the order of loading");
    is_loaded_ = false;
    ++unload_count;
  }

  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    FAIL_IF(!is_loaded_) && FAIL_MSG("issued while nothing is loaded");
    FAIL_IF(!flushed.empty() && flushed.back() != 0) && FAIL_MSG("issued after the flush");
    queries.push_back(std::vector<mlperf::QuerySampleIndex>());
    std::vector<mlperf::QuerySampleResponse> responses;
    for (const mlperf::QuerySample& sample : samples) {
      FAIL_IF(in_memory_.count(sample.index) == 0) && FAIL_MSG("issued what is not loaded");
      ++issued[sample.index];
      queries.back().push_back(sample.index);
      responses.push_back({sample.id, 0, 0});
    }
    Answer(responses);
  }
  void FlushQueries() override {
    if (!flushed.empty()) ++flushed.back();
  }
#ifdef LOADGEN_API_V07
  void ReportLatencyResults(const std::vector<mlperf::QuerySampleLatency>& latencies) override {
    reported = latencies;
  }
#endif

  virtual void SetUpTest() {}
  virtual void RunTest() { mlperf::StartTest(this, this, settings, logs); }
  virtual void EndTest() {
    FAIL_IF(loaded.empty()) && FAIL_MSG("the test did not run") && ABORT_TEST;
    FAIL_IF(unload_count != loaded.size()) && FAIL_EXP(loaded.size()) && FAIL_EXP(unload_count);
    for (const size_t count : flushed) {
      FAIL_IF(count != 1) && FAIL_EXP(count) && FAIL_MSG("each set is flushed once");
    }
  }

  bool IsMultiStream() const {
#ifdef LOADGEN_API_V07
    if (settings.scenario == mlperf::TestScenario::MultiStreamFree) return true;
#endif
    return settings.scenario == mlperf::TestScenario::MultiStream;
  }

  LogFolder folder;
  mlperf::TestSettings settings;
  mlperf::LogSettings logs;

  std::vector<Set> loaded;
  size_t unload_count = 0;
  std::vector<size_t> flushed;  // per set, how often
  std::vector<Set> queries;
  std::map<mlperf::QuerySampleIndex, size_t> issued;  // how often
  std::vector<mlperf::QuerySampleLatency> reported;

 protected:
  virtual void Answer(std::vector<mlperf::QuerySampleResponse>& responses) {
    mlperf::QuerySamplesComplete(responses.data(), responses.size());
  }

 private:
  std::string name_ = "BasicSut";
  size_t total_, performance_;
  bool is_loaded_ = false;
  std::map<mlperf::QuerySampleIndex, size_t> in_memory_;
};

#endif  // ASSAY_TESTS_COMPAT_BASIC_SUT_H_
