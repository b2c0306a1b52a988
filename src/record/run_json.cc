// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// run.json: each part of a record has one function that writes it and one that reads it.
#include "record/run_json.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "record/verdict.h"
#include "rules/json_node.h"

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
constexpr Names<Scenario, 4> kScenarios = {{{Scenario::kOffline, "Offline"},
                                            {Scenario::kServer, "Server"},
                                            {Scenario::kSingleStream, "SingleStream"},
                                            {Scenario::kMultiStream, "MultiStream"}}};
constexpr Names<Mode, 2> kModes = {
    {{Mode::kPerformance, "performance"}, {Mode::kAccuracy, "accuracy"}}};
constexpr Names<Division, 2> kDivisions = {
    {{Division::kClosed, "closed"}, {Division::kOpen, "open"}}};
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
Enum ValueOf(const Names<Enum, N>& names, const JsonNode& node) {
  const std::string text = node.Text();
  for (const auto& [candidate, name] : names) {
    if (text == name) return candidate;
  }
  node.Fail(fmt::format("is '{}', which this program does not know", text));
}

template <typename T>
Json Optional(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}
Json OptionalNs(const std::optional<Nanoseconds>& value) {
  return value ? Json(value->count()) : Json(nullptr);
}
std::optional<bool> OptionalTruthOf(const JsonNode& node) {
  if (node.IsNull()) return std::nullopt;
  return node.Truth();
}
std::optional<double> OptionalNumberOf(const JsonNode& node) {
  if (node.IsNull()) return std::nullopt;
  return node.Number();
}
Nanoseconds NsOf(const JsonNode& node) { return Nanoseconds(node.Integer()); }
std::optional<Nanoseconds> OptionalNsOf(const JsonNode& node) {
  if (node.IsNull()) return std::nullopt;
  return NsOf(node);
}

Json PairsJson(const NameValues& pairs) {
  Json json = Json::object();
  for (const auto& [name, value] : pairs) json[name] = value;
  return json;
}
NameValues PairsOf(const JsonNode& node) {
  NameValues pairs;
  for (const JsonNode& member : node.Members()) pairs.emplace_back(member.Name(), member.Text());
  return pairs;
}

Json FiguresJson(const LatencyFigures& f) {
  return {{"count", f.count},   {"min_ns", f.min}, {"mean_ns", f.mean}, {"p50_ns", f.p50},
          {"p90_ns", f.p90},    {"p95_ns", f.p95}, {"p97_ns", f.p97},   {"p99_ns", f.p99},
          {"p99_9_ns", f.p999}, {"max_ns", f.max}};
}
LatencyFigures FiguresFrom(const JsonNode& j) {
  return {.count = j.At("count").Count(),
          .min = j.At("min_ns").Integer(),
          .mean = j.At("mean_ns").Integer(),
          .p50 = j.At("p50_ns").Integer(),
          .p90 = j.At("p90_ns").Integer(),
          .p95 = j.At("p95_ns").Integer(),
          .p97 = j.At("p97_ns").Integer(),
          .p99 = j.At("p99_ns").Integer(),
          .p999 = j.At("p99_9_ns").Integer(),
          .max = j.At("max_ns").Integer()};
}

Json FindingJson(const Finding& f) {
  return {{"rule", f.rule},         {"severity", NameOf(kSeverities, f.severity)},
          {"where", f.where},       {"what", f.what},
          {"expected", f.expected}, {"found", f.found},
          {"remedy", f.remedy},     {"source", f.source}};
}
Finding FindingFrom(const JsonNode& j) {
  return {.rule = j.At("rule").Text(),
          .severity = ValueOf(kSeverities, j.At("severity")),
          .where = j.At("where").Text(),
          .what = j.At("what").Text(),
          .expected = j.At("expected").Text(),
          .found = j.At("found").Text(),
          .remedy = j.At("remedy").Text(),
          .source = j.At("source").Text()};
}

Json QualityJson(const std::optional<QualityTarget>& q) {
  if (!q) return nullptr;
  return {{"metric", q->metric}, {"value", q->value}, {"unit", q->unit}, {"source", q->source}};
}
std::optional<QualityTarget> QualityFrom(const JsonNode& j) {
  if (j.IsNull()) return std::nullopt;
  return QualityTarget{.metric = j.At("metric").Text(),
                       .value = j.At("value").NumberOrNan(),
                       .unit = j.At("unit").Text(),
                       .source = j.At("source").Text()};
}

Json PlanJson(const RunPlan& p) {
  return {{"round", p.round},
          {"benchmark", p.benchmark},
          {"scenario", NameOf(kScenarios, p.scenario)},
          {"mode", NameOf(kModes, p.mode)},
          {"division", NameOf(kDivisions, p.division)},
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
RunPlan PlanFrom(const JsonNode& j) {
  RunPlan p;
  p.round = j.At("round").Text();
  p.benchmark = j.At("benchmark").Text();
  p.scenario = ValueOf(kScenarios, j.At("scenario"));
  p.mode = ValueOf(kModes, j.At("mode"));
  p.division = ValueOf(kDivisions, j.At("division"));
  const JsonNode seeds = j.At("seeds");
  p.seeds = {.qsl = seeds.At("qsl").Count(),
             .sample_index = seeds.At("sample_index").Count(),
             .schedule = seeds.At("schedule").Count()};
  p.target_qps = j.At("target_qps").NumberOrNan();
  p.latency_bound = OptionalNsOf(j.At("latency_bound_ns"));
  p.latency_bound_is_users = j.At("latency_bound_is_users").Truth();
  p.percentile = j.At("percentile").Number();
  if (p.percentile < 0 || p.percentile > 1) j.At("percentile").Fail("must be a fraction of 1");
  p.min_queries = j.At("min_queries").Count();
  p.min_samples = j.At("min_samples").Count();
  p.min_duration = NsOf(j.At("min_duration_ns"));
  p.budget = OptionalNsOf(j.At("budget_ns"));
  p.samples_per_query = j.At("samples_per_query").SmallCount();
  p.performance_samples = j.At("performance_samples").Count();
  p.quality = QualityFrom(j.At("quality"));
  p.max_lag = NsOf(j.At("max_lag_ns"));
  p.source = j.At("source").Text();
  p.labels = j.At("labels").Texts();
  p.not_closed = j.At("not_closed").Texts();
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
Provenance ProvenanceFrom(const JsonNode& j) {
  Provenance p;
  for (const auto& [name, member] : kProvenanceTexts) p.*member = j.At(name).Text();
  p.model_is_synthetic = j.At("model_is_synthetic").Truth();
  p.dataset_samples = j.At("dataset_samples").Count();
  p.dataset_is_synthetic = j.At("dataset_is_synthetic").Truth();
  p.dataset_is_official = j.At("dataset_is_official").Truth();
  p.backend_settings = PairsOf(j.At("backend_settings"));
  p.backend_libraries = PairsOf(j.At("backend_libraries"));
  p.devices = j.At("devices").Texts();
  return p;
}

Json AccuracyJson(const std::optional<AccuracyFigures>& a) {
  if (!a) return nullptr;
  return {{"metric", a->metric},
          {"value", a->value},
          {"unit", a->unit},
          {"target", Optional(a->target)},
          {"passed", Optional(a->passed)},
          {"text", a->text}};
}
std::optional<AccuracyFigures> AccuracyFrom(const JsonNode& j) {
  if (j.IsNull()) return std::nullopt;
  return AccuracyFigures{.metric = j.At("metric").Text(),
                         .value = j.At("value").NumberOrNan(),
                         .unit = j.At("unit").Text(),
                         .text = j.At("text").Text(),
                         .target = OptionalNumberOf(j.At("target")),
                         .passed = OptionalTruthOf(j.At("passed"))};
}

Json PowerJson(const std::optional<PowerFigures>& p) {
  if (!p) return nullptr;
  return {{"source", p->source},
          {"meter_samples", p->samples},
          {"average_watts", Optional(p->average_watts)},
          {"energy_joules", Optional(p->energy_joules)},
          {"samples_per_joule", Optional(p->samples_per_joule)},
          {"problem", p->problem}};
}
std::optional<PowerFigures> PowerFrom(const JsonNode& j) {
  if (j.IsNull()) return std::nullopt;
  return PowerFigures{.source = j.At("source").Text(),
                      .samples = j.At("meter_samples").Count(),
                      .average_watts = OptionalNumberOf(j.At("average_watts")),
                      .energy_joules = OptionalNumberOf(j.At("energy_joules")),
                      .samples_per_joule = OptionalNumberOf(j.At("samples_per_joule")),
                      .problem = j.At("problem").Text()};
}

Json TimedJson(const std::optional<TimedPart>& timed) {
  if (!timed) return nullptr;
  return {{"begin_ns", timed->begin_ns}, {"end_ns", timed->end_ns}};
}
std::optional<TimedPart> TimedFrom(const JsonNode& j) {
  if (j.IsNull()) return std::nullopt;
  constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max() / 2;
  const TimedPart timed{.begin_ns = j.At("begin_ns").Integer(),
                        .end_ns = j.At("end_ns").Integer()};
  if (timed.begin_ns < 0 || timed.end_ns < timed.begin_ns || timed.end_ns > kLatest) {
    j.Fail("is no span of time");
  }
  return timed;
}

Json ResultJson(const RunRecord& r) {
  Json findings = Json::array();
  for (const Finding& f : r.findings) findings.push_back(FindingJson(f));
  return {{"verdict", NameOf(kVerdicts, r.verdict)},
          {"verdict_line", VerdictLine(r)},
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
          {"single_sample_time_ns", OptionalNs(r.single_sample_time)},
          {"timed", TimedJson(r.timed)}};
}
void ReadResult(const JsonNode& j, RunRecord& r) {
  r.verdict = ValueOf(kVerdicts, j.At("verdict"));
  r.headline_name = j.At("headline_name").Text();
  r.headline = j.At("headline").NumberOrNan();
  r.headline_unit = j.At("headline_unit").Text();
  for (const JsonNode& f : j.At("findings").Items()) r.findings.push_back(FindingFrom(f));
  r.queries_issued = j.At("queries_issued").Count();
  r.samples_issued = j.At("samples_issued").Count();
  r.samples_completed = j.At("samples_completed").Count();
  r.over_latency = j.At("over_latency").Count();
  r.duration = NsOf(j.At("duration_ns"));
  r.completed_per_second = j.At("completed_per_second").NumberOrNan();
  r.latency = FiguresFrom(j.At("latency"));
  r.lag = FiguresFrom(j.At("lag"));
  r.warm_up_rate = OptionalNumberOf(j.At("warm_up_rate"));
  r.single_sample_time = OptionalNsOf(j.At("single_sample_time_ns"));
  if (j.Has("timed")) r.timed = TimedFrom(j.At("timed"));  // records of before have none
}

void ReadRecord(const JsonNode& j, RunRecord& r) {
  r.schema_version = j.At("schema_version").SmallCount();
  if (r.schema_version != kRunSchemaVersion) {
    j.At("schema_version")
        .Fail(fmt::format("is {}, this program reads {}: take the Assay that "
                          "wrote it",
                          r.schema_version, kRunSchemaVersion));
  }
  r.state = ValueOf(kStates, j.At("state"));
  r.failure = j.At("failure").Text();
  r.started = j.At("started").Text();
  r.assay_version = j.At("assay_version").Text();
  r.command_line = j.At("command_line").Texts();
  r.plan = PlanFrom(j.At("plan"));
  r.provenance = ProvenanceFrom(j.At("provenance"));
  r.environment = PairsOf(j.At("environment"));
  ReadResult(j.At("result"), r);
  r.accuracy = AccuracyFrom(j.At("accuracy"));
  if (j.Has("power")) r.power = PowerFrom(j.At("power"));
}

}  // namespace

std::string RunJsonText(const RunRecord& r) {
  // Infinity and "not a number" cannot stand in JSON: the library writes null.
  const Json json = {{"schema_version", r.schema_version},
                     {"state", NameOf(kStates, r.state)},
                     {"failure", r.failure},
                     {"started", r.started},
                     {"assay_version", r.assay_version},
                     {"command_line", r.command_line},
                     {"folder", r.folder.string()},
                     {"result", ResultJson(r)},
                     {"accuracy", AccuracyJson(r.accuracy)},
                     {"power", PowerJson(r.power)},
                     {"plan", PlanJson(r.plan)},
                     {"provenance", ProvenanceJson(r.provenance)},
                     {"environment", PairsJson(r.environment)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

RunRecord ParseRunJson(const std::string& text, const std::string& where) {
  const JsonSource source{.what = "run record", .file = where, .text = text};
  const Json json = ParseJson(source);
  RunRecord record;
  ReadRecord(JsonNode(json, source), record);
  return record;
}

}  // namespace assay
