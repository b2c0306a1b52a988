// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The C layer as a binding of another language drives it: functions and a number in place of
// objects, nothing else of the LoadGen's classes. Its logs go into the working folder.
// Status 1: something did not come as it should.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "bindings/c_api.h"
#include "suite.h"

namespace {

constexpr size_t kTotal = 50, kPerformance = 20;

/// What the binding keeps behind its number.
struct Client {
  size_t loaded = 0, unloaded = 0, samples = 0, callbacks = 0, first_tokens = 0, reported = 0;
  unsigned char bytes[2] = {0xC0, 0xDE};
};
size_t flushes = 0;  // the flush function gets no number

Client& ClientOf(mlperf::c::ClientData data) { return *reinterpret_cast<Client*>(data); }

void Load(mlperf::c::ClientData data, const mlperf::QuerySampleIndex*, size_t count) {
  ClientOf(data).loaded += count;
}
void Unload(mlperf::c::ClientData data, const mlperf::QuerySampleIndex*, size_t count) {
  ClientOf(data).unloaded += count;
}
void Flush() { ++flushes; }

std::vector<mlperf::QuerySampleResponse> ResponsesOf(Client& client,
                                                     const mlperf::QuerySample* samples,
                                                     size_t count) {
  std::vector<mlperf::QuerySampleResponse> responses;
  for (size_t i = 0; i < count; ++i) {
    responses.push_back(
        {samples[i].id, reinterpret_cast<uintptr_t>(client.bytes), sizeof client.bytes});
  }
  client.samples += count;
  return responses;
}

void Issue(mlperf::c::ClientData data, const mlperf::QuerySample* samples, size_t count) {
  std::vector<mlperf::QuerySampleResponse> responses = ResponsesOf(ClientOf(data), samples, count);
  mlperf::c::QuerySamplesComplete(responses.data(), responses.size());
}

#ifdef LOADGEN_API_V07
void Report(mlperf::c::ClientData data, const int64_t* latencies, size_t count) {
  for (size_t i = 0; i < count; ++i) ClientOf(data).reported += latencies[i] >= 0 ? 1 : 0;
}
#else
void CountCallback(mlperf::c::ClientData data, mlperf::QuerySampleResponse*) {
  ++ClientOf(data).callbacks;
}
void CountFirstToken(mlperf::c::ClientData data, mlperf::QuerySampleResponse*) {
  ++ClientOf(data).first_tokens;
}
void IssueWithCallback(mlperf::c::ClientData data, const mlperf::QuerySample* samples,
                       size_t count) {
  std::vector<mlperf::QuerySampleResponse> responses = ResponsesOf(ClientOf(data), samples, count);
  mlperf::c::FirstTokenComplete(responses.data(), responses.size());
  mlperf::c::FirstTokenCompleteResponseCb(responses.data(), 0, CountFirstToken, data);
  mlperf::c::QuerySamplesCompleteResponseCb(responses.data(), responses.size(), CountCallback,
                                            data);
}
#endif

std::string TextOf(const char* file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Runs one test with functions of this generation.
Client Run(const mlperf::TestSettings& settings, mlperf::c::IssueQueryCallback issue) {
  Client client;
  flushes = 0;
  const mlperf::c::ClientData data = reinterpret_cast<uintptr_t>(&client);
  const char name[] = "foreign name";
  void* const qsl =
      mlperf::c::ConstructQSL(data, name, strlen(name), kTotal, kPerformance, Load, Unload);
#ifdef LOADGEN_API_V07
  void* const sut = mlperf::c::ConstructSUT(data, name, 7, issue, Flush, Report);
  mlperf::c::StartTest(sut, qsl, settings);
#else
  void* const sut = mlperf::c::ConstructSUT(data, name, 7, issue, Flush);
  mlperf::c::StartTest(sut, qsl, settings, "no such audit.config");
#endif
  mlperf::c::DestroySUT(sut);
  mlperf::c::DestroyQSL(qsl);
  return client;
}

mlperf::TestSettings Settings(mlperf::TestMode mode) {
  mlperf::TestSettings settings;
  settings.scenario = mlperf::TestScenario::SingleStream;
  settings.mode = mode;
  settings.min_query_count = 30;
  settings.min_duration_ms = 0;
  return settings;
}

void CheckAccuracy(mlperf::c::IssueQueryCallback issue, size_t callbacks) {
  const Client client = Run(Settings(mlperf::TestMode::AccuracyOnly), issue);
  FAIL_IF(client.loaded != kTotal) && FAIL_EXP(client.loaded);
  FAIL_IF(client.unloaded != kTotal) && FAIL_EXP(client.unloaded);
  FAIL_IF(client.samples != kTotal) && FAIL_EXP(client.samples);
  FAIL_IF(client.callbacks != callbacks) && FAIL_EXP(client.callbacks);
  FAIL_IF(flushes != 3) && FAIL_EXP(flushes);
  FAIL_IF(TextOf("mlperf_log_accuracy.json").find("\"data\" : \"C0DE\"") == std::string::npos);
}

void CheckPerformance() {
  const Client client = Run(Settings(mlperf::TestMode::PerformanceOnly), Issue);
  FAIL_IF(client.loaded != kPerformance) && FAIL_EXP(client.loaded);
  FAIL_IF(client.samples != 30) && FAIL_EXP(client.samples);
#ifdef LOADGEN_API_V07
  FAIL_IF(client.reported != 30) && FAIL_EXP(client.reported);
#endif
  const std::string summary = TextOf("mlperf_log_summary.txt");
  FAIL_IF(summary.find("SUT name : foreign\n") == std::string::npos) && FAIL_MSG(summary);
}

}  // namespace

int main() {
  char folder[] = "/tmp/assay-compat-XXXXXX";
  if (mkdtemp(folder) == nullptr || chdir(folder) != 0) return 2;
  CheckAccuracy(Issue, 0);
  CheckPerformance();
#ifndef LOADGEN_API_V07
  CheckAccuracy(IssueWithCallback, kTotal);
#endif
  for (const char* file : {"summary.txt", "detail.txt", "accuracy.json", "trace.json"}) {
    remove((std::string("mlperf_log_") + file).c_str());
  }
  if (chdir("/") == 0) rmdir(folder);
  std::cout << suite::FailureCount() << " failures\n";
  return suite::FailureCount() == 0 ? 0 : 1;
}
