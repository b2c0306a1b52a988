// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The v6 values as a table, one row for each model. They are those that LoadGen 6.0.17 brings
// along; tests/compat compares all of them with its library.
#include "loadgen/embedded_conf.h"

#include <cstdint>
#include <optional>

namespace assay::loadgen {
namespace {

using mlperf::TestSettings;

constexpr std::uint64_t kNsPerMs = 1000000;

/// What the values say about one model; absent: the value for all models.
struct ModelRow {
  const char* model;
  std::optional<std::uint64_t> performance_samples{};
  std::optional<std::uint64_t> offline_queries{};
  std::optional<std::uint64_t> server_latency_ms{};
  bool permutes = false;                      // sample_concatenate_permutation
  std::optional<bool> has_token_latencies{};  // use_token_latencies
  std::optional<std::uint64_t> ttft_ms{}, tpot_ms{};
  std::optional<std::uint64_t> accuracy_samples{};
  std::optional<std::uint64_t> inferred_token_factor{};  // and infer_token_latencies is on
  std::optional<std::uint64_t> multi_stream_latency_ms{};
  std::optional<double> single_stream_percent{};
};

constexpr ModelRow kModels[] = {
    // Vision, recommendation, speech, graphs.
    {.model = "resnet50",
     .performance_samples = 1024,
     .offline_queries = 24576,
     .server_latency_ms = 15},
    {.model = "ssd-mobilenet", .performance_samples = 256},
    {.model = "retinanet",
     .performance_samples = 64,
     .offline_queries = 24576,
     .server_latency_ms = 100,
     .multi_stream_latency_ms = 528},
    {.model = "yolo", .performance_samples = 64},
    {.model = "pointpainting", .performance_samples = 1024, .single_stream_percent = 99.9},
    {.model = "3d-unet", .performance_samples = 0, .offline_queries = 43, .permutes = true},
    {.model = "bert",
     .performance_samples = 10833,
     .offline_queries = 10833,
     .server_latency_ms = 130},
    {.model = "dlrm", .performance_samples = 204800, .server_latency_ms = 60},
    {.model = "dlrm-v2",
     .performance_samples = 204800,
     .offline_queries = 24576,
     .server_latency_ms = 60},
    {.model = "dlrm-v3", .server_latency_ms = 80},
    {.model = "rnnt",
     .performance_samples = 2513,
     .offline_queries = 2513,
     .server_latency_ms = 1000},
    {.model = "whisper",
     .performance_samples = 1633,
     .offline_queries = 1633,
     .permutes = true,
     .has_token_latencies = true},
    {.model = "rgat", .performance_samples = 788379, .offline_queries = 788379, .permutes = true},
    // Images and films from text.
    {.model = "stable-diffusion-xl",
     .performance_samples = 5000,
     .offline_queries = 5000,
     .server_latency_ms = 20000},
    {.model = "wan-2.2-t2v-a14b", .performance_samples = 248, .offline_queries = 248},
    // Language.
    {.model = "gptj",
     .performance_samples = 13368,
     .offline_queries = 13368,
     .server_latency_ms = 20000,
     .permutes = true,
     .inferred_token_factor = 69},
    {.model = "mixtral-8x7b",
     .performance_samples = 15000,
     .offline_queries = 15000,
     .server_latency_ms = 0,
     .permutes = true,
     .has_token_latencies = true,
     .ttft_ms = 2000,
     .tpot_ms = 200},
    {.model = "llama2-70b",
     .performance_samples = 24576,
     .offline_queries = 24576,
     .server_latency_ms = 0,
     .permutes = true,
     .has_token_latencies = true,
     .ttft_ms = 2000,
     .tpot_ms = 200},
    {.model = "llama2-70b-interactive",
     .performance_samples = 24576,
     .server_latency_ms = 0,
     .permutes = true,
     .has_token_latencies = true,
     .ttft_ms = 450,
     .tpot_ms = 40},
    {.model = "llama3_1-405b",
     .performance_samples = 8313,
     .offline_queries = 8313,
     .server_latency_ms = 0,
     .permutes = true,
     .has_token_latencies = true,
     .ttft_ms = 6000,
     .tpot_ms = 175},
    {.model = "llama3_1-405b-interactive",
     .performance_samples = 8313,
     .server_latency_ms = 0,
     .permutes = true,
     .has_token_latencies = true,
     .ttft_ms = 4500,
     .tpot_ms = 80},
    {.model = "llama3_1-8b",
     .performance_samples = 13368,
     .offline_queries = 13368,
     .server_latency_ms = 0,
     .permutes = true,
     .has_token_latencies = true,
     .ttft_ms = 2000,
     .tpot_ms = 100},
    {.model = "llama3_1-8b-edge",
     .performance_samples = 5000,
     .offline_queries = 5000,
     .permutes = true,
     .has_token_latencies = true},
    {.model = "llama3_1-8b-interactive",
     .performance_samples = 13368,
     .server_latency_ms = 0,
     .permutes = true,
     .has_token_latencies = true,
     .ttft_ms = 500,
     .tpot_ms = 30},
    {.model = "deepseek-r1",
     .performance_samples = 4388,
     .offline_queries = 4388,
     .server_latency_ms = 0,
     .permutes = true,
     .has_token_latencies = true,
     .ttft_ms = 2000,
     .tpot_ms = 80},
    {.model = "deepseek-r1-interactive",
     .performance_samples = 4388,
     .server_latency_ms = 0,
     .permutes = true,
     .has_token_latencies = true,
     .ttft_ms = 1500,
     .tpot_ms = 15},
    {.model = "gpt-oss-120b",
     .performance_samples = 6396,
     .server_latency_ms = 0,
     .permutes = true,
     .has_token_latencies = true,
     .ttft_ms = 3000,
     .tpot_ms = 80,
     .accuracy_samples = 4395},
    {.model = "gpt-oss-120b-interactive",
     .performance_samples = 6396,
     .server_latency_ms = 0,
     .permutes = true,
     .has_token_latencies = true,
     .ttft_ms = 2000,
     .tpot_ms = 15,
     .accuracy_samples = 4395},
    {.model = "qwen3-vl-235b-a22b",
     .performance_samples = 48289,
     .offline_queries = 48289,
     .server_latency_ms = 12000,
     .permutes = true,
     .has_token_latencies = false},
};

constexpr ModelRow kUnknownModel{.model = "*"};

const ModelRow& RowOf(const std::string& model) {
  for (const ModelRow& row : kModels) {
    if (model == row.model) return row;
  }
  return kUnknownModel;
}

/// What runs for 600 s, and the fewest queries, depend on the scenario that runs.
void ApplyLengths(const ModelRow& row, const std::string& scenario, TestSettings& settings) {
  constexpr std::uint64_t kMinDurationMs = 600000;
  constexpr std::uint64_t kMultiStreamQueries = 662;  // as early stopping at 99 % needs them
  for (const char* known : {"SingleStream", "MultiStream", "Server", "Offline"}) {
    if (scenario == known) settings.min_duration_ms = kMinDurationMs;
  }
  if (scenario == "MultiStream") settings.min_query_count = kMultiStreamQueries;
  if (scenario == "Offline" && row.offline_queries) {
    settings.min_query_count = *row.offline_queries;
  }
}

void ApplySeeds(TestSettings& settings) {
  settings.qsl_rng_seed = 2085463073848966840u;
  settings.sample_index_rng_seed = 2747215439041700203u;
  settings.schedule_rng_seed = 16159082839903944936u;
  settings.test05_qsl_rng_seed = 7975553102935885558u;
  settings.test05_sample_index_rng_seed = 11403566307062068064u;
  settings.test05_schedule_rng_seed = 15816800565822761601u;
}

void ApplyTokens(const ModelRow& row, TestSettings& settings) {
  if (row.has_token_latencies) settings.use_token_latencies = *row.has_token_latencies;
  if (row.ttft_ms) settings.server_ttft_latency = *row.ttft_ms * kNsPerMs;
  if (row.tpot_ms) settings.server_tpot_latency = *row.tpot_ms * kNsPerMs;
  if (row.inferred_token_factor) {
    settings.infer_token_latencies = true;
    settings.token_latency_scaling_factor = *row.inferred_token_factor;
  }
}

}  // namespace

void ApplyEmbeddedConf(const std::string& model, const std::string& scenario,
                       TestSettings& settings) {
  const ModelRow& row = RowOf(model);
  const auto ns = [](std::uint64_t ms) { return static_cast<double>(ms * kNsPerMs); };
  ApplySeeds(settings);
  ApplyLengths(row, scenario, settings);
  ApplyTokens(row, settings);
  settings.single_stream_expected_latency_ns = ns(10);
  settings.single_stream_target_latency_percentile = row.single_stream_percent.value_or(90) * .01;
  settings.multi_stream_expected_latency_ns = ns(row.multi_stream_latency_ms.value_or(80));
  settings.multi_stream_target_latency_percentile = .99;
  settings.multi_stream_samples_per_query = 8;
  settings.server_target_latency_ns = row.server_latency_ms.value_or(10) * kNsPerMs;
  settings.server_target_latency_percentile = .99;
  settings.server_target_qps = 1;
  settings.offline_expected_qps = 1;
  if (row.permutes) settings.sample_concatenate_permutation = true;
  if (row.performance_samples) {
    settings.performance_sample_count_override = *row.performance_samples;
  }
  if (row.accuracy_samples) settings.accuracy_sample_count_override = *row.accuracy_samples;
}

}  // namespace assay::loadgen
