// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What only a v6 harness relies on: the audit argument, response callbacks, first tokens, the
// dispatch library, the performance set of the first samples.
#include <fstream>
#include <sstream>

#include "basic_sut.h"
#include "query_dispatch_library.h"

namespace {

using mlperf::TestScenario;

std::string TextOf(const std::string& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class V6Test : public BasicSut {
 public:
  V6Test(TestScenario scenario, size_t total, size_t performance)
      : BasicSut(scenario, total, performance) {}
  void SetUpTest() override {
    settings.mode = mlperf::TestMode::PerformanceOnly;
    settings.min_query_count = 10;
  }
  std::string Log(const std::string& name) const {
    return TextOf(folder.path() + "/mlperf_log_" + name);
  }
};

/// The last argument of StartTest names a file that overrides the settings.
class AuditArgument : public V6Test {
 public:
  explicit AuditArgument(TestScenario scenario) : V6Test(scenario, 64, 64) {}
  void RunTest() override {
    const std::string file = folder.path() + "/audit.config";
    mlperf::StartTest(this, this, settings, logs, file);  // there is none yet
    without_audit = queries.size();
    std::ofstream(file) << "*.*.min_query_count = 40\n*.Server.min_query_count = 30\n";
    mlperf::StartTest(this, this, settings, logs, file);
  }
  void EndTest() override {
    V6Test::EndTest();
    FAIL_IF(without_audit != 10) && FAIL_EXP(without_audit);
    FAIL_IF(queries.size() - without_audit != 40) && FAIL_EXP(queries.size());
  }
  size_t without_audit = 0;
};
REGISTER_TEST_SCENARIO(AuditArgumentOverrides, SingleStream, AuditArgument);

/// The callback runs before the data is taken: it may bring them from a device.
class CallbackBringsData : public BasicSut {
 public:
  explicit CallbackBringsData(TestScenario scenario) : BasicSut(scenario, 20, 10) {}
  void EndTest() override {
    BasicSut::EndTest();
    FAIL_IF(call_count != 20) && FAIL_EXP(call_count);
    const std::string log = TextOf(folder.path() + "/mlperf_log_accuracy.json");
    size_t found = 0;
    for (size_t at = log.find("\"AB0C\""); at != std::string::npos;
         at = log.find("\"AB0C\"", at + 1))
      ++found;
    FAIL_IF(found < 20) && FAIL_EXP(found) && FAIL_MSG(log);
  }
  size_t call_count = 0;

 protected:
  void Answer(std::vector<mlperf::QuerySampleResponse>& responses) override {
    unsigned char bytes[2] = {0, 0};
    for (mlperf::QuerySampleResponse& response : responses) {
      response.data = reinterpret_cast<uintptr_t>(bytes);
      response.size = sizeof bytes;
    }
    mlperf::QuerySamplesComplete(responses.data(), responses.size(),
                                 [&](mlperf::QuerySampleResponse*) {
                                   bytes[0] = 0xAB;
                                   bytes[1] = 0x0C;
                                   ++call_count;
                                 });
  }
};
REGISTER_TEST_SCENARIO(CallbackBringsData, SingleStream, CallbackBringsData);
REGISTER_TEST_SCENARIO(CallbackBringsData, Server, CallbackBringsData);
REGISTER_TEST_SCENARIO(CallbackBringsData, Offline, CallbackBringsData);

/// First tokens and token counts become metrics of the run, and part of the accuracy log.
class Tokens : public V6Test {
 public:
  explicit Tokens(TestScenario scenario) : V6Test(scenario, 64, 64) {}
  void SetUpTest() override {
    V6Test::SetUpTest();
    settings.use_token_latencies = true;
    settings.token_latency_scaling_factor = 1;
  }

 protected:
  void Answer(std::vector<mlperf::QuerySampleResponse>& responses) override {
    unsigned char bytes[] = {1, 2, 0xAB};
    for (mlperf::QuerySampleResponse& response : responses) {
      response.data = reinterpret_cast<uintptr_t>(bytes);
      response.size = 2;
    }
    mlperf::FirstTokenComplete(responses.data(), responses.size(),
                               [](mlperf::QuerySampleResponse*) {});
    for (mlperf::QuerySampleResponse& response : responses) {
      response.size = sizeof bytes;
      response.n_tokens = 5;
    }
    mlperf::QuerySamplesComplete(responses.data(), responses.size());
  }
};
REGISTER_TEST_ALL_SCENARIOS(FirstTokensAreTaken, Tokens);

class TokensInAccuracy : public Tokens {
 public:
  explicit TokensInAccuracy(TestScenario scenario) : Tokens(scenario) {}
  void SetUpTest() override {
    Tokens::SetUpTest();
    settings.mode = mlperf::TestMode::AccuracyOnly;
  }
};
REGISTER_TEST_ALL_SCENARIOS(FirstTokensAreTakenInAccuracy, TokensInAccuracy);

class TokensInSummary : public Tokens {
 public:
  explicit TokensInSummary(TestScenario scenario) : Tokens(scenario) {}
  void EndTest() override {
    Tokens::EndTest();
    if (settings.scenario == TestScenario::Offline) return;  // it has no first tokens
    for (const char* line :
         {"Mean First Token latency (ns) ", "Mean Time per Output Token (ns) "}) {
      FAIL_IF(Log("summary.txt").find(line) == std::string::npos) && FAIL_MSG(line);
    }
  }
};
REGISTER_TEST_ALL_SCENARIOS(TokensInTheLogs, TokensInSummary);

class TokensInAccuracyLog : public TokensInAccuracy {
 public:
  explicit TokensInAccuracyLog(TestScenario scenario) : TokensInAccuracy(scenario) {}
  void EndTest() override {
    TokensInAccuracy::EndTest();
    if (settings.scenario == TestScenario::Offline) return;
    const std::string record =
        "\"data\" : \"0102AB\", \"token_data\" : \"0102\", \"token_count\" : 5 }";
    FAIL_IF(Log("accuracy.json").find(record) == std::string::npos);
  }
};
REGISTER_TEST_ALL_SCENARIOS(TokenBytesInTheLogs, TokensInAccuracyLog);

/// Each line of the detail log is an event for parsers.
class MllogDetail : public V6Test {
 public:
  explicit MllogDetail(TestScenario scenario) : V6Test(scenario, 64, 64) {}
  void EndTest() override {
    V6Test::EndTest();
    std::istringstream detail(Log("detail.txt"));
    std::string line;
    size_t count = 0;
    for (; std::getline(detail, line); ++count) {
      FAIL_IF(line.compare(0, 18, ":::MLLOG {\"key\": \"") != 0) && FAIL_MSG(line);
    }
    FAIL_IF(count < 50) && FAIL_EXP(count);
  }
};
REGISTER_TEST_ALL_SCENARIOS(EventsInTheLogs, MllogDetail);

/// A dispatch library is a system under test.
class Dispatcher : public mlperf::QueryDispatchLibrary {
 public:
  const std::string& Name() override { return name_; }
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    std::vector<mlperf::QuerySampleResponse> responses;
    for (const mlperf::QuerySample& sample : samples) responses.emplace_back(sample.id, 0, 0, 1);
    sample_count += samples.size();
    mlperf::QuerySamplesComplete(responses.data(), responses.size());
  }
  void FlushQueries() override {}
  size_t sample_count = 0;

 private:
  std::string name_ = "Dispatcher";
};

class Dispatched : public V6Test {
 public:
  explicit Dispatched(TestScenario scenario) : V6Test(scenario, 64, 64) {}
  void RunTest() override { mlperf::StartTest(&dispatcher, this, settings, logs); }
  void EndTest() override {
    FAIL_IF(dispatcher.sample_count != 10) && FAIL_EXP(dispatcher.sample_count);
    FAIL_IF(Log("summary.txt").find("SUT name : Dispatcher") == std::string::npos);
  }
  Dispatcher dispatcher;
};
REGISTER_TEST_SCENARIO(QueryDispatchLibraryIsASut, SingleStream, Dispatched);
REGISTER_TEST_SCENARIO(QueryDispatchLibraryIsASut, Offline, Dispatched);

/// The performance set is made of the first samples.
class FirstSamples : public V6Test {
 public:
  explicit FirstSamples(TestScenario scenario) : V6Test(scenario, 3003, 100) {}
  void EndTest() override {
    V6Test::EndTest();
    for (const mlperf::QuerySampleIndex index : loaded[0]) FAIL_IF(index >= 100) && FAIL_EXP(index);
  }
};
REGISTER_TEST_ALL_SCENARIOS(PerformanceSetIsThePrefix, FirstSamples);

/// MultiStream has a latency in place of a rate, and waits for each query.
class OneAfterTheOther : public V6Test {
 public:
  explicit OneAfterTheOther(TestScenario scenario) : V6Test(scenario, 64, 64) {}
  void SetUpTest() override {
    V6Test::SetUpTest();
    settings.multi_stream_expected_latency_ns = 1000;
    settings.multi_stream_samples_per_query = 8;
  }
  void EndTest() override {
    V6Test::EndTest();
    FAIL_IF(queries.size() != 10) && FAIL_EXP(queries.size());
    FAIL_IF(queries[0].size() != 8) && FAIL_EXP(queries[0].size());
  }
};
REGISTER_TEST_SCENARIO(MultiStreamIsOneAfterTheOther, MultiStream, OneAfterTheOther);

}  // namespace
