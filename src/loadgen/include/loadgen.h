// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The LoadGen's functions: start a test, report answers. C++14.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

// Harnesses of either generation use these without including them.
#include <chrono>
#include <condition_variable>
#include <iostream>
#include <limits>
#include <memory>
#include <mutex>
#include <numeric>
#include <thread>
#include <vector>

#include "query_sample.h"

namespace mlperf {

class QuerySampleLibrary;
class SystemUnderTest;
struct TestSettings;
struct LogSettings;

typedef std::function<void(QuerySampleResponse*)> ResponseCallback;

/// Reports answers; all of one call get one time. Any thread, also from inside IssueQuery. Ids of
/// ended tests, unknown ids and second answers are counted and otherwise ignored. `response_cb` is
/// called for those samples whose data goes into the accuracy log, before the data is read.
void QuerySamplesComplete(QuerySampleResponse* responses, std::size_t response_count,
                          const ResponseCallback& response_cb = ResponseCallback());

/// v6, with use_token_latencies: the first token of these samples is there. Any thread; what is
/// true of ids in QuerySamplesComplete is true here. In accuracy mode the bytes go into the
/// accuracy log as token_data.
void FirstTokenComplete(QuerySampleResponse* responses, std::size_t response_count,
                        const ResponseCallback& response_cb = ResponseCallback());

/// Makes the calling thread one of the server_num_issue_query_threads of the next Server test that
/// lacks one. Returns when that test has ended. Threads that no test wants stay in here.
void RegisterIssueQueryThread();

/// Ends every test of this process that issues queries: each stops issuing and is INVALID.
void AbortTest();

/// Runs one test to its end and writes its logs. Several may run at once on different objects.
/// A test that cannot start says so on stderr. The file `audit_config`, if there is one, overrides
/// the settings.
void StartTest(SystemUnderTest* sut, QuerySampleLibrary* qsl, const TestSettings& settings,
               const LogSettings& log_settings, const std::string& audit_config = "audit.config");

}  // namespace mlperf
