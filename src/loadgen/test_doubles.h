// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What the LoadGen's tests drive: a library that remembers, systems under test that answer in
// virtual time, a folder that disappears.
#pragma once

#include <stdlib.h>

#include <cstdint>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/fake_clock.h"
#include "loadgen/include/loadgen.h"
#include "loadgen/include/query_sample_library.h"
#include "loadgen/include/system_under_test.h"
#include "loadgen/include/test_settings.h"
#include "loadgen/run.h"

namespace assay::loadgen {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "assay-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string File(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

inline std::string TextOf(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class FakeLibrary : public mlperf::QuerySampleLibrary {
 public:
  FakeLibrary(std::size_t total, std::size_t performance)
      : total_(total), performance_(performance) {}
  const std::string& Name() const override { return name_; }
  std::size_t TotalSampleCount() override { return total_; }
  std::size_t PerformanceSampleCount() override { return performance_; }
  void LoadSamplesToRam(const std::vector<mlperf::QuerySampleIndex>& samples) override {
    loaded.push_back(samples);
  }
  void UnloadSamplesFromRam(const std::vector<mlperf::QuerySampleIndex>& samples) override {
    unloaded.push_back(samples);
  }

  std::vector<std::vector<mlperf::QuerySampleIndex>> loaded, unloaded;

 private:
  std::string name_ = "FakeLibrary";
  std::size_t total_, performance_;
};

inline void AnswerEmpty(const std::vector<mlperf::ResponseId>& ids) {
  std::vector<mlperf::QuerySampleResponse> responses;
  for (const mlperf::ResponseId id : ids) responses.push_back({id, 0, 0});
  mlperf::QuerySamplesComplete(responses.data(), responses.size());
}

inline std::vector<mlperf::ResponseId> IdsOf(const std::vector<mlperf::QuerySample>& samples) {
  std::vector<mlperf::ResponseId> ids;
  for (const mlperf::QuerySample& sample : samples) ids.push_back(sample.id);
  return ids;
}

/// Records every query with the virtual time of its issue, and then does what it was told.
class FakeSut : public mlperf::SystemUnderTest {
 public:
  struct Query {
    Nanoseconds at;
    std::vector<mlperf::QuerySample> samples;
  };
  using OnIssue = std::function<void(const Query&)>;

  /// Answers at once unless told otherwise.
  explicit FakeSut(FakeClock& clock)
      : FakeSut(clock, [](const Query& query) { AnswerEmpty(IdsOf(query.samples)); }) {}
  FakeSut(FakeClock& clock, OnIssue on_issue) : clock_(clock), on_issue_(std::move(on_issue)) {}

  const std::string& Name() const override { return name_; }
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    queries.push_back({clock_.Now(), samples});
    on_issue_(queries.back());
  }
  void FlushQueries() override { ++flushes; }
  void ReportLatencyResults(const std::vector<mlperf::QuerySampleLatency>& latencies) override {
    reported = latencies;
  }

  std::deque<Query> queries;  // a deque: references stay valid
  int flushes = 0;
  std::vector<mlperf::QuerySampleLatency> reported;

 private:
  FakeClock& clock_;
  OnIssue on_issue_;
  std::string name_ = "FakeSut";
};

/// Answers sets of ids later, in virtual time.
class LaterAnswers {
 public:
  explicit LaterAnswers(FakeClock& clock) : clock_(clock) {}
  void After(Nanoseconds delay, std::vector<mlperf::ResponseId> ids) {
    workers_.push_back(clock_.StartWorker("answer", [ids] { AnswerEmpty(ids); }));
    workers_.back()->WakeAt(clock_.Now() + delay);
  }

 private:
  FakeClock& clock_;
  std::deque<std::unique_ptr<Worker>> workers_;
};

/// A test in virtual time, with its logs in a folder of its own.
struct VirtualTest {
  FakeClock clock;
  FakeLibrary library{64, 64};
  TemporaryFolder folder;
  LaterAnswers later{clock};
  Environment environment;
  mlperf::LogSettings log_settings;

  Result RunWith(mlperf::SystemUnderTest& sut, const mlperf::TestSettings& settings) {
    log_settings.log_output.outdir = folder.path();
    environment.clock = &clock;
    return Run(sut, library, settings, log_settings, environment);
  }
  /// Answers every query after the time that `delay` says for it (numbers from 0).
  Result RunAnswering(const std::function<Nanoseconds(std::size_t query)>& delay,
                      const mlperf::TestSettings& settings) {
    std::size_t count = 0;
    FakeSut sut(clock, [&](const FakeSut::Query& query) {
      later.After(delay(count++), IdsOf(query.samples));
    });
    return RunWith(sut, settings);
  }
  std::string Summary() const { return TextOf(folder.File("mlperf_log_summary.txt")); }
  std::string Detail() const { return TextOf(folder.File("mlperf_log_detail.txt")); }
};

inline mlperf::TestSettings SettingsFor(mlperf::TestScenario scenario, std::uint64_t min_queries) {
  mlperf::TestSettings settings;
  settings.scenario = scenario;
  settings.min_query_count = min_queries;
  settings.min_duration_ms = 0;
  return settings;
}

inline const Anomaly* Find(const Result& result, Anomaly::Kind kind) {
  for (const Anomaly& anomaly : result.anomalies) {
    if (anomaly.kind == kind) return &anomaly;
  }
  return nullptr;
}

}  // namespace assay::loadgen
