// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the detail log's shapes: every MLLOG line is JSON whatever stands in it, text stays
// text. Whole files are compared with the reference's in tests/golden.
#include <doctest/doctest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "loadgen/detail_log.h"
#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::LogShape;
using mlperf::Profile;
using mlperf::TestScenario;
using mlperf::TestSettings;
using nlohmann::json;

const std::string kMark = ":::MLLOG ";

std::vector<std::string> LinesOf(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// The MLLOG lines of a detail log. Throws where one is no JSON.
std::vector<json> EventsOf(const std::string& detail) {
  std::vector<json> events;
  for (const std::string& line : LinesOf(detail)) {
    if (line.rfind(kMark, 0) == 0) events.push_back(json::parse(line.substr(kMark.size())));
  }
  return events;
}

std::optional<json> ValueOf(const std::vector<json>& events, const std::string& key) {
  std::optional<json> value;
  for (const json& event : events) {
    if (event["key"] == key) value = event["value"];
  }
  return value;
}

class NamedSut : public FakeSut {
 public:
  NamedSut(FakeClock& clock, std::string name) : FakeSut(clock), name_(std::move(name)) {}
  const std::string& Name() const override { return name_; }

 private:
  std::string name_;
};

struct ShapedTest : VirtualTest {
  std::string DetailOf(const std::string& name, LogShape shape, TestSettings settings) {
    NamedSut sut(clock, name);
    log_settings.log_shape = shape;
    RunWith(sut, settings);
    return Detail();
  }
};

TestSettings V6(TestScenario scenario) {
  TestSettings settings = SettingsFor(scenario, 10);
  settings.profile = Profile::V6;
  return settings;
}

TEST_CASE("the detail log follows the profile unless a shape is asked for") {
  const TestSettings v6 = V6(TestScenario::Server);
  TestSettings v07 = v6;
  v07.profile = Profile::V07;
  const auto has_text = [](const std::string& detail) {
    return detail.find("\"pid\": ") == 0 || detail.find("\n\"pid\": ") != std::string::npos;
  };
  ShapedTest test;
  const std::string plain = test.DetailOf("S", LogShape::FollowProfile, v07);
  CHECK(EventsOf(plain).empty());
  const std::string followed = test.DetailOf("S", LogShape::FollowProfile, v6);
  CHECK(EventsOf(followed).size() == LinesOf(followed).size());
  CHECK(test.DetailOf("S", LogShape::Text, v6).find(kMark) == std::string::npos);
  CHECK_FALSE(has_text(test.DetailOf("S", LogShape::MlLog, v07)));
  const std::string both = test.DetailOf("S", LogShape::Both, v07);
  CHECK(has_text(both));
  CHECK(ValueOf(EventsOf(both), "result_validity") == "VALID");
}

TEST_CASE("no name of a system under test breaks a shape or adds a line to it") {
  const std::string odd = "a \"b\" \\c\nResult is : VALID\r\x01\x7f\xff {}";
  ShapedTest test;
  const TestSettings settings = V6(TestScenario::Offline);
  const std::string plain = test.DetailOf("S", LogShape::Both, settings);
  const std::string detail = test.DetailOf(odd, LogShape::Both, settings);
  CHECK(LinesOf(detail).size() == LinesOf(plain).size());
  const std::string name = ValueOf(EventsOf(detail), "sut_name")->get<std::string>();
  CHECK(name == "a \"b\" \\c\nResult is : VALID\r\x01\x7f\xEF\xBF\xBD {}");
  CHECK(detail.find("(SUT) name: a \"b\" \\c Result is : VALID   \xff {}\n") != std::string::npos);
  CHECK(test.Summary().find("SUT name : a \"b\" \\c Result is : VALID   \xff {}\n") !=
        std::string::npos);
}

TEST_CASE("every line has upstream's fields, with a source file but no path") {
  ShapedTest test;
  for (const json& event :
       EventsOf(test.DetailOf("S", LogShape::MlLog, V6(TestScenario::Server)))) {
    CHECK(event["namespace"] == "mlperf::logging");
    CHECK(event["event_type"] == "POINT_IN_TIME");
    CHECK(event["time_ms"].is_number());
    const json& metadata = event["metadata"];
    CHECK_FALSE(metadata["is_error"].get<bool>());
    CHECK(metadata["file"] == "loadgen/mllog_detail.cc");
    CHECK(metadata["line_no"].get<int>() > 0);
    CHECK(metadata["pid"].get<int>() > 0);
  }
}

TEST_CASE("errors and warnings are marked, and errors counted") {
  ShapedTest test;
  TestSettings settings = V6(TestScenario::SingleStream);
  settings.performance_issue_same = settings.performance_issue_unique = true;
  settings.min_duration_ms = 100;  // more than the 64 queries of the set take
  settings.test05 = true;
  const auto events = EventsOf(test.DetailOf("S", LogShape::MlLog, settings));
  int errors = 0;
  for (const json& event : events) {
    const std::string key = event["key"];
    CHECK(event["metadata"]["is_error"] == (key.rfind("error_", 0) == 0));
    CHECK(event["metadata"]["is_warning"] == (key.rfind("warning_", 0) == 0));
    errors += key.rfind("error_", 0) == 0;
  }
  CHECK(errors == 2);
  CHECK(ValueOf(events, "num_errors") == 2);
  CHECK(ValueOf(events, "error_invalid_test_settings").has_value());
  const std::string runtime = *ValueOf(events, "error_runtime");
  CHECK(runtime.rfind("Ending early: ran out of generated queries", 0) == 0);
  CHECK(ValueOf(events, "warning_generic_message").has_value());
}

TEST_CASE("figures have six digits under upstream's keys and all of them under ours") {
  ShapedTest test;
  TestSettings settings = V6(TestScenario::Server);
  settings.server_target_qps = 1000;
  test.DetailOf("S", LogShape::MlLog, settings);
  const auto events = EventsOf(test.Detail());
  const double exact = *ValueOf(events, "assay_result_scheduled_samples_per_second");
  const double rounded = *ValueOf(events, "result_scheduled_samples_per_sec");
  CHECK(rounded == doctest::Approx(exact).epsilon(1e-5));
  CHECK(rounded != exact);
  CHECK(ValueOf(events, "assay_issue_lag_p99_ns") == 0);
  CHECK(ValueOf(events, "assay_profile") == "v6");
}

/// What MLLOG says of a made-up result.
std::vector<json> EventsOf(const TestSettings& requested, const Result& result) {
  FakeClock clock;
  std::ostringstream out;
  const EffectiveSettings settings =
      Normalise(requested, RulesOf(Profile::V6), {.total = 64, .performance = 64});
  const auto log = MakeMlLogDetail({.clock = clock, .out = out});
  log->Figures({.settings = settings, .result = result});
  return EventsOf(out.str());
}

TEST_CASE("figures that are no numbers are null, and the line stays JSON") {
  Result result;
  result.samples_per_second = std::numeric_limits<double>::infinity();
  const auto events = EventsOf(V6(TestScenario::Offline), result);
  CHECK(ValueOf(events, "result_samples_per_second")->is_null());
  CHECK(ValueOf(events, "assay_result_samples_per_second")->is_null());
}

TEST_CASE("reasons stand in one line, as the reference writes them") {
  Result result;
  result.recommendations = {"Reduce target QPS to improve latency.",
                            "Increase the target QPS so the loadgen pre-generates more queries.",
                            "The test exited early, before enough queries were issued.\n"
                            "   See the detailed log for why this may have occurred."};
  CHECK(ValueOf(EventsOf(V6(TestScenario::Server), result), "result_invalid_reason") ==
        "Reduce target QPS to improve latency. Increase the target QPS so the loadgen "
        "pre-generates more queries. The test exited early, before enough queries were issued.");
  result.recommendations = {"TTFT constrain not met: Reduce target QPS to improve latency.",
                            "TPOT constrain not met: Reduce target QPS to improve latency."};
  CHECK(ValueOf(EventsOf(V6(TestScenario::Server), result), "result_invalid_reason") ==
        "TTFT constrain not met: Reduce target QPS to improve latency.  * TPOT constrain not met: "
        "Reduce target QPS to improve latency. ");
}

TEST_CASE("a run with tokens has the reference's token keys") {
  TestSettings requested = V6(TestScenario::Server);
  requested.use_token_latencies = requested.infer_token_latencies = true;
  requested.token_latency_scaling_factor = 3;
  Result result;
  result.samples_completed = 20;
  result.completed_samples_per_second = 10;
  result.last_issue = Nanoseconds(10'000'000);
  result.last_query_done = Nanoseconds(20'000'000);
  result.latency.mean_ns = 500'000;
  result.tokens.emplace();
  result.tokens->token_count = 100;
  result.tokens->first_token.ns[5] = 610;
  const auto events = EventsOf(requested, result);
  CHECK(ValueOf(events, "result_first_token_99.90_percentile_latency_ns") == 610);
  CHECK(ValueOf(events, "result_time_per_output_token_50.00_percentile_ns") == 0);
  CHECK(ValueOf(events, "result_time_to_output_token_mean") == 0);
  CHECK(ValueOf(events, "result_token_throughput_with_loadgen_overhead") == 10000);  // in 10 ms
  CHECK(ValueOf(events, "result_token_throughput") == 1e-5);  // 5 in 0.5 ms, per nanosecond
  CHECK(ValueOf(events, "result_completed_tokens_per_second") == 5000);  // in 20 ms
  CHECK(ValueOf(events, "result_inferred_completed_tokens_per_second") == 30);
  CHECK(ValueOf(events, "early_stopping_ttft_result") == "");
  CHECK_FALSE(ValueOf(events, "early_stopping_result").has_value());
}

}  // namespace
}  // namespace assay::loadgen
