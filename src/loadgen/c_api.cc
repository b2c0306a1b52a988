// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The C layer: classes that call functions, one for the SUTs of each generation.
#include "loadgen/include/bindings/c_api.h"

#include <utility>

#include "loadgen/include/loadgen.h"
#include "loadgen/include/query_sample_library.h"
#include "loadgen/include/system_under_test.h"

namespace mlperf::c {
namespace {

struct SutFunctions {
  ClientData client_data;
  IssueQueryCallback issue;
  FlushQueriesCallback flush;
  ReportLatencyResultsCallback report;  // v0.7
};

class FunctionSut : public SystemUnderTest {
 public:
  FunctionSut(std::string name, const SutFunctions& functions)
      : name_(std::move(name)), functions_(functions) {}
  void IssueQuery(const std::vector<QuerySample>& samples) override {
    functions_.issue(functions_.client_data, samples.data(), samples.size());
  }
  void FlushQueries() override { functions_.flush(); }

 protected:
  const std::string name_;
  const SutFunctions functions_;
};

/// The form of Name() tells the LoadGen whose rules apply.
class V6Sut final : public FunctionSut {
 public:
  using FunctionSut::FunctionSut;
  const std::string& Name() override { return name_; }
};

class V07Sut final : public FunctionSut {
 public:
  using FunctionSut::FunctionSut;
  const std::string& Name() const override { return name_; }
  void ReportLatencyResults(const std::vector<QuerySampleLatency>& latencies_ns) override {
    functions_.report(functions_.client_data, latencies_ns.data(), latencies_ns.size());
  }
};

struct LibraryFunctions {
  ClientData client_data;
  std::size_t total, performance;
  LoadSamplesToRamCallback load;
  UnloadSamplesFromRamCallback unload;
};

class FunctionLibrary final : public QuerySampleLibrary {
 public:
  FunctionLibrary(std::string name, const LibraryFunctions& functions)
      : name_(std::move(name)), functions_(functions) {}
  const std::string& Name() override { return name_; }
  std::size_t TotalSampleCount() override { return functions_.total; }
  std::size_t PerformanceSampleCount() override { return functions_.performance; }
  void LoadSamplesToRam(const std::vector<QuerySampleIndex>& samples) override {
    functions_.load(functions_.client_data, samples.data(), samples.size());
  }
  void UnloadSamplesFromRam(const std::vector<QuerySampleIndex>& samples) override {
    functions_.unload(functions_.client_data, samples.data(), samples.size());
  }

 private:
  const std::string name_;
  const LibraryFunctions functions_;
};

mlperf::ResponseCallback Bound(ResponseCallback response_cb, ClientData client_data) {
  return [=](QuerySampleResponse* response) { response_cb(client_data, response); };
}

}  // namespace

void* ConstructSUT(ClientData client_data, const char* name, size_t name_length,
                   IssueQueryCallback issue_cb, FlushQueriesCallback flush_queries_cb) {
  return static_cast<SystemUnderTest*>(new V6Sut(
      std::string(name, name_length),
      {.client_data = client_data, .issue = issue_cb, .flush = flush_queries_cb, .report = {}}));
}

void* ConstructSUT(ClientData client_data, const char* name, size_t name_length,
                   IssueQueryCallback issue_cb, FlushQueriesCallback flush_queries_cb,
                   ReportLatencyResultsCallback report_latency_results_cb) {
  return static_cast<SystemUnderTest*>(
      new V07Sut(std::string(name, name_length), {.client_data = client_data,
                                                  .issue = issue_cb,
                                                  .flush = flush_queries_cb,
                                                  .report = report_latency_results_cb}));
}

void DestroySUT(void* sut) { delete static_cast<SystemUnderTest*>(sut); }

void* ConstructQSL(ClientData client_data, const char* name, size_t name_length,
                   size_t total_sample_count, size_t performance_sample_count,
                   LoadSamplesToRamCallback load_samples_to_ram_cb,
                   UnloadSamplesFromRamCallback unload_samples_from_ram_cb) {
  return static_cast<QuerySampleLibrary*>(
      new FunctionLibrary(std::string(name, name_length), {.client_data = client_data,
                                                           .total = total_sample_count,
                                                           .performance = performance_sample_count,
                                                           .load = load_samples_to_ram_cb,
                                                           .unload = unload_samples_from_ram_cb}));
}

void DestroyQSL(void* qsl) { delete static_cast<QuerySampleLibrary*>(qsl); }

void StartTest(void* sut, void* qsl, const TestSettings& settings,
               const std::string& audit_config_filename) {
  mlperf::StartTest(static_cast<SystemUnderTest*>(sut), static_cast<QuerySampleLibrary*>(qsl),
                    settings, LogSettings(), audit_config_filename);
}

void QuerySamplesComplete(QuerySampleResponse* responses, size_t response_count) {
  mlperf::QuerySamplesComplete(responses, response_count);
}

void QuerySamplesCompleteResponseCb(QuerySampleResponse* responses, size_t response_count,
                                    ResponseCallback response_cb, ClientData client_data) {
  mlperf::QuerySamplesComplete(responses, response_count, Bound(response_cb, client_data));
}

void FirstTokenComplete(QuerySampleResponse* responses, size_t response_count) {
  mlperf::FirstTokenComplete(responses, response_count);
}

void FirstTokenCompleteResponseCb(QuerySampleResponse* responses, size_t response_count,
                                  ResponseCallback response_cb, ClientData client_data) {
  mlperf::FirstTokenComplete(responses, response_count, Bound(response_cb, client_data));
}

void RegisterIssueQueryThread() { mlperf::RegisterIssueQueryThread(); }

}  // namespace mlperf::c
