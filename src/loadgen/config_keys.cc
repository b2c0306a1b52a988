// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The table of config keys, and storing numbers in fields of any type.
#include "loadgen/config_keys.h"

#include <cstdint>
#include <cstdlib>
#include <type_traits>

#include "loadgen/config.h"

namespace assay::loadgen {
namespace {

using mlperf::Profile;
using mlperf::TestMode;
using mlperf::TestSettings;

constexpr double kPercent = 0.01;
constexpr double kMillisecond = 1e6;

using S = TestSettings;
using R = ReadBy;
const ConfigKey kKeys[] = {
    {"mode", nullptr, &S::mode},
    {"min_duration", nullptr, &S::min_duration_ms},
    {"max_duration", nullptr, &S::max_duration_ms},
    {"min_query_count", nullptr, &S::min_query_count},
    {"max_query_count", nullptr, &S::max_query_count},
    {"qsl_rng_seed", nullptr, &S::qsl_rng_seed, R::kV07NotV6Files},
    {"sample_index_rng_seed", nullptr, &S::sample_index_rng_seed, R::kV07NotV6Files},
    {"schedule_rng_seed", nullptr, &S::schedule_rng_seed, R::kV07NotV6Files},
    {"accuracy_log_rng_seed", nullptr, &S::accuracy_log_rng_seed},
    {"accuracy_log_probability", nullptr, &S::accuracy_log_probability, R::kV07NotV6Files,
     kPercent},
    {"accuracy_log_sampling_target", nullptr, &S::accuracy_log_sampling_target},
    {"print_timestamps", nullptr, &S::print_timestamps},
    {"performance_issue_unique", nullptr, &S::performance_issue_unique},
    {"performance_issue_same", nullptr, &S::performance_issue_same},
    {"performance_issue_same_index", nullptr, &S::performance_issue_same_index},
    {"performance_sample_count_override", nullptr, &S::performance_sample_count_override},
    {"accuracy_sample_count_override", nullptr, &S::accuracy_sample_count_override, R::kV6},
    {"sample_concatenate_permutation", nullptr, OnFor1{&S::sample_concatenate_permutation}, R::kV6},
    {"use_token_latencies", nullptr, OnFor1{&S::use_token_latencies}, R::kV6},
    {"infer_token_latencies", nullptr, OnFor1{&S::infer_token_latencies}, R::kV6},
    {"token_latency_scaling_factor", nullptr, &S::token_latency_scaling_factor, R::kV6, 1,
     &S::infer_token_latencies, "infer_token_latencies"},
    {"test05", nullptr, OnFor1{&S::test05}, R::kNoFile},
    {"test05_qsl_rng_seed", nullptr, &S::test05_qsl_rng_seed, R::kNoFile},
    {"test05_sample_index_rng_seed", nullptr, &S::test05_sample_index_rng_seed, R::kNoFile},
    {"test05_schedule_rng_seed", nullptr, &S::test05_schedule_rng_seed, R::kNoFile},
    {"target_latency_percentile", "SingleStream", &S::single_stream_target_latency_percentile,
     R::kBoth, kPercent},
    {"target_latency", "SingleStream", LatencyHint{&S::single_stream_expected_latency_ns}, R::kBoth,
     kMillisecond},
    {"target_latency_percentile", "MultiStream", &S::multi_stream_target_latency_percentile,
     R::kBoth, kPercent},
    {"target_qps", "MultiStream", &S::multi_stream_target_qps, R::kV07},
    {"samples_per_query", "MultiStream", &S::multi_stream_samples_per_query},
    {"max_async_queries", "MultiStream", &S::multi_stream_max_async_queries, R::kV07},
    {"target_latency", "MultiStream", &S::multi_stream_expected_latency_ns, R::kV6, kMillisecond},
    {"target_latency_percentile", "Server", &S::server_target_latency_percentile, R::kBoth,
     kPercent},
    {"target_latency", "Server", &S::server_target_latency_ns, R::kBoth, kMillisecond},
    {"target_qps", "Server", &S::server_target_qps},
    {"coalesce_queries", "Server", &S::server_coalesce_queries},
    {"max_async_queries", "Server", &S::server_max_async_queries},
    {"ttft_latency", "Server", &S::server_ttft_latency, R::kV6, kMillisecond,
     &S::use_token_latencies, "use_token_latencies"},
    {"tpot_latency", "Server", &S::server_tpot_latency, R::kV6, kMillisecond,
     &S::use_token_latencies, "use_token_latencies"},
    {"target_qps", "Offline", &S::offline_expected_qps},
};

/// Upstream's reading of integers: base by prefix, the leading digits count, so 0.5 becomes 0.
std::uint64_t ToInteger(const std::string& text) { return std::strtoull(text.c_str(), nullptr, 0); }
double ToDouble(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

/// StoreNumber for each type of field.
struct Store {
  TestSettings& settings;
  const ConfigKey& key;
  const std::string& text;
  bool is_v6;

  std::optional<long double> operator()(bool TestSettings::*field) const {
    const bool is_on = ToInteger(text) != 0;
    settings.*field = is_on;
    return is_on == (ToDouble(text) != 0) ? MeantNumber(key, text) : is_on;
  }
  std::optional<long double> operator()(OnFor1 field) const {
    return settings.*field.flag = ToInteger(text) == 1;
  }
  std::optional<long double> operator()(int TestSettings::*field) const {
    return settings.*field = static_cast<int>(ToInteger(text));
  }
  std::optional<long double> operator()(std::uint64_t TestSettings::*field) const {
    return settings.*field = ToInteger(text) * static_cast<std::uint64_t>(key.factor);
  }
  std::optional<long double> operator()(double TestSettings::*field) const {
    settings.*field = ToDouble(text) * key.factor;
    return MeantNumber(key, text);
  }
  std::optional<long double> operator()(LatencyHint field) const {
    if (is_v6) return (*this)(field.hint);
    const std::uint64_t ns = ToInteger(text) * static_cast<std::uint64_t>(key.factor);
    settings.*field.hint = static_cast<double>(ns);
    return ns;
  }
  std::optional<long double> operator()(TestMode TestSettings::*field) const {
    const std::uint64_t mode = ToInteger(text);
    if (mode > static_cast<std::uint64_t>(TestMode::FindPeakPerformance)) return std::nullopt;
    settings.*field = static_cast<TestMode>(mode);
    return mode;
  }
};

/// Calls `use` with the plain member pointer of a field.
template <typename Use>
void WithMember(const ConfigField& field, Use use) {
  std::visit(
      [&use](const auto& kind) {
        using Kind = std::decay_t<decltype(kind)>;
        if constexpr (std::is_same_v<Kind, OnFor1>) {
          use(kind.flag);
        } else if constexpr (std::is_same_v<Kind, LatencyHint>) {
          use(kind.hint);
        } else {
          use(kind);
        }
      },
      field);
}

}  // namespace

std::span<const ConfigKey> ConfigKeys() { return kKeys; }

bool IsReadBy(Profile profile, ReadBy read_by) {
  if (read_by == ReadBy::kBoth) return true;
  if (read_by == ReadBy::kNoFile) return false;
  return (read_by == ReadBy::kV6) == (profile == Profile::V6);
}

std::optional<long double> StoreNumber(const ConfigKey& key, const std::string& number,
                                       Profile profile, TestSettings& settings) {
  return std::visit(Store{settings, key, number, profile == Profile::V6}, key.field);
}

long double MeantNumber(const ConfigKey& key, const std::string& number) {
  return std::strtold(number.c_str(), nullptr) * static_cast<long double>(key.factor);
}

void CarryChanges(const TestSettings& earlier, const TestSettings& later, TestSettings& settings) {
  for (const ConfigKey& key : kKeys) {
    WithMember(key.field, [&](auto member) {
      if (later.*member != earlier.*member) settings.*member = later.*member;
    });
  }
}

}  // namespace assay::loadgen
