// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The data of published results as comma-separated values.
#include <fmt/format.h>

#include <string>

#include "report/result_words.h"
#include "report/results_text.h"

namespace assay {
namespace {

using report::PerAcceleratorText;
using report::ScenarioName;

/// The values of every run with bars between them; Offline has one run.
std::string OfRuns(const PublishedResult& result, std::string PublishedRun::*text) {
  std::string all;
  for (const PublishedRun& run : result.runs) {
    if (&run != &result.runs.front()) all += '|';
    all += run.*text;
  }
  return all;
}

std::string Verdicts(const PublishedResult& result) {
  std::string all;
  for (const PublishedRun& run : result.runs) {
    if (&run != &result.runs.front()) all += '|';
    all += report::VerdictName(run.verdict);
  }
  return all;
}

std::string Figures(const PublishedResult& result) {
  std::string all;
  for (const PublishedRun& run : result.runs) {
    if (&run != &result.runs.front()) all += '|';
    all += run.figure.text;
  }
  return all;
}

std::string OfLastRun(const PublishedResult& result, std::string PublishedRun::*text) {
  return result.runs.empty() ? "" : result.runs.back().*text;
}

std::string Truth(std::optional<bool> value) { return !value ? "" : *value ? "True" : "False"; }

template <typename Number>
std::string Shortest(const std::optional<Number>& number) {
  return number ? fmt::format("{}", *number) : "";
}

std::string Notes(const PublishedResult& result) {
  std::string all;
  for (const Finding& note : result.notes)
    all += (all.empty() ? "" : "; ") + report::PlaceText(result, note.what);
  return all;
}

std::string PowerText(const PublishedResult& result, std::optional<double> PowerFigures::*figure) {
  return result.power ? Shortest((*result.power).*figure) : "";
}

/// Who measured how often, or why there is no figure.
std::string PowerSourceText(const PublishedResult& result) {
  if (!result.power) return "";
  const PowerFigures& power = *result.power;
  if (!power.problem.empty()) return fmt::format("{}: {}", power.source, power.problem);
  return fmt::format("{} samples of {}", power.samples, power.source);
}

bool IsInferred(const PublishedResult& result) {
  return !result.runs.empty() && result.runs.back().is_inferred;
}

using R = const PublishedResult&;
struct Column {
  const char* name;
  std::string (*text)(R);
};
constexpr Column kColumns[] = {
    {"system", [](R r) { return r.system; }},
    {"system_name", [](R r) { return r.description->name; }},
    {"status", [](R r) { return r.description->status; }},
    {"benchmark", [](R r) { return r.benchmark; }},
    {"accuracy_target", [](R r) { return r.accuracy_target; }},
    {"model_dir", [](R r) { return r.model; }},
    {"scenario", [](R r) { return ScenarioName(r); }},
    {"figure", [](R r) { return r.figure.text; }},
    {"unit", [](R r) { return r.unit; }},
    {"valid", Verdicts},
    {"n_runs", [](R r) { return std::to_string(r.runs.size()); }},
    {"run_figures", Figures},
    {"completed_samples_per_s", [](R r) { return OfRuns(r, &PublishedRun::completed_per_second); }},
    {"p99_ns", [](R r) { return OfRuns(r, &PublishedRun::p99_ns); }},
    {"mean_ns", [](R r) { return OfRuns(r, &PublishedRun::mean_ns); }},
    {"target_qps", [](R r) { return OfLastRun(r, &PublishedRun::target_qps); }},
    {"samples_per_query", [](R r) { return OfLastRun(r, &PublishedRun::samples_per_query); }},
    {"accuracy", [](R r) { return r.accuracy.score.text; }},
    {"accuracy_min", [](R r) { return Shortest(r.accuracy.target); }},
    {"accuracy_ok", [](R r) { return Truth(r.accuracy.Passed()); }},
    {"nodes", [](R r) { return Shortest(r.description->nodes); }},
    {"accelerators", [](R r) { return Shortest(r.description->accelerators_per_node); }},
    {"accelerator_model", [](R r) { return r.description->accelerator_as_written; }},
    {"accelerator_memory", [](R r) { return r.description->accelerator_memory; }},
    {"cpu", [](R r) { return r.description->processor; }},
    {"sockets", [](R r) { return r.description->sockets; }},
    {"cores_per_cpu", [](R r) { return r.description->cores_per_processor; }},
    {"figure_per_accelerator", [](R r) { return PerAcceleratorText(r); }},
    {"framework", [](R r) { return r.description->framework; }},
    {"division", [](R r) { return r.division; }},
    {"submitter", [](R r) { return r.submitter; }},
    {"system_type", [](R r) { return r.description->type; }},
    {"accelerator", [](R r) { return r.description->accelerator; }},
    {"inferred", [](R r) { return Truth(IsInferred(r)); }},
    {"accuracy_metric", [](R r) { return r.accuracy.metric; }},
    {"weight_data_types", [](R r) { return r.measurement.weight_data_types; }},
    {"folder", [](R r) { return report::PlaceText(r, r.folder.string()); }},
    {"notes", Notes},
    {"average_watts", [](R r) { return PowerText(r, &PowerFigures::average_watts); }},
    {"energy_joules", [](R r) { return PowerText(r, &PowerFigures::energy_joules); }},
    {"samples_per_joule", [](R r) { return PowerText(r, &PowerFigures::samples_per_joule); }},
    {"power_source", PowerSourceText},
};

/// A spreadsheet would take such a text for a formula.
bool IsFormula(const std::string& text) {
  const std::size_t number = text.find_first_not_of("0123456789.+-eE|");
  return text.size() > 1 && number != std::string::npos &&
         std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

void AddCell(std::string& csv, const std::string& text) {
  const std::string safe = IsFormula(text) ? "'" + text : text;
  if (safe.find_first_of(",\"\r\n") == std::string::npos) {
    csv += safe;
    return;
  }
  csv += '"';
  for (const char c : safe) csv += c == '"' ? "\"\"" : std::string(1, c);
  csv += '"';
}

}  // namespace

std::string ResultsCsv(const ResultsTree& tree) {
  std::string csv;
  for (const Column& column : kColumns) {
    if (!csv.empty()) csv += ',';
    csv += column.name;
  }
  csv += '\n';
  for (const PublishedResult& result : tree.results) {
    for (const Column& column : kColumns) {
      if (&column != &kColumns[0]) csv += ',';
      AddCell(csv, column.text(result));
    }
    csv += '\n';
  }
  return csv;
}

}  // namespace assay
