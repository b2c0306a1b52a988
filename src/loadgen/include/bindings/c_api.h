// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The LoadGen for bindings of other languages: functions in place of classes. Not extern "C", as
// upstream's is not. C++14.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <string>

#include "../query_sample.h"
#include "../test_settings.h"

namespace mlperf {
namespace c {

/// Whatever the binding likes; it comes back as the first argument of its functions.
typedef uintptr_t ClientData;

typedef void (*IssueQueryCallback)(ClientData, const QuerySample*, size_t);
typedef void (*FlushQueriesCallback)();
typedef void (*ReportLatencyResultsCallback)(ClientData, const int64_t*, size_t);
typedef void (*ResponseCallback)(ClientData, QuerySampleResponse*);
typedef void (*LoadSamplesToRamCallback)(ClientData, const QuerySampleIndex*, size_t);
typedef void (*UnloadSamplesFromRamCallback)(ClientData, const QuerySampleIndex*, size_t);

/// A system under test of v6. `name` is copied, and needs no zero at its end.
void* ConstructSUT(ClientData client_data, const char* name, size_t name_length,
                   IssueQueryCallback issue_cb, FlushQueriesCallback flush_queries_cb);
/// One of v0.7, which is told the latencies of a performance run.
void* ConstructSUT(ClientData client_data, const char* name, size_t name_length,
                   IssueQueryCallback issue_cb, FlushQueriesCallback flush_queries_cb,
                   ReportLatencyResultsCallback report_latency_results_cb);
void DestroySUT(void* sut);

void* ConstructQSL(ClientData client_data, const char* name, size_t name_length,
                   size_t total_sample_count, size_t performance_sample_count,
                   LoadSamplesToRamCallback load_samples_to_ram_cb,
                   UnloadSamplesFromRamCallback unload_samples_from_ram_cb);
void DestroyQSL(void* qsl);

/// mlperf::StartTest on objects of ConstructSUT and ConstructQSL, with logs as LogSettings has them
/// by default.
void StartTest(void* sut, void* qsl, const TestSettings& settings,
               const std::string& audit_config_filename = "audit.config");

/// As the functions of the same name in loadgen.h. `response_cb` gets `client_data`.
void QuerySamplesComplete(QuerySampleResponse* responses, size_t response_count);
void QuerySamplesCompleteResponseCb(QuerySampleResponse* responses, size_t response_count,
                                    ResponseCallback response_cb, ClientData client_data);
void FirstTokenComplete(QuerySampleResponse* responses, size_t response_count);
void FirstTokenCompleteResponseCb(QuerySampleResponse* responses, size_t response_count,
                                  ResponseCallback response_cb, ClientData client_data);
void RegisterIssueQueryThread();

}  // namespace c
}  // namespace mlperf
