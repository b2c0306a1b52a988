// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The detail log as ":::MLLOG {...}" lines: upstream's keys in upstream's order. Format:
// docs/loadgen-behaviour.md, section 11.4. Keys that begin with "assay_" are our own.
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <source_location>

#include "loadgen/config.h"
#include "loadgen/detail_log.h"
#include "loadgen/early_stopping.h"
#include "loadgen/json_value.h"
#include "loadgen/log_text.h"

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;
using mlperf::TestSettings;
using Where = std::source_location;

/// "loadgen/file.cc": no path of the machine that built it.
std::string SourceName(const Where& where) {
  const std::string path = where.file_name();
  const std::size_t slash = path.find_last_of('/');
  return "loadgen/" + (slash == std::string::npos ? path : path.substr(slash + 1));
}

/// Ends of lines become blanks, as upstream has them in its texts.
std::string Joined(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

/// Upstream's value of result_invalid_reason: first lines, one after the other.
std::string InvalidReason(const Result& result) {
  std::string reason;
  for (const std::string& sentence : result.recommendations) {
    const std::size_t end = sentence.find('\n');
    const bool is_second_bound = sentence.rfind("TPOT", 0) == 0 && !reason.empty();
    if (is_second_bound) reason += " * ";
    reason += sentence.substr(0, end);
    if (end == std::string::npos) reason += ' ';
  }
  return reason;
}

class MlLogDetail : public DetailLog {
 public:
  explicit MlLogDetail(const DetailOptions& options)
      : options_(options), start_(options.clock.Now()) {}

  void Head(const TestHead& head) override;
  void Settings(const EffectiveSettings& settings) override;
  void Message(const Sentence& sentence) override;
  void PhaseStarts(TestMode phase) override;
  void LoadedSet(const std::vector<std::size_t>& samples) override {
    Say("loaded_qsl_set", samples);
  }
  void Generated(const Schedule& schedule) override;
  void EndedNaturally() override {
    Say("generic_message", "Ending naturally: Minimum query count and test duration met.");
  }
  void Counters() override;
  void Power(const PowerTimes& times) override;
  void Figures(const FiguresEvent& event) override;
  void Ends(std::uint64_t errors) override;

 private:
  void Write(const std::string& key, const JsonValue& value, Severity severity, const Where& where);
  void Say(const std::string& key, const JsonValue& value, const Where& where = Where::current()) {
    Write(key, value, Severity::kNote, where);
  }
  void Requested(const EffectiveSettings& settings);
  void RequestedOfScenario(const EffectiveSettings& settings);
  void RequestedOfServer(const TestSettings& requested);
  void RequestedOfV6(const TestSettings& requested);
  void Effective(const EffectiveSettings& settings);
  void Common(const std::string& prefix, const TestSettings& settings);
  void Verdict(const EffectiveSettings& settings, const Result& result);
  void EarlyStopping(const EffectiveSettings& settings, const Result& result);
  void ScenarioFigures(const EffectiveSettings& settings, const Result& result);
  void SingleStreamFigures(const Result& result);
  void QueryLatency(const Result& result);
  void Tokens(const EffectiveSettings& settings, const Result& result);
  void TokenTimes(const Result& result);
  void Points(const std::string& before, const Percentiles& percentiles, const std::string& after);
  void OwnFigures(const FiguresEvent& event);

  const DetailOptions options_;
  const Nanoseconds start_;
  bool has_figures_ = false;
};

void MlLogDetail::Write(const std::string& key, const JsonValue& value, Severity severity,
                        const Where& where) {
  const auto elapsed = static_cast<unsigned long long>((options_.clock.Now() - start_).count());
  char time[48];
  std::snprintf(time, sizeof time, "%llu.%06llu", elapsed / 1'000'000, elapsed % 1'000'000);
  const JsonValue is_error(severity == Severity::kError);
  const JsonValue is_warning(severity == Severity::kWarning);
  std::string line = ":::MLLOG {\"key\": " + JsonValue(key).text() +
                     ", \"value\": " + value.text() + ", \"time_ms\": " + time +
                     ", \"namespace\": \"mlperf::logging\", \"event_type\": \"POINT_IN_TIME\", "
                     "\"metadata\": {\"is_error\": " +
                     is_error.text() + ", \"is_warning\": " + is_warning.text() +
                     ", \"file\": " + JsonValue(SourceName(where)).text() +
                     ", \"line_no\": " + std::to_string(where.line()) +
                     ", \"pid\": " + std::to_string(getpid()) +
                     ", \"tid\": " + std::to_string(syscall(SYS_gettid)) + "}}\n";
  options_.out << line;
  if (options_.copies_to_stdout) std::cout << line;
}

void MlLogDetail::Head(const TestHead& head) {
  Say("loadgen_version", head.version + " @ NA");
  Say("loadgen_build_date_local", "NA");
  Say("loadgen_build_date_utc", "NA");
  Say("loadgen_git_commit_date", "NA");
  Say("loadgen_git_log_message", "NA");
  Say("loadgen_git_status_message", "NA");
  Say("loadgen_file_sha1", JsonValue::EmptyObject());
  Say("test_datetime", head.started);
  Say("sut_name", head.sut_name);
  Say("get_sut_name_duration_ns", head.sut_name_took.count());
  Say("qsl_name", head.qsl_name);
  Say("qsl_reported_total_count", head.library.total);
  Say("qsl_reported_performance_count", head.library.performance);
}

void MlLogDetail::Settings(const EffectiveSettings& settings) {
  Requested(settings);
  Effective(settings);
  Say("assay_profile", settings.rules->name);
}

void MlLogDetail::Message(const Sentence& sentence) {
  const char* key = "generic_message";
  if (sentence.severity == Severity::kWarning) key = "warning_generic_message";
  if (sentence.severity == Severity::kError) {
    key = sentence.is_about_settings ? "error_invalid_test_settings" : "error_runtime";
  }
  Write(key, sentence.text, sentence.severity, Where::current());
}

void MlLogDetail::PhaseStarts(TestMode phase) {
  Say("generic_message", std::string("Starting ") + PhaseNameOf(phase) + " mode");
}

void MlLogDetail::Generated(const Schedule& schedule) {
  Say("generated_query_count", schedule.query_count);
  Say("generated_samples_per_query", schedule.samples_per_query);
  Say("generated_query_duration", schedule.duration_ns);
}

void MlLogDetail::Counters() {
  for (const char* counter : kContentionCounters) Say(std::string("logger_") + counter, 0);
}

void MlLogDetail::Power(const PowerTimes& times) {
  Say("power_begin", times.begin);
  Say("power_end", times.end);
}

void MlLogDetail::Ends(std::uint64_t errors) {
  if (has_figures_) Say("num_errors", errors);
}

// --- settings ---

void MlLogDetail::Common(const std::string& prefix, const TestSettings& r) {
  Say(prefix + "qsl_rng_seed", r.qsl_rng_seed);
  Say(prefix + "sample_index_rng_seed", r.sample_index_rng_seed);
  Say(prefix + "schedule_rng_seed", r.schedule_rng_seed);
  Say(prefix + "accuracy_log_rng_seed", r.accuracy_log_rng_seed);
  Say(prefix + "accuracy_log_probability", r.accuracy_log_probability);
  Say(prefix + "accuracy_log_sampling_target", r.accuracy_log_sampling_target);
  Say(prefix + "print_timestamps", r.print_timestamps);
  Say(prefix + "performance_issue_unique", r.performance_issue_unique);
  Say(prefix + "performance_issue_same", r.performance_issue_same);
  Say(prefix + "performance_issue_same_index", r.performance_issue_same_index);
}

void MlLogDetail::Requested(const EffectiveSettings& s) {
  const TestSettings& r = s.requested;
  Say("requested_scenario", ConfigName(r.scenario));
  Say("requested_test_mode", EnumNameOf(r.mode));
  RequestedOfScenario(s);
  Say("requested_min_duration_ms", r.min_duration_ms);
  Say("requested_max_duration_ms", r.max_duration_ms);
  Say("requested_min_query_count", r.min_query_count);
  Say("requested_max_query_count", r.max_query_count);
  Common("requested_", r);
  Say("requested_performance_sample_count_override", r.performance_sample_count_override);
  if (s.rules->has_v6_settings) RequestedOfV6(r);
}

void MlLogDetail::RequestedOfScenario(const EffectiveSettings& s) {
  const TestSettings& r = s.requested;
  switch (r.scenario) {
    case TestScenario::SingleStream:
      Say("requested_single_stream_expected_latency_ns", r.single_stream_expected_latency_ns);
      Say("requested_single_stream_target_latency_percentile",
          r.single_stream_target_latency_percentile);
      break;
    case TestScenario::MultiStream:
    case TestScenario::MultiStreamFree:
      if (HasPerformanceConstraint(s)) {  // v0.7
        Say("requested_multi_stream_target_qps", r.multi_stream_target_qps);
        Say("requested_multi_stream_target_latency_ns", r.multi_stream_target_latency_ns);
      } else {
        Say("requested_multi_stream_expected_latency_ns", r.multi_stream_expected_latency_ns);
      }
      Say("requested_multi_stream_target_latency_percentile",
          r.multi_stream_target_latency_percentile);
      Say("requested_multi_stream_samples_per_query", r.multi_stream_samples_per_query);
      if (HasPerformanceConstraint(s)) {
        Say("requested_multi_stream_max_async_queries", r.multi_stream_max_async_queries);
      }
      break;
    case TestScenario::Server:
      RequestedOfServer(r);
      break;
    case TestScenario::Offline:
      Say("requested_offline_expected_qps", r.offline_expected_qps);
      break;
  }
}

void MlLogDetail::RequestedOfServer(const TestSettings& r) {
  Say("requested_server_target_qps", r.server_target_qps);
  Say("requested_server_target_latency_ns", r.server_target_latency_ns);
  Say("requested_server_target_latency_percentile", r.server_target_latency_percentile);
  Say("requested_server_coalesce_queries", r.server_coalesce_queries);
  Say("requested_server_find_peak_qps_decimals_of_precision",
      r.server_find_peak_qps_decimals_of_precision);
  Say("requested_server_find_peak_qps_boundary_step_size",
      r.server_find_peak_qps_boundary_step_size);
  Say("requested_server_max_async_queries", r.server_max_async_queries);
  Say("requested_server_num_issue_query_threads", r.server_num_issue_query_threads);
}

void MlLogDetail::RequestedOfV6(const TestSettings& r) {
  Say("requested_accuracy_sample_count_override", r.accuracy_sample_count_override);
  Say("requested_sample_concatenate_permutation", r.sample_concatenate_permutation);
  if (!r.use_token_latencies) return;
  Say("requested_use_token_latencies", true);
  if (r.scenario == TestScenario::Offline) return;
  Say("requested_server_ttft_latency", r.server_ttft_latency);
  Say("requested_server_tpot_latency", r.server_tpot_latency);
}

void MlLogDetail::Effective(const EffectiveSettings& s) {
  Say("effective_scenario", ConfigName(s.scenario));
  Say("effective_test_mode", EnumNameOf(s.mode));
  Say("effective_samples_per_query", s.samples_per_query);
  Say("effective_target_qps", s.target_qps);
  Say("effective_target_latency_ns", s.target_latency_ns);
  Say("effective_target_latency_percentile", s.target_latency_percentile);
  Say("effective_max_async_queries", s.max_async_queries);
  Say("effective_target_duration_ms", s.target_duration_ms);
  Say("effective_min_duration_ms", s.min_duration_ms);
  Say("effective_max_duration_ms", s.max_duration_ms);
  Say("effective_min_query_count", s.min_query_count);
  Say("effective_max_query_count", s.max_query_count);
  Say("effective_min_sample_count", s.min_sample_count);
  Common("effective_", s.requested);
  Say("effective_performance_sample_count", s.performance_sample_count);
  if (!s.rules->has_v6_settings) return;
  Say("effective_accuracy_sample_count", s.accuracy_sample_count);
  Say("effective_sample_concatenate_permutation", s.Permutes());
}

// --- results ---

void MlLogDetail::Figures(const FiguresEvent& event) {
  has_figures_ = true;
  const EffectiveSettings& settings = event.settings;
  const Result& result = event.result;
  Verdict(settings, result);
  ScenarioFigures(settings, result);
  Say("result_min_latency_ns", result.latency.min_ns);
  Say("result_max_latency_ns", result.latency.max_ns);
  Say("result_mean_latency_ns", result.latency.mean_ns);
  Points("result_", result.latency, "_percentile_latency_ns");
  Tokens(settings, result);
  OwnFigures(event);
}

void MlLogDetail::Points(const std::string& before, const Percentiles& percentiles,
                         const std::string& after) {
  for (std::size_t i = 0; i < percentiles.ns.size(); ++i) {
    Say(before + PointName(i) + after, percentiles.ns[i]);
  }
}

void MlLogDetail::Verdict(const EffectiveSettings& settings, const Result& result) {
  Say("result_validity", result.is_valid ? "VALID" : "INVALID");
  if (HasPerformanceConstraint(settings)) {
    Say("result_perf_constraints_met", result.meets_performance);
  }
  Say("result_min_duration_met", result.meets_min_duration);
  Say("result_min_queries_met", result.meets_min_queries);
  const bool stops_early = settings.rules->has_early_stopping;
  if (stops_early) Say("early_stopping_met", MeetsEarlyStopping(result));
  if (!result.is_valid) Say("result_invalid_reason", InvalidReason(result));
  if (stops_early) EarlyStopping(settings, result);
  Say("result_query_count", result.queries_issued);
  if (settings.scenario == TestScenario::Server) {
    Say("result_overlatency_query_count", result.over_latency);
  }
}

void MlLogDetail::EarlyStopping(const EffectiveSettings& settings, const Result& result) {
  if (!result.tokens) {
    Say("early_stopping_result", Joined(EarlyStoppingText(settings, result.early_stopping)));
    return;
  }
  const TokenStoppingText text = TokenStoppingTextOf(settings, *result.tokens);
  Say("early_stopping_ttft_result", Joined(text.first_token));
  Say("early_stopping_tpot_result", Joined(text.per_output_token));
}

void MlLogDetail::ScenarioFigures(const EffectiveSettings& settings, const Result& result) {
  switch (settings.scenario) {
    case TestScenario::SingleStream:
      Say("result_qps_with_loadgen_overhead", result.qps_with_overhead);
      Say("result_qps_without_loadgen_overhead", result.qps_without_overhead);
      if (settings.rules->has_early_stopping) SingleStreamFigures(result);
      break;
    case TestScenario::MultiStreamFree:
      Say("result_samples_per_second", result.samples_per_second);
      QueryLatency(result);
      break;
    case TestScenario::MultiStream:
      QueryLatency(result);
      if (settings.rules->has_early_stopping) {
        Say("early_stopping_latency_ms", StoppingOf(result).estimate_ns);
      }
      break;
    case TestScenario::Server:
      Say("result_scheduled_samples_per_sec", result.scheduled_samples_per_second);
      Say("result_completed_samples_per_sec", result.completed_samples_per_second);
      break;
    case TestScenario::Offline:
      Say("result_samples_per_second", result.samples_per_second);
      break;
  }
}

void MlLogDetail::SingleStreamFigures(const Result& result) {
  Say("early_stopping_latency_ss", StoppingOf(result).estimate_ns);
  Say("early_stopping_latency_ms", StoppingOf(result).estimate_99_ns);
}

void MlLogDetail::QueryLatency(const Result& result) {
  Say("result_min_query_latency_ns", result.query_latency.min_ns);
  Say("result_max_query_latency_ns", result.query_latency.max_ns);
  Say("result_mean_query_latency_ns", result.query_latency.mean_ns);
  Points("result_", result.query_latency, "_percentile_per_query_latency_ns");
}

void MlLogDetail::Tokens(const EffectiveSettings& settings, const Result& result) {
  const bool is_offline = settings.scenario == TestScenario::Offline;
  const TokenRates rates = TokenRatesOf(result);
  if (result.tokens && is_offline) Say("result_tokens_per_second", rates.until_end);
  if (result.tokens && !is_offline) {
    TokenTimes(result);
    Say("result_completed_tokens_per_second", rates.until_last_done);
  }
  if (!InfersTokens(settings)) return;
  Say(is_offline ? "result_inferred_tokens_per_second"
                 : "result_inferred_completed_tokens_per_second",
      InferredTokensPerSecond(settings, result));
}

void MlLogDetail::TokenTimes(const Result& result) {
  const Percentiles& first = result.tokens->first_token;
  const Percentiles& each = result.tokens->per_output_token;
  const TokenRates rates = TokenRatesOf(result);
  Say("result_first_token_min_latency_ns", first.min_ns);
  Say("result_first_token_max_latency_ns", first.max_ns);
  Say("result_first_token_mean_latency_ns", first.mean_ns);
  Points("result_first_token_", first, "_percentile_latency_ns");
  Say("result_token_throughput_with_loadgen_overhead", rates.until_last_issue);
  Say("result_token_throughput", rates.per_sample_time / 1e9);  // per nanosecond, as upstream's is
  Points("result_time_per_output_token_", each, "_percentile_ns");
  Say("result_time_to_output_token_min", each.min_ns);
  Say("result_time_to_output_token_max", each.max_ns);
  Say("result_time_to_output_token_mean", each.mean_ns);
}

void MlLogDetail::OwnFigures(const FiguresEvent& event) {
  const EffectiveSettings& s = event.settings;
  const Result& result = event.result;
  const auto exact = [&](const char* name, double value) {
    Say(std::string("assay_result_") + name, JsonValue::Exact(value));
  };
  Say("assay_result_samples_issued", result.samples_issued);
  Say("assay_result_samples_completed", result.samples_completed);
  if (s.scenario == TestScenario::SingleStream) {
    exact("qps_with_loadgen_overhead", result.qps_with_overhead);
    exact("qps_without_loadgen_overhead", result.qps_without_overhead);
  } else if (s.scenario == TestScenario::Server) {
    exact("scheduled_samples_per_second", result.scheduled_samples_per_second);
    exact("completed_samples_per_second", result.completed_samples_per_second);
  } else {
    exact("samples_per_second", result.samples_per_second);
  }
  if (result.tokens) exact("tokens_per_second", TokenRatesOf(result).until_end);
  if (s.HasTicks()) Points("assay_result_", result.intervals, "_percentile_interval");
  if (s.scenario != TestScenario::Server && !s.HasTicks()) return;
  Say("assay_issue_lag_p50_ns", result.lag.ns[0]);
  Say("assay_issue_lag_p99_ns", result.lag.ns[Percentiles::k99]);
  Say("assay_issue_lag_max_ns", result.lag.max_ns);
  Say("assay_queries_late_behind_the_sut", event.blocked);
}

}  // namespace

std::unique_ptr<DetailLog> MakeMlLogDetail(const DetailOptions& options) {
  return std::make_unique<MlLogDetail>(options);
}

}  // namespace assay::loadgen
