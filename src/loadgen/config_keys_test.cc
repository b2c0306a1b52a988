// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Each key of the config files in both profiles, and the defaults of their fields.
#include <doctest/doctest.h>

#include <string>

#include "loadgen/config.h"
#include "loadgen/profile.h"
#include "loadgen/settings.h"

namespace assay::loadgen {
namespace {

using mlperf::Profile;
using mlperf::TestSettings;

using Field = double (*)(const TestSettings&);

/// A line, the field it is about, that field's default (of either profile), and what the line makes
/// of it. Source: docs/loadgen-behaviour.md and the reference's library.
struct Row {
  const char* line;
  Field field;
  double default_v07, default_v6;
  double v07, v6;
};

#define FIELD(name) [](const TestSettings& s) { return static_cast<double>(s.name); }
constexpr Row kRows[] = {
    {"*.*.mode = 1", FIELD(mode), 2, 2, 1, 1},
    {"*.*.min_duration = 11", FIELD(min_duration_ms), 10000, 10000, 11, 11},
    {"*.*.max_duration = 12", FIELD(max_duration_ms), 0, 0, 12, 12},
    {"*.*.min_query_count = 13", FIELD(min_query_count), 100, 100, 13, 13},
    {"*.*.max_query_count = 14", FIELD(max_query_count), 0, 0, 14, 14},
    {"*.*.qsl_rng_seed = 15", FIELD(qsl_rng_seed), 0, 0, 15, 0},
    {"*.*.sample_index_rng_seed = 16", FIELD(sample_index_rng_seed), 0, 0, 16, 0},
    {"*.*.schedule_rng_seed = 17", FIELD(schedule_rng_seed), 0, 0, 17, 0},
    {"*.*.accuracy_log_rng_seed = 18", FIELD(accuracy_log_rng_seed), 0, 0, 18, 18},
    {"*.*.accuracy_log_probability = 25", FIELD(accuracy_log_probability), 0, 0, .25, 0},
    {"*.*.accuracy_log_sampling_target = 20", FIELD(accuracy_log_sampling_target), 0, 0, 20, 20},
    {"*.*.print_timestamps = 2", FIELD(print_timestamps), 0, 0, 1, 1},
    {"*.*.performance_issue_unique = 2", FIELD(performance_issue_unique), 0, 0, 1, 1},
    {"*.*.performance_issue_same = 2", FIELD(performance_issue_same), 0, 0, 1, 1},
    {"*.*.performance_issue_same_index = 21", FIELD(performance_issue_same_index), 0, 0, 21, 21},
    {"*.*.performance_sample_count_override = 22", FIELD(performance_sample_count_override), 0, 0,
     22, 22},
    {"*.SingleStream.target_latency_percentile = 50",
     FIELD(single_stream_target_latency_percentile), .9, .9, .5, .5},
    {"*.SingleStream.target_latency = 1.5", FIELD(single_stream_expected_latency_ns), 1e6, 1e6, 1e6,
     1.5e6},
    {"*.MultiStream.target_latency_percentile = 50", FIELD(multi_stream_target_latency_percentile),
     .9, .99, .5, .5},
    {"*.MultiStream.target_qps = 31.5", FIELD(multi_stream_target_qps), 10, 10, 31.5, 10},
    {"*.MultiStream.samples_per_query = 32", FIELD(multi_stream_samples_per_query), 4, 8, 32, 32},
    {"*.MultiStream.max_async_queries = 33", FIELD(multi_stream_max_async_queries), 1, 1, 33, 1},
    {"*.MultiStream.target_latency = 34.5", FIELD(multi_stream_expected_latency_ns), 8e6, 8e6, 8e6,
     34.5e6},
    {"*.Server.target_latency_percentile = 50", FIELD(server_target_latency_percentile), .99, .99,
     .5, .5},
    {"*.Server.target_latency = 36", FIELD(server_target_latency_ns), 100e6, 100e6, 36e6, 36e6},
    {"*.Server.target_qps = 37.5", FIELD(server_target_qps), 1, 1, 37.5, 37.5},
    {"*.Server.coalesce_queries = 2", FIELD(server_coalesce_queries), 0, 0, 1, 1},
    {"*.Server.max_async_queries = 38", FIELD(server_max_async_queries), 0, 0, 38, 38},
    {"*.Offline.target_qps = 41.5", FIELD(offline_expected_qps), 1, 1, 41.5, 41.5},
    // v6 only; what is on for 1 is not on for 2.
    {"*.*.accuracy_sample_count_override = 23", FIELD(accuracy_sample_count_override), 0, 0, 0, 23},
    {"*.*.sample_concatenate_permutation = 1", FIELD(sample_concatenate_permutation), 0, 0, 0, 1},
    {"*.*.sample_concatenate_permutation = 2", FIELD(sample_concatenate_permutation), 0, 0, 0, 0},
    {"*.*.use_token_latencies = 1", FIELD(use_token_latencies), 0, 0, 0, 1},
    {"*.*.use_token_latencies = 2", FIELD(use_token_latencies), 0, 0, 0, 0},
    {"*.*.infer_token_latencies = 1", FIELD(infer_token_latencies), 0, 0, 0, 1},
    {"*.*.infer_token_latencies = 2", FIELD(infer_token_latencies), 0, 0, 0, 0},
    {"*.*.token_latency_scaling_factor = 24", FIELD(token_latency_scaling_factor), 1, 1, 1, 1},
    {"*.*.infer_token_latencies = 1\n*.*.token_latency_scaling_factor = 24",
     FIELD(token_latency_scaling_factor), 1, 1, 1, 24},
    {"*.Server.ttft_latency = 39", FIELD(server_ttft_latency), 100e6, 100e6, 100e6, 100e6},
    {"*.*.use_token_latencies = 1\n*.Server.ttft_latency = 39", FIELD(server_ttft_latency), 100e6,
     100e6, 100e6, 39e6},
    {"*.Server.tpot_latency = 40", FIELD(server_tpot_latency), 100e6, 100e6, 100e6, 100e6},
    {"*.*.use_token_latencies = 1\n*.Server.tpot_latency = 40", FIELD(server_tpot_latency), 100e6,
     100e6, 100e6, 40e6},
    // Embedded only.
    {"*.*.test05 = 1", FIELD(test05), 0, 0, 0, 0},
    {"*.*.test05_qsl_rng_seed = 25", FIELD(test05_qsl_rng_seed), 0, 0, 0, 0},
    {"*.*.test05_sample_index_rng_seed = 26", FIELD(test05_sample_index_rng_seed), 0, 0, 0, 0},
    {"*.*.test05_schedule_rng_seed = 27", FIELD(test05_schedule_rng_seed), 0, 0, 0, 0},
};
#undef FIELD

/// What the LoadGen uses when nobody sets a field.
TestSettings DefaultsOf(Profile profile) {
  TestSettings settings;
  return Normalise(settings, RulesOf(profile), {.total = 8, .performance = 8}).requested;
}

TestSettings After(const std::string& line, Profile profile) {
  TestSettings settings = DefaultsOf(profile);
  const ConfigOutcome outcome = ApplyConfigText(
      line, "user.conf", {.model = "m", .scenario = "Server", .profile = profile}, settings);
  CHECK(outcome.error.empty());
  return settings;
}

TEST_CASE("config keys: each default is that of the profile") {
  for (const Row& row : kRows) {
    CAPTURE(row.line);
    CHECK(row.field(DefaultsOf(Profile::V07)) == row.default_v07);
    CHECK(row.field(DefaultsOf(Profile::V6)) == row.default_v6);
  }
}

TEST_CASE("config keys: each key sets its field, in its unit, in the profiles that have it") {
  for (const Row& row : kRows) {
    CAPTURE(row.line);
    CHECK(row.field(After(row.line, Profile::V07)) == doctest::Approx(row.v07).epsilon(1e-15));
    CHECK(row.field(After(row.line, Profile::V6)) == doctest::Approx(row.v6).epsilon(1e-15));
  }
}

TEST_CASE(
    "config keys: a percentile is the number times 0.01 in double arithmetic, as upstream's") {
  CHECK(After("*.SingleStream.target_latency_percentile = 99.9", Profile::V6)
            .single_stream_target_latency_percentile == 99.9 * .01);
}

TEST_CASE("config keys: what no file can set is left alone") {
  for (const char* key :
       {"server_num_issue_query_threads", "server_find_peak_qps_decimals_of_precision",
        "server_find_peak_qps_boundary_step_size", "multi_stream_target_latency_ns"}) {
    CAPTURE(key);
    TestSettings settings;
    const ConfigOutcome outcome = ApplyConfigText("*.*." + std::string(key) + " = 7\n", "user.conf",
                                                  {.model = "m", .scenario = "Server"}, settings);
    REQUIRE(outcome.warnings.size() == 1);
    CHECK(outcome.warnings[0] ==
          "user.conf:1: *.*." + std::string(key) + ": no key has this name; the line is ignored");
  }
}

TEST_CASE("config keys: a change of any field that files can set is carried, others are not") {
  for (const Row& row : kRows) {
    CAPTURE(row.line);
    TestSettings later, settings;
    for (const Profile profile : {Profile::V07, Profile::V6}) {
      ApplyConfigText(row.line, "f", {.model = "m", .scenario = "Server", .profile = profile},
                      later);
    }
    CarryChanges(TestSettings(), later, settings);
    CHECK(row.field(settings) == row.field(later));
  }
  TestSettings later, settings;
  later.server_num_issue_query_threads = 4;
  CarryChanges(TestSettings(), later, settings);
  CHECK(settings.server_num_issue_query_threads == 0);
}

}  // namespace
}  // namespace assay::loadgen
