// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A case in JSON becomes the LoadGen's settings, by a table of their names.
#include "run/schedule/case_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "loadgen/settings.h"

namespace assay {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;
using mlperf::TestSettings;

/// Answers are kept in memory as JSON: some hundred bytes a sample.
constexpr double kMostSamples = 20e6;

enum class Range { kAny, kAboveZero };

struct FieldRow {
  std::string_view name;
  std::variant<std::uint64_t TestSettings::*, double TestSettings::*, bool TestSettings::*,
               int TestSettings::*>
      field;
  Range range = Range::kAny;
};

/// Names are those of the TestSettings members. Not here: what needs threads of the caller.
constexpr FieldRow kFields[] = {
    {"single_stream_expected_latency_ns", &TestSettings::single_stream_expected_latency_ns,
     Range::kAboveZero},
    {"single_stream_target_latency_percentile",
     &TestSettings::single_stream_target_latency_percentile},
    {"multi_stream_target_qps", &TestSettings::multi_stream_target_qps, Range::kAboveZero},
    {"multi_stream_target_latency_ns", &TestSettings::multi_stream_target_latency_ns},
    {"multi_stream_expected_latency_ns", &TestSettings::multi_stream_expected_latency_ns,
     Range::kAboveZero},
    {"multi_stream_target_latency_percentile",
     &TestSettings::multi_stream_target_latency_percentile},
    {"multi_stream_samples_per_query", &TestSettings::multi_stream_samples_per_query,
     Range::kAboveZero},
    {"multi_stream_max_async_queries", &TestSettings::multi_stream_max_async_queries,
     Range::kAboveZero},
    {"server_target_qps", &TestSettings::server_target_qps, Range::kAboveZero},
    {"server_target_latency_ns", &TestSettings::server_target_latency_ns},
    {"server_target_latency_percentile", &TestSettings::server_target_latency_percentile},
    {"server_coalesce_queries", &TestSettings::server_coalesce_queries},
    {"server_max_async_queries", &TestSettings::server_max_async_queries},
    {"offline_expected_qps", &TestSettings::offline_expected_qps, Range::kAboveZero},
    {"sample_concatenate_permutation", &TestSettings::sample_concatenate_permutation},
    {"min_duration_ms", &TestSettings::min_duration_ms},
    {"max_duration_ms", &TestSettings::max_duration_ms},
    {"min_query_count", &TestSettings::min_query_count},
    {"max_query_count", &TestSettings::max_query_count},
    {"qsl_rng_seed", &TestSettings::qsl_rng_seed},
    {"sample_index_rng_seed", &TestSettings::sample_index_rng_seed},
    {"schedule_rng_seed", &TestSettings::schedule_rng_seed},
    {"accuracy_log_rng_seed", &TestSettings::accuracy_log_rng_seed},
    {"accuracy_log_probability", &TestSettings::accuracy_log_probability},
    {"accuracy_log_sampling_target", &TestSettings::accuracy_log_sampling_target},
    {"test05", &TestSettings::test05},
    {"test05_qsl_rng_seed", &TestSettings::test05_qsl_rng_seed},
    {"test05_sample_index_rng_seed", &TestSettings::test05_sample_index_rng_seed},
    {"test05_schedule_rng_seed", &TestSettings::test05_schedule_rng_seed},
    {"print_timestamps", &TestSettings::print_timestamps},
    {"performance_issue_unique", &TestSettings::performance_issue_unique},
    {"performance_issue_same", &TestSettings::performance_issue_same},
    {"performance_issue_same_index", &TestSettings::performance_issue_same_index},
    {"performance_sample_count_override", &TestSettings::performance_sample_count_override},
    {"accuracy_sample_count_override", &TestSettings::accuracy_sample_count_override},
};

template <typename Value>
struct NameRow {
  std::string_view name;
  Value value;
};
constexpr NameRow<TestScenario> kScenarios[] = {{"SingleStream", TestScenario::SingleStream},
                                                {"MultiStream", TestScenario::MultiStream},
                                                {"MultiStreamFree", TestScenario::MultiStreamFree},
                                                {"Server", TestScenario::Server},
                                                {"Offline", TestScenario::Offline}};
constexpr NameRow<TestMode> kModes[] = {{"PerformanceOnly", TestMode::PerformanceOnly},
                                        {"AccuracyOnly", TestMode::AccuracyOnly}};
constexpr NameRow<mlperf::Profile> kProfiles[] = {{"v0.7", mlperf::Profile::V07},
                                                  {"v6", mlperf::Profile::V6}};

[[noreturn]] void ThrowBad(const Place& where, const std::string& what) {
  throw Error(ErrorCode::kBadData, where.text + ": " + what);
}

const Json& Member(const Json& object, const char* name, const Place& where) {
  if (!object.is_object()) ThrowBad(where, "an object { } is expected");
  const auto found = object.find(name);
  if (found == object.end()) ThrowBad(where, fmt::format("\"{}\" is missing", name));
  return *found;
}

template <typename Value, std::size_t kCount>
Value ByName(const Json& object, const char* key, const NameRow<Value> (&rows)[kCount],
             const Place& where) {
  const Json& value = Member(object, key, where);
  std::string names;
  for (const auto& row : rows) {
    if (value.is_string() && value.get_ref<const std::string&>() == row.name) return row.value;
    names += (names.empty() ? "" : ", ") + std::string(row.name);
  }
  ThrowBad(where / key, fmt::format("{} is none of {}", value.dump(), names));
}

std::uint64_t ToCount(const Json& value, std::uint64_t most, const Place& where) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most) {
    ThrowBad(where, fmt::format("{} is not a whole number from 0 to {}", value.dump(), most));
  }
  return value.get<std::uint64_t>();
}

void SetField(const FieldRow& row, const Json& value, TestSettings& settings, const Place& where) {
  double number = 0;
  if (const auto* count = std::get_if<std::uint64_t TestSettings::*>(&row.field)) {
    settings.** count = ToCount(value, UINT64_MAX, where);
    number = static_cast<double>(settings.**count);
  } else if (const auto* whole = std::get_if<int TestSettings::*>(&row.field)) {
    settings.** whole = static_cast<int>(ToCount(value, INT32_MAX, where));
    number = settings.**whole;
  } else if (const auto* flag = std::get_if<bool TestSettings::*>(&row.field)) {
    settings.** flag = value.is_boolean() ? value.get<bool>() : ToCount(value, 1, where) == 1;
  } else {
    if (!value.is_number()) ThrowBad(where, fmt::format("{} is not a number", value.dump()));
    number = settings.*std::get<double TestSettings::*>(row.field) = value.get<double>();
  }
  if (row.range == Range::kAboveZero && !(number > 0)) {
    ThrowBad(where, fmt::format("{} must be above 0", value.dump()));
  }
}

[[noreturn]] void ThrowUnknown(const std::string& name, const Place& where) {
  std::vector<std::string> names = {"qsl_total", "qsl_performance"};
  for (const FieldRow& row : kFields) names.emplace_back(row.name);
  const std::string nearest = NearestWord(name, names);
  ThrowBad(where, fmt::format("unknown setting \"{}\"{}", name,
                              nearest.empty() ? "" : fmt::format(", did you mean {}?", nearest)));
}

/// What the test would issue, at least; a set may be shorter.
void CheckSize(const ScheduleCase& parsed, const Place& where) {
  const loadgen::EffectiveSettings s = loadgen::Normalise(
      parsed.settings, loadgen::RulesOf(parsed.settings.profile),
      {.total = parsed.total_samples, .performance = parsed.performance_samples});
  const double seconds = static_cast<double>(s.target_duration_ms) / 1e3;
  const double ahead = s.scenario == TestScenario::Server ? 1 : 2;  // generated, in durations
  const double queries =
      std::max(static_cast<double>(s.min_query_count), ahead * seconds * s.target_qps);
  const double samples = std::max(queries * static_cast<double>(s.samples_per_query),
                                  static_cast<double>(parsed.total_samples));
  if (samples > kMostSamples) {
    ThrowBad(where, fmt::format("asks for about {:.3g} samples, {:.3g} are the most that are "
                                "answered: lower the counts or the duration",
                                samples, kMostSamples));
  }
}

}  // namespace

mlperf::Profile ParseProfile(const std::string& name) {
  for (const auto& row : kProfiles) {
    if (row.name == name) return row.value;
  }
  throw Error(ErrorCode::kUsage, fmt::format("--profile '{}' is none of v0.7, v6", name));
}

ScheduleCase ParseCase(const Json& test, mlperf::Profile profile, const Place& where) {
  ScheduleCase parsed;
  parsed.settings.profile = profile;
  parsed.settings.scenario = ByName(test, "scenario", kScenarios, where);
  if (parsed.settings.scenario == TestScenario::MultiStreamFree &&
      profile != mlperf::Profile::V07) {
    ThrowBad(where / "scenario", "MultiStreamFree exists in the v0.7 profile only");
  }
  parsed.settings.mode = ByName(test, "mode", kModes, where);
  const Json& settings = Member(test, "settings", where);
  const Place at = where / "settings";
  for (const char* name : {"qsl_total", "qsl_performance"}) {
    const std::uint64_t count = ToCount(Member(settings, name, at), INT32_MAX, at / name);
    if (count == 0) ThrowBad(at / name, "0 samples: nothing could be issued");
    (name == std::string_view("qsl_total") ? parsed.total_samples : parsed.performance_samples) =
        count;
  }
  for (const auto& [name, value] : settings.items()) {
    if (name == "qsl_total" || name == "qsl_performance") continue;
    const auto* row = std::find_if(std::begin(kFields), std::end(kFields),
                                   [&](const FieldRow& r) { return r.name == name; });
    if (row == std::end(kFields)) ThrowUnknown(name, at);
    SetField(*row, value, parsed.settings, at / name);
  }
  CheckSize(parsed, at);
  return parsed;
}

}  // namespace assay
