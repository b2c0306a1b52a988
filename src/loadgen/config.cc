// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Parsing config files, and the table of keys.
#include "loadgen/config.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <variant>

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;
using mlperf::TestSettings;

struct Value {
  std::string text;
  int line = 0;
};
using Entries = std::map<std::string, Value>;  // "model.scenario.key"

using Field = std::variant<bool TestSettings::*, int TestSettings::*, std::uint64_t TestSettings::*,
                           double TestSettings::*, TestMode TestSettings::*>;

/// A key, the scenario it is bound to (null: whichever runs), where it goes and its unit there.
struct Key {
  const char* name;
  const char* scenario;
  Field field;
  double factor = 1;
};

constexpr double kPercent = 0.01;
constexpr double kMillisecond = 1e6;

using S = TestSettings;
const Key kKeys[] = {
    {"mode", nullptr, &S::mode},
    {"min_duration", nullptr, &S::min_duration_ms},
    {"max_duration", nullptr, &S::max_duration_ms},
    {"min_query_count", nullptr, &S::min_query_count},
    {"max_query_count", nullptr, &S::max_query_count},
    {"qsl_rng_seed", nullptr, &S::qsl_rng_seed},
    {"sample_index_rng_seed", nullptr, &S::sample_index_rng_seed},
    {"schedule_rng_seed", nullptr, &S::schedule_rng_seed},
    {"accuracy_log_rng_seed", nullptr, &S::accuracy_log_rng_seed},
    {"accuracy_log_probability", nullptr, &S::accuracy_log_probability, kPercent},
    {"accuracy_log_sampling_target", nullptr, &S::accuracy_log_sampling_target},
    {"print_timestamps", nullptr, &S::print_timestamps},
    {"performance_issue_unique", nullptr, &S::performance_issue_unique},
    {"performance_issue_same", nullptr, &S::performance_issue_same},
    {"performance_issue_same_index", nullptr, &S::performance_issue_same_index},
    {"performance_sample_count_override", nullptr, &S::performance_sample_count_override},
    {"accuracy_sample_count_override", nullptr, &S::accuracy_sample_count_override},
    {"sample_concatenate_permutation", nullptr, &S::sample_concatenate_permutation},
    {"use_token_latencies", nullptr, &S::use_token_latencies},
    {"infer_token_latencies", nullptr, &S::infer_token_latencies},
    {"token_latency_scaling_factor", nullptr, &S::token_latency_scaling_factor},
    {"test05", nullptr, &S::test05},
    {"test05_qsl_rng_seed", nullptr, &S::test05_qsl_rng_seed},
    {"test05_sample_index_rng_seed", nullptr, &S::test05_sample_index_rng_seed},
    {"test05_schedule_rng_seed", nullptr, &S::test05_schedule_rng_seed},
    {"target_latency_percentile", "SingleStream", &S::single_stream_target_latency_percentile,
     kPercent},
    {"target_latency", "SingleStream", &S::single_stream_expected_latency_ns, kMillisecond},
    {"target_latency_percentile", "MultiStream", &S::multi_stream_target_latency_percentile,
     kPercent},
    {"target_qps", "MultiStream", &S::multi_stream_target_qps},
    {"samples_per_query", "MultiStream", &S::multi_stream_samples_per_query},
    {"max_async_queries", "MultiStream", &S::multi_stream_max_async_queries},
    {"target_latency", "MultiStream", &S::multi_stream_expected_latency_ns, kMillisecond},
    {"target_latency_percentile", "Server", &S::server_target_latency_percentile, kPercent},
    {"target_latency", "Server", &S::server_target_latency_ns, kMillisecond},
    {"target_qps", "Server", &S::server_target_qps},
    {"coalesce_queries", "Server", &S::server_coalesce_queries},
    {"max_async_queries", "Server", &S::server_max_async_queries},
    {"ttft_latency", "Server", &S::server_ttft_latency, kMillisecond},
    {"tpot_latency", "Server", &S::server_tpot_latency, kMillisecond},
    {"target_qps", "Offline", &S::offline_expected_qps},
};

/// Entirely a number, as strtoull with base 0 (hexadecimal, octal) or strtod read it.
bool IsNumber(const std::string& text) {
  char* end = nullptr;
  std::strtoull(text.c_str(), &end, 0);
  if (*end == '\0') return true;
  std::strtod(text.c_str(), &end);
  return *end == '\0';
}

/// Upstream's reading: the leading integer counts, so that 0.5 becomes 0.
std::uint64_t ToInteger(const std::string& text) { return std::strtoull(text.c_str(), nullptr, 0); }

class Parser {
 public:
  Parser(const std::string& path, ConfigOutcome& outcome) : path_(path), outcome_(outcome) {}

  Entries Parse(std::istream& file) {
    Entries entries;
    std::string line;
    while (std::getline(file, line) && outcome_.error.empty()) {
      ++line_;
      ParseLine(line, entries);
    }
    return entries;
  }

 private:
  void ParseLine(const std::string& line, Entries& entries) {
    std::istringstream tokens(line);
    std::string key, equals, value;
    if (!(tokens >> key) || key == "#") return;
    if (!(tokens >> equals) || equals == "#") {
      Warn(key, "there is no ` = value`; the line is ignored (blanks around `=` are needed)");
      return;
    }
    if (equals != "=") {
      Fail(key, "`" + equals + "` where `=` is expected");
      return;
    }
    bool has_value = false;
    while (tokens >> value) {
      if (value == "#" && !has_value) break;
      has_value = true;
      if (!IsNumber(value)) {
        Fail(key, "`" + value + "` is not a number (a comment needs a line of its own)");
        return;
      }
      entries[key] = {.text = value, .line = line_};
    }
    if (!has_value) Warn(key, "there is no value; the line is ignored");
  }

  std::string Where(const std::string& key) const {
    return path_ + ":" + std::to_string(line_) + ": " + key + ": ";
  }
  void Fail(const std::string& key, const std::string& what) { outcome_.error = Where(key) + what; }
  void Warn(const std::string& key, const std::string& what) {
    outcome_.warnings.push_back(Where(key) + what);
  }

  std::string path_;
  ConfigOutcome& outcome_;
  int line_ = 0;
};

/// The most specific entry for a key, or null.
const Value* Find(const Entries& entries, const ConfigTarget& target, const Key& key) {
  const std::string scenario = key.scenario != nullptr ? key.scenario : target.scenario;
  for (const std::string& prefix :
       {target.model + "." + scenario, "*." + scenario, target.model + ".*", std::string("*.*")}) {
    const auto found = entries.find(prefix + "." + key.name);
    if (found != entries.end()) return &found->second;
  }
  return nullptr;
}

/// Stores a number in a field of any type.
struct Setter {
  TestSettings& settings;
  const Key& key;
  const std::string& text;

  void operator()(bool TestSettings::*field) const { settings.*field = ToInteger(text) != 0; }
  void operator()(int TestSettings::*field) const {
    settings.*field = static_cast<int>(ToInteger(text));
  }
  void operator()(std::uint64_t TestSettings::*field) const {
    settings.*field = ToInteger(text) * static_cast<std::uint64_t>(key.factor);
  }
  void operator()(double TestSettings::*field) const {
    settings.*field = std::strtod(text.c_str(), nullptr) * key.factor;
  }
  void operator()(TestMode TestSettings::*field) const {
    settings.*field = static_cast<TestMode>(ToInteger(text));
  }
};

bool LosesFraction(const Key& key, const std::string& text) {
  if (std::holds_alternative<double TestSettings::*>(key.field)) return false;
  return text.find_first_of(".eE") != std::string::npos &&
         text.find_first_of("xX") == std::string::npos;
}

}  // namespace

const char* ConfigName(TestScenario scenario) {
  switch (scenario) {
    case TestScenario::SingleStream:
      return "SingleStream";
    case TestScenario::MultiStream:
      return "MultiStream";
    case TestScenario::MultiStreamFree:
      return "MultiStreamFree";
    case TestScenario::Server:
      return "Server";
    case TestScenario::Offline:
      break;
  }
  return "Offline";
}

ConfigOutcome ApplyConfig(const std::string& path, const ConfigTarget& target,
                          TestSettings& settings) {
  ConfigOutcome outcome;
  std::ifstream file(path);
  if (!file) {
    outcome.is_missing = true;
    outcome.error = "cannot open the config file " + path;
    return outcome;
  }
  const Entries entries = Parser(path, outcome).Parse(file);
  if (!outcome.error.empty()) return outcome;
  TestSettings changed = settings;
  for (const Key& key : kKeys) {
    const Value* value = Find(entries, target, key);
    if (value == nullptr) continue;
    const std::string where =
        path + ":" + std::to_string(value->line) + ": " + std::string(key.name) + ": ";
    if (std::holds_alternative<TestMode TestSettings::*>(key.field) &&
        ToInteger(value->text) > static_cast<std::uint64_t>(TestMode::FindPeakPerformance)) {
      outcome.error = where + "`" + value->text + "` is no mode: 0 submission, 1 accuracy, " +
                      "2 performance, 3 find peak";
      return outcome;
    }
    if (LosesFraction(key, value->text)) {
      outcome.warnings.push_back(where + "`" + value->text + "` is read as an integer");
    }
    std::visit(Setter{changed, key, value->text}, key.field);
  }
  settings = changed;
  return outcome;
}

}  // namespace assay::loadgen

namespace mlperf {

int TestSettings::FromConfig(const std::string& path, const std::string& model,
                             const std::string& scenario, int) {
  const assay::loadgen::ConfigOutcome outcome =
      assay::loadgen::ApplyConfig(path, {.model = model, .scenario = scenario}, *this);
  for (const std::string& warning : outcome.warnings) std::cerr << warning << '\n';
  if (outcome.error.empty()) return 0;
  std::cerr << outcome.error << '\n';
  return outcome.is_missing ? -ENOENT : -EINVAL;
}

}  // namespace mlperf
