// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reading and writing a tuning folder.
#include "run/tune_files.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/files.h"
#include "base/json.h"

namespace assay {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr char kSearchFile[] = "search.json";
constexpr char kTrialsFile[] = "trials.jsonl";
constexpr char kAnswerFile[] = "tune.json";
constexpr int kVersion = 1;

constexpr const char* kStages[] = {"screen", "explore", "race", "confirm"};

TuneStage StageNamed(const std::string& name) {
  for (std::size_t i = 0; i < std::size(kStages); ++i) {
    if (name == kStages[i]) return static_cast<TuneStage>(i);
  }
  throw std::runtime_error("unknown stage " + name);
}

json ToJson(const TuneStart& start) {
  const TuneSubject& s = start.subject;
  json line = {{"needs_files", s.needs_files},
               {"has_fixed_threads", s.has_fixed_threads},
               {"device_kind", s.device_kind},
               {"cores", s.cores},
               {"default_requests", s.preset_requests},
               {"default_batch", s.preset_batch},
               {"samples_per_query", s.samples_per_query},
               {"bound_ns", nullptr},
               {"precision_used", start.precision_used},
               {"one_sample_ns", start.one_sample.count()},
               {"used_ns", start.used.count()}};
  if (s.bound) line["bound_ns"] = s.bound->count();
  return line;
}

TuneStart StartFrom(const json& line) {
  TuneStart start;
  TuneSubject& s = start.subject;
  s.needs_files = line.at("needs_files");
  s.has_fixed_threads = line.at("has_fixed_threads");
  s.device_kind = line.at("device_kind");
  s.cores = line.at("cores");
  s.preset_requests = line.at("default_requests");
  s.preset_batch = line.at("default_batch");
  s.samples_per_query = line.at("samples_per_query");
  if (!line.at("bound_ns").is_null())
    s.bound = Nanoseconds(line.at("bound_ns").get<std::int64_t>());
  start.precision_used = line.at("precision_used");
  start.one_sample = Nanoseconds(line.at("one_sample_ns").get<std::int64_t>());
  start.used = Nanoseconds(line.at("used_ns").get<std::int64_t>());
  return start;
}

json ToJson(const TuneEntry& entry) {
  const TuneResult& r = entry.result;
  return {{"stage", Name(r.trial.stage)},
          {"block", r.trial.block},
          {"point", r.trial.point},
          {"setting", entry.setting},
          {"planned_ns", r.trial.duration.count()},
          {"expected", r.trial.expected},
          {"hopeless", r.trial.hopeless},
          {"figure", r.figure},
          {"is_abandoned", r.is_abandoned},
          {"spent_ns", r.spent.count()},
          {"says", entry.says}};
}

TuneEntry EntryFrom(const json& line, const TunePlan& plan) {
  TuneEntry entry;
  TuneResult& r = entry.result;
  r.trial = {.stage = StageNamed(line.at("stage")),
             .block = line.at("block"),
             .point = line.at("point").get<TunePoint>(),
             .duration = Nanoseconds(line.at("planned_ns").get<std::int64_t>()),
             .expected = line.at("expected"),
             .hopeless = line.at("hopeless")};
  r.figure = line.at("figure");
  r.is_abandoned = line.at("is_abandoned");
  r.spent = Nanoseconds(line.at("spent_ns").get<std::int64_t>());
  entry.setting = line.at("setting");
  entry.says = line.at("says");
  bool is_inside = r.trial.point.size() == plan.axes.size() && r.trial.block >= 0;
  for (std::size_t i = 0; is_inside && i < plan.axes.size(); ++i) {
    is_inside = r.trial.point[i] >= 0 && r.trial.point[i] < plan.axes[i].values;
  }
  if (!is_inside) throw std::runtime_error("no setting of this search");
  return entry;
}

Json RowJson(const TuneRow& row) {
  return {{"stage", row.stage},
          {"setting", row.setting},
          {"figure", row.figure},
          {"spent_ns", row.spent.count()},
          {"is_abandoned", row.is_abandoned},
          {"says", row.says}};
}

}  // namespace

const char* Name(TuneStage stage) { return kStages[static_cast<int>(stage)]; }

std::optional<TuneStart> TuneFiles::Start(const SearchKey& key) const {
  const fs::path file = folder_ / kSearchFile;
  if (!fs::exists(file)) return std::nullopt;
  try {
    const json search = json::parse(ReadFile(file, "what the search is about"));
    if (search.at("schema_version") != kVersion) throw std::runtime_error("of another version");
    CheckKey(search.at("about"), key, folder_);
    return StartFrom(search.at("start"));
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    throw BrokenSearch(file, JsonProblem(e));
  }
}

void TuneFiles::Begin(const SearchKey& key, const TuneStart& start) const {
  const json search = {
      {"schema_version", kVersion}, {"about", KeyJson(key)}, {"start", ToJson(start)}};
  WriteFile(folder_ / kSearchFile, search.dump(2) + "\n");
}

std::vector<TuneEntry> TuneFiles::Trials(const TunePlan& plan) const {
  const fs::path file = folder_ / kTrialsFile;
  std::vector<TuneEntry> trials;
  for (const std::string& line : WholeLines(file)) {
    try {
      trials.push_back(EntryFrom(json::parse(line), plan));
    } catch (const std::exception& e) {
      throw BrokenSearch(file, fmt::format("line {}: {}", trials.size() + 1, JsonProblem(e)));
    }
  }
  return trials;
}

void TuneFiles::Append(const TuneEntry& entry) const {
  AppendLine(folder_ / kTrialsFile,
             ToJson(entry).dump(-1, ' ', false, json::error_handler_t::replace));
}

fs::path TuneFiles::Finish(const SearchKey& key, const TuneAnswer& answer) const {
  Json json = {{"schema_version", kVersion},
               {"about", KeyJson(key)},
               {"measures", answer.measures},
               {"unit", answer.unit},
               {"best", answer.best},
               {"is_better", answer.is_better},
               {"is_answered", answer.is_answered},
               {"figure", answer.figure},
               {"default_figure", answer.default_figure},
               {"ratio", answer.ratio},
               {"low", answer.low},
               {"high", answer.high},
               {"confidence", answer.confidence},
               {"blocks", answer.blocks},
               {"end", answer.end},
               {"settings_tried", answer.settings_tried},
               {"settings", answer.settings},
               {"folder", answer.folder.string()},
               {"tuned", answer.tuned.string()},
               {"trials", Json::array()}};
  for (const TuneRow& row : answer.trials) json["trials"].push_back(RowJson(row));
  WriteJson(folder_ / kAnswerFile, json);
  return folder_ / kAnswerFile;
}

}  // namespace assay
