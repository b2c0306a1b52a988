// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads the rule data of one round.
#include "rules/rule_set.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace assay {
namespace {

constexpr int kRulesSchemaVersion = 1;

/// One object or array of the file, knowing its own key for error sentences.
class Node {
 public:
  Node(const Json& json, std::string file, std::string key)
      : json_(json), file_(std::move(file)), key_(std::move(key)) {}

  bool Has(const char* name) const { return json_.is_object() && json_.contains(name); }
  Node At(const char* name) const {
    if (!Has(name)) Fail(KeyOf(name), "is missing");
    return Node(json_.at(name), file_, KeyOf(name));
  }
  std::vector<Node> Items() const {
    if (!json_.is_array() || json_.empty()) Fail(key_, "must be a list that is not empty");
    std::vector<Node> items;
    for (std::size_t i = 0; i < json_.size(); ++i) {
      items.emplace_back(json_[i], file_, fmt::format("{}[{}]", key_, i));
    }
    return items;
  }
  std::vector<Node> Members() const {
    if (!json_.is_object()) Fail(key_, "must be an object");
    std::vector<Node> members;
    for (const auto& [name, value] : json_.items()) members.emplace_back(value, file_, KeyOf(name));
    return members;
  }
  std::string Text() const {
    if (!json_.is_string()) Fail(key_, "must be a text");
    return json_.get<std::string>();
  }
  std::uint64_t Count() const {
    if (!json_.is_number_unsigned()) Fail(key_, "must be a whole number, 0 or more");
    return json_.get<std::uint64_t>();
  }
  double Number() const {
    if (!json_.is_number()) Fail(key_, "must be a number");
    return json_.get<double>();
  }
  double Fraction() const {
    const double value = Number();
    if (!(value > 0 && value <= 1)) Fail(key_, "must be a fraction of 1");
    return value;
  }
  Nanoseconds Milliseconds() const {
    return std::chrono::milliseconds(static_cast<std::int64_t>(Limited()));
  }
  Nanoseconds Microseconds() const {
    return std::chrono::microseconds(static_cast<std::int64_t>(Limited()));
  }
  int Int() const { return static_cast<int>(Limited()); }
  std::string Name() const { return key_.substr(key_.find_last_of('.') + 1); }
  /// The scenario that `word` names. Throws Error{kBadData}.
  Scenario AsScenario(const std::string& word) const {
    for (const Scenario scenario : AllScenarios()) {
      if (assay::Name(scenario) == word) return scenario;
    }
    Fail(key_, fmt::format("names no scenario: '{}'", word));
  }

 private:
  std::uint64_t Limited() const {
    const std::uint64_t value = Count();
    if (value > 1'000'000'000) Fail(key_, "is too large");
    return value;
  }
  std::string KeyOf(const std::string& name) const {
    return key_.empty() ? name : key_ + "." + name;
  }
  [[noreturn]] void Fail(const std::string& key, const std::string& problem) const {
    throw Error(ErrorCode::kBadData, fmt::format("rules {}: key {} {}", file_, key, problem));
  }

  const Json& json_;
  std::string file_;
  std::string key_;
};

/// Overwrites what `node` names; the rest stays as the scenario says for all benchmarks.
void ReadLimits(const Node& node, Limits& limits) {
  if (node.Has("min_queries")) limits.min_queries = node.At("min_queries").Count();
  if (node.Has("min_samples")) limits.min_samples = node.At("min_samples").Count();
  if (node.Has("min_duration_ms")) limits.min_duration = node.At("min_duration_ms").Milliseconds();
  if (node.Has("percentile")) limits.percentile = node.At("percentile").Fraction();
  if (node.Has("runs")) limits.runs = node.At("runs").Int();
  if (node.Has("samples_per_query")) {
    limits.samples_per_query = node.At("samples_per_query").Int();
  }
  if (node.Has("latency_bound_ms")) {
    limits.latency_bound = node.At("latency_bound_ms").Milliseconds();
  }
  if (node.Has("queries_per_second")) {
    limits.multi_stream_qps = node.At("queries_per_second").Number();
  }
  const std::string source = node.At("source").Text();
  limits.source = limits.source.empty() ? source : limits.source + "; " + source;
}

QualityTarget ReadQuality(const Node& node) {
  return {.metric = node.At("metric").Text(),
          .value = node.At("value").Number(),
          .unit = node.At("unit").Text(),
          .source = node.At("source").Text()};
}

BenchmarkRules ReadBenchmark(const Node& node, const std::map<Scenario, Limits>& scenarios) {
  const Node quality = node.At("quality");
  BenchmarkRules row{.name = node.At("name").Text(),
                     .conf_name = node.At("conf_name").Text(),
                     .area = node.At("area").Text(),
                     .task = node.At("task").Text(),
                     .model = node.At("model").Text(),
                     .dataset = node.At("dataset").Text(),
                     .dataset_samples = node.At("dataset_samples").Count(),
                     .performance_samples = node.At("performance_samples").Count(),
                     .quality = ReadQuality(quality),
                     .fp32_quality = quality.At("fp32").Number(),
                     .quality_fraction = quality.At("fraction").Fraction(),
                     .quality_text = quality.At("text").Text(),
                     .required = {},
                     .limits = {}};
  for (const Node& item : node.At("required_scenarios").Items()) {
    row.required.push_back(item.AsScenario(item.Text()));
  }
  for (const Node& member : node.At("scenarios").Members()) {
    const Scenario scenario = member.AsScenario(member.Name());
    Limits limits = scenarios.at(scenario);
    ReadLimits(member, limits);
    if (scenario == Scenario::kServer || scenario == Scenario::kMultiStream) {
      member.At("latency_bound_ms").Milliseconds();
    }
    if (scenario == Scenario::kMultiStream) member.At("queries_per_second").Number();
    row.limits.emplace(scenario, std::move(limits));
  }
  return row;
}

}  // namespace

RuleSet RuleSet::Load(const std::filesystem::path& file) {
  const Json json = ReadJson(file, "rules");
  const Node root(json, file.string(), "");
  if (const auto version = root.At("schema_version").Count(); version != kRulesSchemaVersion) {
    throw Error(ErrorCode::kBadData,
                fmt::format("rules {}: schema_version is {}, this program reads {}", file.string(),
                            version, kRulesSchemaVersion));
  }
  RuleSet rules;
  rules.round_ = root.At("round").Text();
  const Node seeds = root.At("seeds");
  rules.seeds_ = {.qsl = seeds.At("qsl_rng_seed").Count(),
                  .sample_index = seeds.At("sample_index_rng_seed").Count(),
                  .schedule = seeds.At("schedule_rng_seed").Count()};
  const Node lag = root.At("issue_lag");
  rules.max_lag_share_ = lag.At("max_share_of_latency_bound").Fraction();
  rules.max_lag_floor_ = lag.At("max_floor_us").Microseconds();
  for (const Scenario scenario : AllScenarios()) {
    ReadLimits(root.At("scenarios").At(std::string(Name(scenario)).c_str()),
               rules.scenarios_[scenario]);
  }
  for (const Node& row : root.At("benchmarks").Items()) {
    rules.benchmarks_.push_back(ReadBenchmark(row, rules.scenarios_));
  }
  return rules;
}

const BenchmarkRules& RuleSet::For(std::string_view benchmark) const {
  std::vector<std::string> names;
  for (const BenchmarkRules& row : benchmarks_) {
    if (row.name == benchmark) return row;
    names.push_back(row.name);
  }
  const std::string nearest = NearestWord(benchmark, names);
  throw Error(
      ErrorCode::kUsage,
      fmt::format("the rules {} know no benchmark '{}'{}: choose one of {}", round_, benchmark,
                  nearest.empty() ? "" : fmt::format(" (did you mean {}?)", nearest),
                  fmt::join(names, ", ")));
}

const Limits& RuleSet::For(std::string_view benchmark, Scenario scenario) const {
  const BenchmarkRules& row = For(benchmark);
  if (const auto found = row.limits.find(scenario); found != row.limits.end()) {
    return found->second;
  }
  std::vector<std::string_view> names;
  for (const auto& entry : row.limits) names.push_back(Name(entry.first));
  throw Error(ErrorCode::kUsage,
              fmt::format("the rules {} have no {} scenario for {}: choose {}", round_,
                          Name(scenario), row.name, fmt::join(names, ", ")));
}

const Limits& RuleSet::ScenarioLimits(Scenario scenario) const { return scenarios_.at(scenario); }

}  // namespace assay
