// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// run.json: each part of a record has one function that writes it and one that reads it.
#include "record/run_json.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"

namespace assay {
namespace {

template <typename Enum, std::size_t N>
using Names = std::array<std::pair<Enum, const char*>, N>;

constexpr Names<RunState, 4> kStates = {{{RunState::kRunning, "running"},
                                         {RunState::kComplete, "complete"},
                                         {RunState::kInterrupted, "interrupted"},
                                         {RunState::kFailed, "failed"}}};
constexpr Names<Verdict, 3> kVerdicts = {
    {{Verdict::kNone, "NONE"}, {Verdict::kValid, "VALID"}, {Verdict::kInvalid, "INVALID"}}};
constexpr Names<Severity, 3> kSeverities = {
    {{Severity::kNote, "note"}, {Severity::kWarning, "warning"}, {Severity::kError, "error"}}};

template <typename Enum, std::size_t N>
const char* NameOf(const Names<Enum, N>& names, Enum value) {
  for (const auto& [candidate, name] : names) {
    if (candidate == value) return name;
  }
  ASSAY_CHECK(false);
}

template <typename Enum, std::size_t N>
Enum ValueOf(const Names<Enum, N>& names, const std::string& text) {
  for (const auto& [candidate, name] : names) {
    if (text == name) return candidate;
  }
  throw Error(ErrorCode::kBadData, fmt::format("'{}' is not one of the known values", text));
}

template <typename T>
Json Optional(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}
Json OptionalNs(const std::optional<Nanoseconds>& value) {
  return value ? Json(value->count()) : Json(nullptr);
}
template <typename T>
std::optional<T> OptionalOf(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return json.get<T>();
}
std::optional<Nanoseconds> OptionalNsOf(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return Nanoseconds(json.get<std::int64_t>());
}
Nanoseconds NsOf(const Json& json) { return Nanoseconds(json.get<std::int64_t>()); }

Json PairsJson(const NameValues& pairs) {
  Json json = Json::object();
  for (const auto& [name, value] : pairs) json[name] = value;
  return json;
}
NameValues PairsOf(const Json& json) {
  NameValues pairs;
  for (const auto& [name, value] : json.items()) pairs.emplace_back(name, value.get<std::string>());
  return pairs;
}

Json FiguresJson(const LatencyFigures& f) {
  return {{"count", f.count},   {"min_ns", f.min}, {"mean_ns", f.mean}, {"p50_ns", f.p50},
          {"p90_ns", f.p90},    {"p95_ns", f.p95}, {"p97_ns", f.p97},   {"p99_ns", f.p99},
          {"p99_9_ns", f.p999}, {"max_ns", f.max}};
}
LatencyFigures FiguresFrom(const Json& j) {
  return {.count = j.at("count"),
          .min = j.at("min_ns"),
          .mean = j.at("mean_ns"),
          .p50 = j.at("p50_ns"),
          .p90 = j.at("p90_ns"),
          .p95 = j.at("p95_ns"),
          .p97 = j.at("p97_ns"),
          .p99 = j.at("p99_ns"),
          .p999 = j.at("p99_9_ns"),
          .max = j.at("max_ns")};
}

Json FindingJson(const Finding& f) {
  return {{"rule", f.rule},         {"severity", NameOf(kSeverities, f.severity)},
          {"where", f.where},       {"what", f.what},
          {"expected", f.expected}, {"found", f.found},
          {"remedy", f.remedy},     {"source", f.source}};
}
Finding FindingFrom(const Json& j) {
  return {.rule = j.at("rule"),
          .severity = ValueOf(kSeverities, j.at("severity")),
          .where = j.at("where"),
          .what = j.at("what"),
          .expected = j.at("expected"),
          .found = j.at("found"),
          .remedy = j.at("remedy"),
          .source = j.at("source")};
}

Json QualityJson(const std::optional<QualityTarget>& q) {
  if (!q) return nullptr;
  return {{"metric", q->metric}, {"value", q->value}, {"unit", q->unit}, {"source", q->source}};
}
std::optional<QualityTarget> QualityFrom(const Json& j) {
  if (j.is_null()) return std::nullopt;
  return QualityTarget{.metric = j.at("metric"),
                       .value = j.at("value"),
                       .unit = j.at("unit"),
                       .source = j.at("source")};
}

Json PlanJson(const RunPlan& p) {
  return {{"round", p.round},
          {"benchmark", p.benchmark},
          {"scenario", Name(p.scenario)},
          {"mode", Name(p.mode)},
          {"division", Name(p.division)},
          {"seeds",
           {{"qsl", p.seeds.qsl},
            {"sample_index", p.seeds.sample_index},
            {"schedule", p.seeds.schedule}}},
          {"target_qps", p.target_qps},
          {"latency_bound_ns", OptionalNs(p.latency_bound)},
          {"latency_bound_is_users", p.latency_bound_is_users},
          {"percentile", p.percentile},
          {"min_queries", p.min_queries},
          {"min_samples", p.min_samples},
          {"min_duration_ns", p.min_duration.count()},
          {"budget_ns", OptionalNs(p.budget)},
          {"samples_per_query", p.samples_per_query},
          {"performance_samples", p.performance_samples},
          {"quality", QualityJson(p.quality)},
          {"max_lag_ns", p.max_lag.count()},
          {"source", p.source},
          {"labels", p.labels},
          {"not_closed", p.not_closed}};
}
RunPlan PlanFrom(const Json& j) {
  RunPlan p;
  p.round = j.at("round");
  p.benchmark = j.at("benchmark");
  p.scenario = ParseScenario(j.at("scenario").get<std::string>());
  p.mode = ParseMode(j.at("mode").get<std::string>());
  p.division = ParseDivision(j.at("division").get<std::string>());
  const Json& seeds = j.at("seeds");
  p.seeds = {.qsl = seeds.at("qsl"),
             .sample_index = seeds.at("sample_index"),
             .schedule = seeds.at("schedule")};
  p.target_qps = j.at("target_qps");
  p.latency_bound = OptionalNsOf(j.at("latency_bound_ns"));
  p.latency_bound_is_users = j.at("latency_bound_is_users");
  p.percentile = j.at("percentile");
  p.min_queries = j.at("min_queries");
  p.min_samples = j.at("min_samples");
  p.min_duration = NsOf(j.at("min_duration_ns"));
  p.budget = OptionalNsOf(j.at("budget_ns"));
  p.samples_per_query = j.at("samples_per_query");
  p.performance_samples = j.at("performance_samples");
  p.quality = QualityFrom(j.at("quality"));
  p.max_lag = NsOf(j.at("max_lag_ns"));
  p.source = j.at("source");
  p.labels = j.at("labels").get<std::vector<std::string>>();
  p.not_closed = j.at("not_closed").get<std::vector<std::string>>();
  return p;
}

/// Text members of Provenance by their name in JSON: one table for both directions.
constexpr std::array<std::pair<const char*, std::string Provenance::*>, 13> kProvenanceTexts = {{
    {"model_name", &Provenance::model_name},
    {"model_file", &Provenance::model_file},
    {"model_sha256", &Provenance::model_sha256},
    {"model_origin", &Provenance::model_origin},
    {"model_card", &Provenance::model_card},
    {"dataset_name", &Provenance::dataset_name},
    {"dataset_folder", &Provenance::dataset_folder},
    {"dataset_sha256", &Provenance::dataset_sha256},
    {"backend_name", &Provenance::backend_name},
    {"backend_version", &Provenance::backend_version},
    {"precision_asked", &Provenance::precision_asked},
    {"precision_used", &Provenance::precision_used},
    {"loadgen", &Provenance::loadgen},
}};

Json ProvenanceJson(const Provenance& p) {
  Json json = Json::object();
  for (const auto& [name, member] : kProvenanceTexts) json[name] = p.*member;
  json["model_is_synthetic"] = p.model_is_synthetic;
  json["dataset_samples"] = p.dataset_samples;
  json["dataset_is_synthetic"] = p.dataset_is_synthetic;
  json["dataset_is_official"] = p.dataset_is_official;
  json["backend_settings"] = PairsJson(p.backend_settings);
  json["backend_libraries"] = PairsJson(p.backend_libraries);
  json["devices"] = p.devices;
  return json;
}
Provenance ProvenanceFrom(const Json& j) {
  Provenance p;
  for (const auto& [name, member] : kProvenanceTexts) p.*member = j.at(name).get<std::string>();
  p.model_is_synthetic = j.at("model_is_synthetic");
  p.dataset_samples = j.at("dataset_samples");
  p.dataset_is_synthetic = j.at("dataset_is_synthetic");
  p.dataset_is_official = j.at("dataset_is_official");
  p.backend_settings = PairsOf(j.at("backend_settings"));
  p.backend_libraries = PairsOf(j.at("backend_libraries"));
  p.devices = j.at("devices").get<std::vector<std::string>>();
  return p;
}

Json AccuracyJson(const std::optional<AccuracyFigures>& a) {
  if (!a) return nullptr;
  return {{"metric", a->metric},
          {"value", a->value},
          {"unit", a->unit},
          {"text", a->text},
          {"target", Optional(a->target)},
          {"passed", Optional(a->passed)}};
}
std::optional<AccuracyFigures> AccuracyFrom(const Json& j) {
  if (j.is_null()) return std::nullopt;
  return AccuracyFigures{.metric = j.at("metric"),
                         .value = j.at("value"),
                         .unit = j.at("unit"),
                         .text = j.at("text"),
                         .target = OptionalOf<double>(j.at("target")),
                         .passed = OptionalOf<bool>(j.at("passed"))};
}

Json ResultJson(const RunRecord& r) {
  Json findings = Json::array();
  for (const Finding& f : r.findings) findings.push_back(FindingJson(f));
  return {{"verdict", NameOf(kVerdicts, r.verdict)},
          {"headline_name", r.headline_name},
          {"headline", r.headline},
          {"headline_unit", r.headline_unit},
          {"findings", findings},
          {"queries_issued", r.queries_issued},
          {"samples_issued", r.samples_issued},
          {"samples_completed", r.samples_completed},
          {"over_latency", r.over_latency},
          {"duration_ns", r.duration.count()},
          {"completed_per_second", r.completed_per_second},
          {"latency", FiguresJson(r.latency)},
          {"lag", FiguresJson(r.lag)},
          {"warm_up_rate", Optional(r.warm_up_rate)},
          {"single_sample_time_ns", OptionalNs(r.single_sample_time)}};
}
void ReadResult(const Json& j, RunRecord& r) {
  r.verdict = ValueOf(kVerdicts, j.at("verdict"));
  r.headline_name = j.at("headline_name");
  r.headline = j.at("headline").is_null() ? 0 : j.at("headline").get<double>();
  r.headline_unit = j.at("headline_unit");
  for (const Json& f : j.at("findings")) r.findings.push_back(FindingFrom(f));
  r.queries_issued = j.at("queries_issued");
  r.samples_issued = j.at("samples_issued");
  r.samples_completed = j.at("samples_completed");
  r.over_latency = j.at("over_latency");
  r.duration = NsOf(j.at("duration_ns"));
  r.completed_per_second = j.at("completed_per_second");
  r.latency = FiguresFrom(j.at("latency"));
  r.lag = FiguresFrom(j.at("lag"));
  r.warm_up_rate = OptionalOf<double>(j.at("warm_up_rate"));
  r.single_sample_time = OptionalNsOf(j.at("single_sample_time_ns"));
}

void ReadRecord(const Json& j, RunRecord& r) {
  r.schema_version = j.at("schema_version");
  if (r.schema_version != kRunSchemaVersion) {
    throw Error(ErrorCode::kBadData, fmt::format("schema version {} is not the {} of this program",
                                                 r.schema_version, kRunSchemaVersion));
  }
  r.state = ValueOf(kStates, j.at("state"));
  r.failure = j.at("failure");
  r.started = j.at("started");
  r.assay_version = j.at("assay_version");
  r.command_line = j.at("command_line").get<std::vector<std::string>>();
  r.plan = PlanFrom(j.at("plan"));
  r.provenance = ProvenanceFrom(j.at("provenance"));
  r.environment = PairsOf(j.at("environment"));
  ReadResult(j.at("result"), r);
  r.accuracy = AccuracyFrom(j.at("accuracy"));
}

}  // namespace

std::string RunJsonText(const RunRecord& r) {
  const Json json = {{"schema_version", r.schema_version},
                     {"state", NameOf(kStates, r.state)},
                     {"failure", r.failure},
                     {"started", r.started},
                     {"assay_version", r.assay_version},
                     {"command_line", r.command_line},
                     {"folder", r.folder.string()},
                     {"result", ResultJson(r)},
                     {"accuracy", AccuracyJson(r.accuracy)},
                     {"plan", PlanJson(r.plan)},
                     {"provenance", ProvenanceJson(r.provenance)},
                     {"environment", PairsJson(r.environment)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

RunRecord ParseRunJson(const std::string& text, const std::string& where) {
  RunRecord record;
  try {
    ReadRecord(Json::parse(text), record);
  } catch (const nlohmann::json::exception& e) {
    throw Error(ErrorCode::kBadData, fmt::format("{}: {}", where, e.what()));
  } catch (const Error& e) {
    throw Error(ErrorCode::kBadData, fmt::format("{}: {}", where, e.what()));
  }
  return record;
}

}  // namespace assay
