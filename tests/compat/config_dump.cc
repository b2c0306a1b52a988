// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Prints what FromConfig makes of config files, through the public headers only: linked with one
// LoadGen and with another, the same lines must come out.
// usage: config_dump FILE...   each for some models and scenarios; in v6 the embedded values too
#include <cstdio>
#include <string>

#include "test_settings.h"

namespace {

using mlperf::TestSettings;

void Print(const char* name, double value) { std::printf(" %s=%.17g", name, value); }
void PrintCount(const char* name, unsigned long long value) {
  std::printf(" %s=%llu", name, value);
}

#define NUMBER(field) Print(#field, static_cast<double>(s.field))
#define COUNT(field) PrintCount(#field, static_cast<unsigned long long>(s.field))

void PrintOfBoth(const TestSettings& s) {
  COUNT(mode);
  NUMBER(single_stream_expected_latency_ns);
  NUMBER(single_stream_target_latency_percentile);
  NUMBER(server_target_qps);
  COUNT(server_target_latency_ns);
  NUMBER(server_target_latency_percentile);
  COUNT(server_coalesce_queries);
  COUNT(server_max_async_queries);
  NUMBER(offline_expected_qps);
  COUNT(min_duration_ms);
  COUNT(max_duration_ms);
  COUNT(min_query_count);
  COUNT(max_query_count);
  COUNT(qsl_rng_seed);
  COUNT(sample_index_rng_seed);
  COUNT(schedule_rng_seed);
  COUNT(accuracy_log_rng_seed);
  NUMBER(accuracy_log_probability);
  COUNT(accuracy_log_sampling_target);
  COUNT(print_timestamps);
  COUNT(performance_issue_unique);
  COUNT(performance_issue_same);
  COUNT(performance_issue_same_index);
  COUNT(performance_sample_count_override);
}

/// The fields that only one generation has. Those whose default is each profile's own start with
/// that of their generation (Start).
#ifdef LOADGEN_API_V07
void PrintOfOne(const TestSettings& s) {
  NUMBER(multi_stream_target_qps);
  NUMBER(multi_stream_target_latency_percentile);
  PrintCount("multi_stream_samples_per_query",
             static_cast<unsigned>(s.multi_stream_samples_per_query));
  COUNT(multi_stream_max_async_queries);
}
TestSettings Start() {
  TestSettings s;
  s.multi_stream_target_latency_percentile = 0.9;
  s.multi_stream_samples_per_query = 4;
  return s;
}
#else
void PrintOfOne(const TestSettings& s) {
  NUMBER(multi_stream_expected_latency_ns);
  NUMBER(multi_stream_target_latency_percentile);
  COUNT(multi_stream_samples_per_query);
  COUNT(sample_concatenate_permutation);
  COUNT(test05);
  COUNT(test05_qsl_rng_seed);
  COUNT(test05_sample_index_rng_seed);
  COUNT(test05_schedule_rng_seed);
  COUNT(accuracy_sample_count_override);
  COUNT(use_token_latencies);
  COUNT(server_ttft_latency);
  COUNT(server_tpot_latency);
  COUNT(infer_token_latencies);
  COUNT(token_latency_scaling_factor);
}
TestSettings Start() {
  TestSettings s;
  s.multi_stream_target_latency_percentile = 0.99;
  s.multi_stream_samples_per_query = 8;
  s.token_latency_scaling_factor = 1;  // the reference leaves it uninitialised
  return s;
}
#endif

void PrintAll(const TestSettings& settings, int code) {
  std::printf(" code=%d", code);
  PrintOfBoth(settings);
  PrintOfOne(settings);
  std::printf("\n");
}

struct Run {
  const char* model;
  const char* scenario;
};
constexpr Run kRuns[] = {{"bert", "Server"},
                         {"*", "Offline"},
                         {"m", "MultiStream"},
                         {"resnet50", "SingleStream"},
                         {"m", "no scenario"}};

void DumpFile(const char* file) {
  for (const Run& run : kRuns) {
    TestSettings settings = Start();
#ifdef LOADGEN_API_V07
    const int code = settings.FromConfig(file, run.model, run.scenario);
#else
    const int code = settings.FromConfig(file, run.model, run.scenario, 2);
#endif
    std::printf("%s %s %s:", file, run.model, run.scenario);
    PrintAll(settings, code);
  }
}

#ifndef LOADGEN_API_V07
constexpr const char* kModels[] = {"3d-unet",
                                   "bert",
                                   "deepseek-r1",
                                   "deepseek-r1-interactive",
                                   "dlrm",
                                   "dlrm-v2",
                                   "dlrm-v3",
                                   "gpt-oss-120b",
                                   "gpt-oss-120b-interactive",
                                   "gptj",
                                   "llama2-70b",
                                   "llama2-70b-interactive",
                                   "llama3_1-405b",
                                   "llama3_1-405b-interactive",
                                   "llama3_1-8b",
                                   "llama3_1-8b-edge",
                                   "llama3_1-8b-interactive",
                                   "mixtral-8x7b",
                                   "mobilenet",
                                   "no model",
                                   "pointpainting",
                                   "qwen3-vl-235b-a22b",
                                   "resnet50",
                                   "retinanet",
                                   "rgat",
                                   "rnnt",
                                   "ssd-mobilenet",
                                   "ssd-resnet34",
                                   "stable-diffusion-xl",
                                   "wan-2.2-t2v-a14b",
                                   "whisper",
                                   "yolo"};

void DumpEmbedded() {
  for (const char* model : kModels) {
    for (const char* scenario :
         {"SingleStream", "MultiStream", "Server", "Offline", "no scenario"}) {
      TestSettings settings = Start();
      const int code = settings.FromConfig("", model, scenario, 0);
      std::printf("embedded %s %s:", model, scenario);
      PrintAll(settings, code);
    }
  }
}
#endif

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) DumpFile(argv[i]);
#ifndef LOADGEN_API_V07
  DumpEmbedded();
#endif
  return 0;
}
