// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a test is asked to do: the fields of both generations of the interface. C++14.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace mlperf {
namespace detail {
struct ConfigHistory;
}

enum class TestScenario {
  SingleStream,
  MultiStream,      // v0.7: at fixed intervals; v6: one query after the other
  MultiStreamFree,  // v0.7 only
  Server,
  Offline,
};

enum class TestMode {
  SubmissionRun,  // accuracy, then performance
  AccuracyOnly,
  PerformanceOnly,
  FindPeakPerformance,
};

/// Whose rules of the LoadGen apply.
enum class Profile {
  FollowName,  // the form of Name() that the system under test overrides: const v0.7, else v6
  V07,
  V6,
};

/// How the LoadGen waits for a query's time. Assay's own; upstream only sleeps.
enum class IssuePacing {
  Exact,   // sleeps, and spins through the last part: late by less than a microsecond
  Gentle,  // only sleeps, and wakes up seldom: leaves the core to the system under test
};

/// Fields whose default differs between the profiles start unset and take the profile's value.
constexpr double kUnsetPercentile = -1;
constexpr std::uint64_t kUnsetCount = 0;
constexpr int kUnsetConfType = -1;

/// Seeds count modulo 2^32. Percentiles are fractions.
struct TestSettings {
  TestScenario scenario = TestScenario::SingleStream;
  TestMode mode = TestMode::PerformanceOnly;
  Profile profile = Profile::FollowName;
  IssuePacing pacing = IssuePacing::Exact;

  double single_stream_expected_latency_ns = 1000000;
  double single_stream_target_latency_percentile = 0.90;

  double multi_stream_target_qps = 10.0;                             // v0.7
  std::uint64_t multi_stream_target_latency_ns = 100000000;          // v0.7, MultiStreamFree
  double multi_stream_expected_latency_ns = 8000000;                 // v6
  double multi_stream_target_latency_percentile = kUnsetPercentile;  // v0.7: 0.9, v6: 0.99
  std::uint64_t multi_stream_samples_per_query = kUnsetCount;        // v0.7: 4, v6: 8
  int multi_stream_max_async_queries = 1;                            // v0.7

  double server_target_qps = 1;
  std::uint64_t server_target_latency_ns = 100000000;
  double server_target_latency_percentile = 0.99;
  bool server_coalesce_queries = false;  // queries that are due together share one IssueQuery
  int server_find_peak_qps_decimals_of_precision = 1;
  double server_find_peak_qps_boundary_step_size = 1;
  std::uint64_t server_max_async_queries = 0;  // 0: no limit
  std::uint64_t server_num_issue_query_threads = 0;

  double offline_expected_qps = 1;
  bool sample_concatenate_permutation = false;  // v6

  std::uint64_t min_duration_ms = 10000;
  std::uint64_t max_duration_ms = 0;  // 0: no limit
  std::uint64_t min_query_count = 100;
  std::uint64_t max_query_count = 0;  // 0: no limit

  std::uint64_t qsl_rng_seed = 0;
  std::uint64_t sample_index_rng_seed = 0;
  std::uint64_t schedule_rng_seed = 0;
  std::uint64_t accuracy_log_rng_seed = 0;
  double accuracy_log_probability = 0.0;
  std::uint64_t accuracy_log_sampling_target = 0;  // not 0: replaces the probability

  bool test05 = false;  // v6
  std::uint64_t test05_qsl_rng_seed = 0;
  std::uint64_t test05_sample_index_rng_seed = 0;
  std::uint64_t test05_schedule_rng_seed = 0;

  bool print_timestamps = false;
  bool performance_issue_unique = false;
  bool performance_issue_same = false;
  std::uint64_t performance_issue_same_index = 0;       // into the loaded set
  std::uint64_t performance_sample_count_override = 0;  // 0: as the library says
  std::uint64_t accuracy_sample_count_override = 0;     // v6

  bool use_token_latencies = false;                // v6
  std::uint64_t server_ttft_latency = 100000000;   // v6, ns
  std::uint64_t server_tpot_latency = 100000000;   // v6, ns
  bool infer_token_latencies = false;              // v6
  std::uint64_t token_latency_scaling_factor = 1;  // v6

  /// Applies the lines of `path` that are meant for `model` and `scenario` ("Server", ...); "*"
  /// in the file stands for any. Returns 0, or -ENOENT or -EINVAL, and then nothing of the file was
  /// applied. Errors, and lines that have no effect, are said on stderr with file, line and key.
  ///
  /// `conf_type` is v6's: 1 a user.conf, for which the embedded values are applied first; 0 only
  /// the embedded values, without a file; 2 an audit.config, only the file. When it is not said,
  /// this may be a v0.7 call or a v6 one. Then the file is read as v0.7 does, and if the test turns
  /// out to be a v6 one, StartTest reads it as with 1, but leaves alone what was set in between.
  int FromConfig(const std::string& path, const std::string& model, const std::string& scenario,
                 int conf_type = kUnsetConfType);

  /// What FromConfig has read. Its own.
  std::shared_ptr<const detail::ConfigHistory> config_history;
};

enum class LoggingMode { AsyncPoll, EndOfTestOnly, Synchronous };

/// Which shape the detail log has. The summary has that of the profile.
enum class LogShape {
  FollowProfile,  // v0.7: Text, v6: MlLog
  Text,           // lines as v0.7 writes them
  MlLog,          // ":::MLLOG {...}" lines as v6 writes them
  Both,           // each event as text, then as MLLOG lines; newer checkers want MLLOG alone
};

struct LogOutputSettings {
  std::string outdir = ".";  // must exist
  std::string prefix = "mlperf_log_";
  std::string suffix = "";
  bool prefix_with_datetime = false;
  bool copy_detail_to_stdout = false;
  bool copy_summary_to_stdout = false;
};

/// log_mode and the poll interval are accepted and have no effect: nothing is logged while queries
/// are issued.
struct LogSettings {
  LogOutputSettings log_output;
  LoggingMode log_mode = LoggingMode::AsyncPoll;
  std::uint64_t log_mode_async_poll_interval_ms = 1000;
  bool enable_trace = false;  // written when queries are no longer timed
  LogShape log_shape = LogShape::FollowProfile;
};

}  // namespace mlperf
