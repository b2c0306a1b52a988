// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests that docs/run.schema.json and docs/formats.md describe what RunJsonText writes.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "record/run_json.h"

namespace assay {
namespace {

std::filesystem::path Docs() {
  return std::filesystem::path(std::getenv("ASSAY_SOURCE_DIR")) / "docs";
}

/// The part of JSON schema that run.schema.json uses: type, const, enum, minimum, maximum,
/// properties, required, additionalProperties, items, $ref into $defs.
class Schema {
 public:
  Schema() : root_(ReadJson(Docs() / "run.schema.json", "schema")) {}

  /// What is wrong with `json`, each as "key: problem"; empty: nothing.
  std::vector<std::string> Problems(const Json& json) const {
    std::vector<std::string> problems;
    Check(json, root_, "", problems);
    return problems;
  }

 private:
  static bool HasType(const Json& json, const Json& type) {
    if (type.is_array()) {
      return std::any_of(type.begin(), type.end(),
                         [&](const Json& one) { return HasType(json, one); });
    }
    const std::string name = type;
    return (name == "object" && json.is_object()) || (name == "array" && json.is_array()) ||
           (name == "string" && json.is_string()) || (name == "boolean" && json.is_boolean()) ||
           (name == "null" && json.is_null()) || (name == "number" && json.is_number()) ||
           (name == "integer" && json.is_number_integer());
  }

  void Check(const Json& json, const Json& schema, const std::string& key,
             std::vector<std::string>& problems) const {
    if (schema.contains("$ref")) {
      const std::string name = schema["$ref"];
      Check(json, root_.at(Json::json_pointer(name.substr(1))), key, problems);
    }
    const auto complain = [&](const char* problem) { problems.push_back(key + ": " + problem); };
    if (schema.contains("type") && !HasType(json, schema["type"])) complain("type");
    if (schema.contains("const") && json != schema["const"]) complain("const");
    if (schema.contains("minimum") && json < schema["minimum"]) complain("minimum");
    if (schema.contains("maximum") && json > schema["maximum"]) complain("maximum");
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), json) == schema["enum"].end()) {
      complain("enum");
    }
    if (json.is_array() && schema.contains("items")) {
      for (const Json& item : json) Check(item, schema["items"], key + "[]", problems);
    }
    if (json.is_object()) CheckMembers(json, schema, key, problems);
  }

  void CheckMembers(const Json& json, const Json& schema, const std::string& key,
                    std::vector<std::string>& problems) const {
    if (schema.contains("required")) {
      for (const std::string name : schema["required"]) {
        if (!json.contains(name)) problems.push_back(key + "." + name + ": missing");
      }
    }
    for (const auto& [name, value] : json.items()) {
      const std::string below = key + "." + name;
      if (schema.contains("properties") && schema["properties"].contains(name)) {
        Check(value, schema["properties"][name], below, problems);
      } else if (schema.contains("additionalProperties")) {
        const Json& others = schema["additionalProperties"];
        if (others.is_object()) Check(value, others, below, problems);
        if (others == false) problems.push_back(below + ": not in the schema");
      }
    }
  }

  Json root_;
};

RunRecord FullRecord() {
  using namespace std::chrono_literals;
  RunRecord r;
  r.state = RunState::kComplete;
  r.command_line = {"assay"};
  r.plan.latency_bound = 15ms;
  r.plan.budget = 15s;
  r.plan.labels = {"synthetic weights"};
  r.plan.not_closed = {"the weights are synthetic"};
  r.plan.quality = QualityTarget{.metric = "top1", .value = 75.6954, .unit = "%", .source = "x"};
  r.plan.seeds.qsl = 12786827339337101903u;
  r.provenance.backend_settings = {{"streams", "2"}};
  r.provenance.devices = {"cpu"};
  r.environment = {{"cpu", "x"}};
  r.findings = {{.rule = "latency-bound", .severity = Severity::kWarning, .what = "late"}};
  r.warm_up_rate = 10.5;
  r.single_sample_time = 3ms;
  r.timed = TimedPart{.begin_ns = 1'795'694'400'000'000'000, .end_ns = 1'795'694'410'000'000'000};
  r.power = PowerFigures{.source = "meter (m.csv)",
                         .samples = 11,
                         .average_watts = 100,
                         .energy_joules = 1000,
                         .samples_per_joule = 0.5,
                         .problem = ""};
  r.accuracy = AccuracyFigures{
      .metric = "top1", .value = 88, .unit = "%", .text = "", .target = 87.1, .passed = true};
  return r;
}

/// Every key of the schema, once, with the descriptions and names of types left out.
void CollectKeys(const Json& schema, std::vector<std::string>& keys) {
  if (schema.contains("properties")) {
    for (const auto& [name, value] : schema["properties"].items()) {
      keys.push_back(name);
      CollectKeys(value, keys);
    }
  }
  if (schema.contains("$defs")) {
    for (const auto& [name, value] : schema["$defs"].items()) CollectKeys(value, keys);
  }
}

TEST_CASE("a full and an empty record are what the schema says") {
  const Schema schema;
  CHECK(schema.Problems(Json::parse(RunJsonText(FullRecord()))) == std::vector<std::string>{});
  CHECK(schema.Problems(Json::parse(RunJsonText(RunRecord{}))) == std::vector<std::string>{});
}

TEST_CASE("the schema refuses what a reader would refuse") {
  const Schema schema;
  const auto problems = [&](const char* pointer, const Json& value) {
    Json json = Json::parse(RunJsonText(FullRecord()));
    json[Json::json_pointer(pointer)] = value;
    return schema.Problems(json);
  };
  CHECK(problems("/schema_version", 2) == std::vector<std::string>{".schema_version: const"});
  CHECK(problems("/state", "resting") == std::vector<std::string>{".state: enum"});
  CHECK(problems("/plan/percentile", 99) == std::vector<std::string>{".plan.percentile: maximum"});
  CHECK(problems("/result/latency/p99_ns", "1") ==
        std::vector<std::string>{".result.latency.p99_ns: type"});
  CHECK(problems("/result/findings/0/severity", "fatal") ==
        std::vector<std::string>{".result.findings[].severity: enum"});
  CHECK(problems("/plan/budget", 1) == std::vector<std::string>{".plan.budget: not in the schema"});
}

TEST_CASE("every key of the schema stands in the page on formats") {
  const std::string page = ReadFile(Docs() / "formats.md", "page");
  std::vector<std::string> keys;
  CollectKeys(ReadJson(Docs() / "run.schema.json", "schema"), keys);
  CHECK(keys.size() > 80);
  for (const std::string& key : keys) {
    CAPTURE(key);
    const bool is_named = page.find('`' + key + '`') != std::string::npos;
    CHECK(is_named);
  }
}

}  // namespace
}  // namespace assay
