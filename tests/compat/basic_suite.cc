// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a harness of either generation may rely on (LOADGEN_API_V07: v0.7's headers): many tests in
// one process, each sample issued, sets in order, nothing that is not loaded.
#include "basic_sut.h"

namespace {

using mlperf::TestScenario;

/// Accuracy: each sample is issued; MultiStream may repeat some to fill its last queries.
class EachSampleIsIssued : public BasicSut {
 public:
  EachSampleIsIssued(TestScenario scenario, size_t total, size_t performance)
      : BasicSut(scenario, total, performance) {}
  void EndTest() override {
    BasicSut::EndTest();
    const size_t total = TotalSampleCount();
    FAIL_IF(issued.size() != total) && FAIL_EXP(issued.size()) && FAIL_EXP(total);
    FAIL_IF(!issued.empty() && issued.rbegin()->first != total - 1) &&
        FAIL_EXP(issued.rbegin()->first);
    size_t repeated = 0;
    for (const auto& sample : issued) {
      FAIL_IF(sample.second > (IsMultiStream() ? 2u : 1u)) && FAIL_EXP(sample.first) &&
          FAIL_EXP(sample.second);
      repeated += sample.second - 1;
    }
    const size_t spq = static_cast<size_t>(settings.multi_stream_samples_per_query);
    const size_t most = IsMultiStream() ? (spq - 1) * loaded.size() : 0;
    FAIL_IF(repeated > most) && FAIL_EXP(repeated) && FAIL_EXP(most);
  }
};
REGISTER_TEST_ALL_SCENARIOS(AccuracyIncludesAllSamples, EachSampleIsIssued, 32 * 64, 64);
REGISTER_TEST_ALL_SCENARIOS(AccuracyDuplicatesAreLimited, EachSampleIsIssued, 3003, 1001);
REGISTER_TEST_ALL_SCENARIOS(AccuracyOfOneSet, EachSampleIsIssued, 50, 64);

/// Offline: a query is a set, and the last set is what remains.
class RemainderSets : public BasicSut {
 public:
  explicit RemainderSets(TestScenario scenario) : BasicSut(scenario, 7 * 64 + 3, 64) {}
  void EndTest() override {
    BasicSut::EndTest();
    FAIL_IF(loaded.size() != 8) && FAIL_EXP(loaded.size()) && ABORT_TEST;
    FAIL_IF(queries.size() != 8) && FAIL_EXP(queries.size()) && ABORT_TEST;
    for (size_t i = 0; i < 8; ++i) {
      FAIL_IF(queries[i] != loaded[i]) && FAIL_EXP(i);
      FAIL_IF(queries[i].size() != (i == 7 ? 3 : 64)) && FAIL_EXP(queries[i].size());
    }
  }
};
REGISTER_TEST_SCENARIO(RemainderAccuracySets, Offline, RemainderSets);

/// MultiStream: a query is a piece of the loaded set, its last one too.
class ContiguousQueries : public BasicSut {
 public:
  explicit ContiguousQueries(TestScenario scenario) : BasicSut(scenario, 2 * 61, 61) {}
  void EndTest() override {
    BasicSut::EndTest();
    // 61 samples are 16 queries of 4: the last one has one of the 61, and three of the padding.
    FAIL_IF(queries.size() != 2 * 16) && FAIL_EXP(queries.size()) && ABORT_TEST;
    for (size_t i = 0; i < queries.size(); ++i) {
      const Set& set = loaded[i / 16];
      const auto found = std::search(set.begin(), set.end(), queries[i].begin(), queries[i].end());
      FAIL_IF(queries[i].size() != 4) && FAIL_EXP(i);
      FAIL_IF(found == set.end()) && FAIL_EXP(i);
    }
  }
};
REGISTER_TEST_SCENARIO(RemainderQueryContiguous, MultiStream, ContiguousQueries);
#ifdef LOADGEN_API_V07
REGISTER_TEST_SCENARIO(RemainderQueryContiguous, MultiStreamFree, ContiguousQueries);
#endif

/// Performance: one set, at least as many queries as asked for, every latency reported.
class PerformanceRun : public BasicSut {
 public:
  explicit PerformanceRun(TestScenario scenario) : BasicSut(scenario, 3003, 100) {}
  void SetUpTest() override {
    settings.mode = mlperf::TestMode::PerformanceOnly;
    settings.min_query_count = 64;
  }
  void EndTest() override {
    BasicSut::EndTest();
    const bool is_offline = settings.scenario == TestScenario::Offline;
    size_t samples = 0;
    for (const Set& query : queries) samples += query.size();
    FAIL_IF(loaded.size() != 1) && FAIL_EXP(loaded.size());
    FAIL_IF(queries.size() < (is_offline ? 1 : 64)) && FAIL_EXP(queries.size());
    FAIL_IF(samples < 64) && FAIL_EXP(samples);
#ifdef LOADGEN_API_V07
    FAIL_IF(reported.size() != samples) && FAIL_EXP(reported.size()) && FAIL_EXP(samples);
    for (const mlperf::QuerySampleLatency latency : reported) {
      FAIL_IF(latency < 0) && FAIL_EXP(latency);
    }
#endif
  }
};
REGISTER_TEST_ALL_SCENARIOS(PerformanceIssuesAtLeastWhatIsAsked, PerformanceRun);

/// Both phases in one call: sets for accuracy, then one for performance.
class BothPhases : public BasicSut {
 public:
  explicit BothPhases(TestScenario scenario) : BasicSut(scenario, 150, 100) {}
  void SetUpTest() override {
    settings.mode = mlperf::TestMode::SubmissionRun;
    settings.min_query_count = 10;
  }
  void EndTest() override {
    BasicSut::EndTest();
    FAIL_IF(loaded.size() != 3) && FAIL_EXP(loaded.size());
    FAIL_IF(issued.size() != 150) && FAIL_EXP(issued.size());
  }
};
REGISTER_TEST_ALL_SCENARIOS(SubmissionRunHasBothPhases, BothPhases);

/// The same seeds draw the same samples, others draw others.
class SeedsDecide : public BasicSut {
 public:
  explicit SeedsDecide(TestScenario scenario) : BasicSut(scenario, 100, 100) {}
  void SetUpTest() override {
    settings.mode = mlperf::TestMode::PerformanceOnly;
    settings.min_query_count = 50;
  }
  void RunTest() override {
    for (const unsigned seed : {7u, 7u, 8u}) {
      settings.sample_index_rng_seed = seed;
      settings.max_query_count = 50;
      const size_t before = queries.size();
      mlperf::StartTest(this, this, settings, logs);
      runs.push_back(std::vector<Set>(queries.begin() + static_cast<long>(before), queries.end()));
    }
  }
  void EndTest() override {
    BasicSut::EndTest();
    FAIL_IF(runs[0].size() != 50) && FAIL_EXP(runs[0].size());
    FAIL_IF(runs[0] != runs[1]);
    FAIL_IF(runs[0] == runs[2]);
  }
  std::vector<std::vector<Set>> runs;
};
REGISTER_TEST_SCENARIO(SameSeedSameSamples, SingleStream, SeedsDecide);
REGISTER_TEST_SCENARIO(SameSeedSameSamples, Server, SeedsDecide);

}  // namespace
