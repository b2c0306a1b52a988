// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reads the rule data of one round.
#include "rules/rule_set.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "rules/json_node.h"

namespace assay {
namespace {

constexpr int kRulesSchemaVersion = 1;

using namespace std::chrono_literals;

/// The scenario that `word` names. Throws Error{kBadData} at `node`.
Scenario ScenarioOf(const JsonNode& node, const std::string& word) {
  for (const Scenario scenario : AllScenarios()) {
    if (Name(scenario) == word) return scenario;
  }
  node.Fail(fmt::format("names no scenario: '{}'", word));
}

/// Overwrites what `node` names; the rest stays as the scenario says for all benchmarks.
void ReadLimits(const JsonNode& node, Limits& limits) {
  if (node.Has("min_queries")) limits.min_queries = node.At("min_queries").Count();
  if (node.Has("min_samples")) limits.min_samples = node.At("min_samples").Count();
  if (node.Has("min_duration_ms")) limits.min_duration = node.At("min_duration_ms").Span(1ms);
  if (node.Has("percentile")) limits.percentile = node.At("percentile").Fraction();
  if (node.Has("runs")) limits.runs = node.At("runs").SmallCount();
  if (node.Has("samples_per_query")) {
    limits.samples_per_query = node.At("samples_per_query").SmallCount();
  }
  if (node.Has("latency_bound_ms")) {
    limits.latency_bound = node.At("latency_bound_ms").Span(1ms);
  }
  if (node.Has("queries_per_second")) {
    limits.multi_stream_qps = node.At("queries_per_second").Number();
  }
  const std::string source = node.At("source").Text();
  limits.source = limits.source.empty() ? source : limits.source + "; " + source;
}

QualityTarget ReadQuality(const JsonNode& node) {
  return {.metric = node.At("metric").Text(),
          .value = node.At("value").Number(),
          .unit = node.At("unit").Text(),
          .source = node.At("source").Text()};
}

BenchmarkRules ReadBenchmark(const JsonNode& node, const std::map<Scenario, Limits>& scenarios) {
  const JsonNode quality = node.At("quality");
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
                     .calibration_lists = {},
                     .required = {},
                     .limits = {}};
  if (node.Has("calibration_lists")) {
    for (const JsonNode& list : node.At("calibration_lists").Items()) {
      row.calibration_lists.push_back(
          {.name = list.At("name").Text(), .sha256 = list.At("sha256").Text()});
    }
  }
  for (const JsonNode& item : node.At("required_scenarios").Items()) {
    row.required.push_back(ScenarioOf(item, item.Text()));
  }
  for (const JsonNode& member : node.At("scenarios").Members()) {
    const Scenario scenario = ScenarioOf(member, member.Name());
    Limits limits = scenarios.at(scenario);
    ReadLimits(member, limits);
    if (scenario == Scenario::kServer || scenario == Scenario::kMultiStream) {
      member.At("latency_bound_ms").Span(1ms);
    }
    if (scenario == Scenario::kMultiStream) member.At("queries_per_second").Number();
    row.limits.emplace(scenario, std::move(limits));
  }
  return row;
}

}  // namespace

RuleSet RuleSet::LoadInstalled() { return Load(ShareFolder() / "rules" / "v0.7.json"); }

RuleSet RuleSet::Load(const std::filesystem::path& file) {
  const JsonSource source{.what = "rules", .file = file.string(), .text = ReadFile(file, "rules")};
  const Json json = ParseJson(source);
  const JsonNode root(json, source);
  if (const JsonNode version = root.At("schema_version"); version.Count() != kRulesSchemaVersion) {
    version.Fail(fmt::format("is {}, this program reads {}", version.Count(), kRulesSchemaVersion));
  }
  RuleSet rules;
  rules.round_ = root.At("round").Text();
  const JsonNode seeds = root.At("seeds");
  rules.seeds_ = {.qsl = seeds.At("qsl_rng_seed").Count(),
                  .sample_index = seeds.At("sample_index_rng_seed").Count(),
                  .schedule = seeds.At("schedule_rng_seed").Count()};
  const JsonNode lag = root.At("issue_lag");
  rules.max_lag_share_ = lag.At("max_share_of_latency_bound").Fraction();
  rules.max_lag_floor_ = lag.At("max_floor_us").Span(1us);
  for (const Scenario scenario : AllScenarios()) {
    ReadLimits(root.At("scenarios").At(Name(scenario)), rules.scenarios_[scenario]);
  }
  for (const JsonNode& row : root.At("benchmarks").Items()) {
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
