// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the log texts with figures computed by hand; whole files are compared in tests/golden.
#include <doctest/doctest.h>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using namespace std::chrono_literals;
using mlperf::TestScenario;
using mlperf::TestSettings;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("summary of SingleStream: headline, rates, percentiles") {
  VirtualTest test;
  // Latencies 1, 2, ..., 10 ms, one after the other; the last is issued at 45 ms.
  test.RunAnswering([](std::size_t query) { return Nanoseconds(1ms) * (query + 1); },
                    SettingsFor(TestScenario::SingleStream, 10));
  const std::string text = test.Summary();
  CHECK(Has(text, "90th percentile latency (ns) : 10000000\n"));     // index 9 of 10
  CHECK(Has(text, "QPS w/ loadgen overhead         : 200.00\n"));    // 9 / 45 ms
  CHECK(Has(text, "QPS w/o loadgen overhead        : 181.82\n\n"));  // 1 / 5.5 ms
  CHECK(Has(text, "50.00 percentile latency (ns)   : 6000000\n"));   // index 5
  CHECK(Has(text, "Mean latency (ns)               : 5500000\n"));
  CHECK(Has(text, "Result is : VALID\n  Min duration satisfied : Yes\n"));
  CHECK_FALSE(Has(text, "Performance constraints"));
}

TEST_CASE("summary of an invalid Server run: NO, and what to do") {
  VirtualTest test;
  TestSettings settings = SettingsFor(TestScenario::Server, 10);
  settings.server_target_latency_ns = 1000;
  test.RunAnswering([](std::size_t) { return 2us; }, settings);
  CHECK(Has(test.Summary(),
            "Result is : INVALID\n"
            "  Performance constraints satisfied : NO\n"
            "  Min duration satisfied : Yes\n"
            "  Min queries satisfied : Yes\n"
            "Recommendations:\n * Reduce target QPS to improve latency.\n\n===="));
}

TEST_CASE("summary of Offline: no blank before the colon, six digits") {
  VirtualTest test;
  test.RunAnswering([](std::size_t) { return 3ms; }, SettingsFor(TestScenario::Offline, 1000));
  CHECK(Has(test.Summary(), "Samples per second: 333333\n"));
}

TEST_CASE("summary of MultiStream: intervals, then queries, then samples") {
  VirtualTest test;
  TestSettings settings = SettingsFor(TestScenario::MultiStream, 10);
  settings.multi_stream_target_qps = 400;
  test.RunAnswering([](std::size_t) { return 1ms; }, settings);
  const std::string text = test.Summary();
  CHECK(Has(text, "Samples per query : 4\n"));
  CHECK(Has(text,
            "Intervals between each IssueQuery:  \"qps\" : 400, \"ms\" : 2.5\n"
            "50.00 percentile : 1\n"));
  CHECK(Has(text,
            "Per-query latency:  \"target_ns\" : 2500000, \"target_ms\" : 2.5\n"
            "50.00 percentile latency (ns)   : 1000000\n"));
}

TEST_CASE("an accuracy run's summary holds only the two counts") {
  VirtualTest test;
  FakeSut sut(test.clock);
  TestSettings settings = SettingsFor(TestScenario::Server, 10);
  settings.mode = mlperf::TestMode::AccuracyOnly;
  test.RunWith(sut, settings);
  CHECK(test.Summary() ==
        "\nNo warnings encountered during test.\n\nNo errors encountered during test.\n");
  CHECK(Has(test.Detail(), "Starting accuracy mode:\n"));
  CHECK(Has(test.Detail(), "POWER_END: \"mode\" : Accuracy, \"time\" : "));
}

TEST_CASE("the accuracy log is always written, and the trace only on demand") {
  VirtualTest test;
  FakeSut sut(test.clock);
  test.RunWith(sut, SettingsFor(TestScenario::Server, 10));
  CHECK(TextOf(test.folder.File("mlperf_log_accuracy.json")) == "[\n]\n");
  CHECK_FALSE(std::filesystem::exists(test.folder.File("mlperf_log_trace.json")));
}

TEST_CASE("names of the log files: prefix, time, suffix") {
  VirtualTest test;
  FakeSut sut(test.clock);
  mlperf::LogSettings logs;
  logs.log_output.outdir = test.folder.path();
  logs.log_output.prefix = "p_";
  logs.log_output.suffix = "_s";
  logs.log_output.prefix_with_datetime = true;
  logs.enable_trace = true;
  Run(sut, test.library, SettingsFor(TestScenario::Server, 1), logs, {.clock = &test.clock});
  int found = 0;
  for (const auto& entry : std::filesystem::directory_iterator(test.folder.path())) {
    const std::string name = entry.path().filename().string();
    found += name.size() == std::string("p_2026-11-23T05:37:15Z_trace_s.json").size() &&
             name.substr(0, 4) == "p_20" && Has(name, "Z_trace_s.json");
  }
  CHECK(found == 1);
}

TEST_CASE("a full disk is noticed when the logs are closed") {
  VirtualTest test;
  FakeSut sut(test.clock);
  for (const char* name : {"summary.txt", "detail.txt", "accuracy.json"}) {
    std::filesystem::create_symlink("/dev/full",
                                    test.folder.File(std::string("mlperf_log_") + name));
  }
  CHECK_THROWS_WITH_AS(test.RunWith(sut, SettingsFor(TestScenario::Server, 1)),
                       doctest::Contains("disk full"), std::runtime_error);
}

}  // namespace
}  // namespace assay::loadgen
