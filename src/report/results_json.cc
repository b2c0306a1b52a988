// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The data of published results as JSON.
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "report/result_words.h"
#include "report/results_text.h"
#include "report/system_table.h"

namespace assay {
namespace {

using report::PlaceText;
using report::ScalingPair;
using report::SystemTable;

constexpr int kResultsSchemaVersion = 1;

/// null for what is absent or not finite: JSON has no such numbers.
Json Number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

template <typename T>
Json Optional(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// A printed number as a number, whole where it was printed so; null where it is none.
Json PrintedAsNumber(const std::string& text) {
  const char* end = text.data() + text.size();
  std::uint64_t whole = 0;
  if (const auto [rest, error] = std::from_chars(text.data(), end, whole);
      error == std::errc{} && rest == end) {
    return whole;
  }
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && rest == end ? Number(value) : Json(nullptr);
}

Json PowerJson(const std::optional<PowerFigures>& power) {
  if (!power) return nullptr;
  return {{"source", power->source},
          {"meter_samples", power->samples},
          {"average_watts", Optional(power->average_watts)},
          {"energy_joules", Optional(power->energy_joules)},
          {"samples_per_joule", Optional(power->samples_per_joule)},
          {"problem", power->problem}};
}

template <typename Place>
Json NotesJson(const std::vector<Finding>& notes, const Place& place) {
  Json list = Json::array();
  for (const Finding& note : notes) {
    list.push_back({{"rule", note.rule},
                    {"severity", note.severity == Severity::kNote      ? "note"
                                 : note.severity == Severity::kWarning ? "warning"
                                                                       : "error"},
                    {"where", place(note.where)},
                    {"what", place(note.what)}});
  }
  return list;
}

Json RunsJson(const PublishedResult& result) {
  Json list = Json::array();
  for (const PublishedRun& run : result.runs) {
    list.push_back({{"name", run.name},
                    {"verdict", report::VerdictName(run.verdict)},
                    {"figure", Number(run.figure.value)},
                    {"completed_per_second", PrintedAsNumber(run.completed_per_second)},
                    {"p99_ns", PrintedAsNumber(run.p99_ns)},
                    {"mean_ns", PrintedAsNumber(run.mean_ns)},
                    {"target_qps", PrintedAsNumber(run.target_qps)},
                    {"samples_per_query", PrintedAsNumber(run.samples_per_query)},
                    {"is_inferred", run.is_inferred}});
  }
  return list;
}

Json AccuracyJson(const PublishedAccuracy& accuracy) {
  if (accuracy.metric.empty()) return nullptr;
  return {{"metric", accuracy.metric},
          {"value", Number(accuracy.score.value)},
          {"unit", accuracy.unit},
          {"target", Optional(accuracy.target)},
          {"passed", Optional(accuracy.Passed())},
          {"log_hash", accuracy.hash}};
}

Json ResultJson(const PublishedResult& result) {
  const auto place = [&](const std::string& where) { return PlaceText(result, where); };
  return {{"division", result.division},
          {"submitter", result.submitter},
          {"system", result.system},
          {"label", result.label},
          {"model", result.model},
          {"benchmark", result.benchmark},
          {"accuracy_target", result.accuracy_target},
          {"scenario", report::ScenarioName(result)},
          {"is_valid", result.IsValid()},
          {"verdict", report::VerdictName(result.verdict)},
          {"figure", Number(result.figure.value)},
          {"unit", result.unit},
          {"accelerators", Optional(result.description->Accelerators())},
          {"figure_per_accelerator", Optional(result.FigurePerAccelerator())},
          {"accuracy", AccuracyJson(result.accuracy)},
          {"weight_data_types", result.measurement.weight_data_types},
          {"starting_weights", result.measurement.starting_weights},
          {"runs", RunsJson(result)},
          {"folder", place(result.folder.string())},
          {"power", PowerJson(result.power)},
          {"notes", NotesJson(result.notes, place)}};
}

Json SystemJson(const SystemDescription& system) {
  const std::string folder = system.file.parent_path().string() + "/";
  const auto name_only = [&](std::string text) {
    const std::size_t at = text.find(folder);
    return at == text.npos ? text : text.erase(at, folder.size());
  };
  return {{"system", system.system},
          {"division", system.division},
          {"submitter", system.submitter},
          {"name", system.name},
          {"status", system.status},
          {"type", system.type},
          {"nodes", Optional(system.nodes)},
          {"accelerators_per_node", Optional(system.accelerators_per_node)},
          {"accelerator", system.accelerator},
          {"accelerator_as_written", system.accelerator_as_written},
          {"accelerator_memory", system.accelerator_memory},
          {"processor", system.processor},
          {"sockets", system.sockets},
          {"cores_per_processor", system.cores_per_processor},
          {"host_memory", system.host_memory},
          {"framework", system.framework},
          {"operating_system", system.operating_system},
          {"notes", NotesJson(system.notes, name_only)}};
}

Json ScalingJson(const SystemTable& table) {
  Json list = Json::array();
  for (const ScalingPair& pair : report::ScalingPairs(table)) {
    for (const Scenario scenario : {Scenario::kOffline, Scenario::kServer}) {
      for (const std::string& label : table.labels) {
        const auto ratio = report::ScalingEfficiency({pair.from, pair.to, label, scenario});
        if (!ratio) continue;
        list.push_back({{"from", pair.from->system},
                        {"to", pair.to->system},
                        {"accelerator", pair.to->description->accelerator},
                        {"is_same_server", pair.is_same_server},
                        {"scenario", Name(scenario)},
                        {"label", label},
                        {"efficiency", *ratio}});
      }
    }
  }
  return list;
}

Json RatiosJson(const SystemTable& table) {
  Json list = Json::array();
  for (const report::RatioRow& row : report::ServerOfflineRatios(table)) {
    list.push_back({{"label", row.label},
                    {"systems", row.systems},
                    {"min", row.min},
                    {"median", row.median},
                    {"max", row.max},
                    {"accelerated_min", Number(row.accelerated_min)},
                    {"accelerated_median", Number(row.accelerated_median)}});
  }
  return list;
}

}  // namespace

std::string ResultsJson(const ResultsTree& tree) {
  const SystemTable table = report::MakeSystemTable(tree);
  Json json = {{"schema_version", kResultsSchemaVersion}};
  json["systems"] = Json::array();
  for (const auto& system : tree.systems) json["systems"].push_back(SystemJson(*system));
  json["results"] = Json::array();
  for (const PublishedResult& result : tree.results) json["results"].push_back(ResultJson(result));
  json["scaling"] = ScalingJson(table);
  json["server_offline"] = RatiosJson(table);
  json["notes"] =
      NotesJson(tree.notes, [&](const std::string& where) { return PlaceText(tree, where); });
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay
