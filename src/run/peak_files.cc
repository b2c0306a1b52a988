// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reading and writing a search's folder.
#include "run/peak_files.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"

namespace assay {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr char kSearchFile[] = "search.json";
constexpr char kProbesFile[] = "probes.jsonl";
constexpr int kVersion = 1;

constexpr const char* kPurposes[] = {"bracket", "refine", "confirm"};
constexpr const char* kDecisions[] = {"open", "holds", "fails"};

template <typename Enum, std::size_t kCount>
Enum FromName(const char* const (&names)[kCount], const std::string& name) {
  for (std::size_t i = 0; i < kCount; ++i) {
    if (name == names[i]) return static_cast<Enum>(i);
  }
  throw std::runtime_error("unknown word " + name);
}

json ToJson(const ProbeResult& r) {
  const LateFigures& f = r.figures;
  json line = {{"purpose", Name(r.probe.purpose)},
               {"level", r.probe.level},
               {"planned_ns", r.probe.duration.count()},
               {"seed", r.probe.seed},
               {"queries", f.queries},
               {"discarded", f.discarded},
               {"late", f.late},
               {"dispersion", f.dispersion},
               {"correlation", f.correlation},
               {"growth", f.growth},
               {"judged_ns", f.judged_ns},
               {"decision", Name(r.decision)},
               {"is_overloaded", r.is_overloaded},
               {"spent_ns", r.spent.count()},
               {"is_valid", nullptr}};
  if (r.is_valid) line["is_valid"] = *r.is_valid;
  return line;
}

ProbeResult FromJson(const json& line) {
  ProbeResult r;
  r.probe = {.purpose = FromName<Purpose>(kPurposes, line.at("purpose")),
             .level = line.at("level"),
             .duration = Nanoseconds(line.at("planned_ns").get<std::int64_t>()),
             .seed = line.at("seed")};
  r.figures = {.queries = line.at("queries"),
               .discarded = line.at("discarded"),
               .late = line.at("late"),
               .dispersion = line.at("dispersion"),
               .correlation = line.at("correlation"),
               .growth = line.at("growth"),
               .judged_ns = line.at("judged_ns")};
  r.decision = FromName<Decision>(kDecisions, line.at("decision"));
  r.is_overloaded = line.at("is_overloaded");
  r.spent = Nanoseconds(line.at("spent_ns").get<std::int64_t>());
  if (!line.at("is_valid").is_null()) r.is_valid = line.at("is_valid").get<bool>();
  return r;
}

}  // namespace

const char* Name(Purpose purpose) { return kPurposes[static_cast<int>(purpose)]; }
const char* Name(Decision decision) { return kDecisions[static_cast<int>(decision)]; }

std::optional<double> PeakFiles::Start(const SearchKey& key) const {
  const fs::path file = folder_ / kSearchFile;
  if (!fs::exists(file)) return std::nullopt;
  json search;
  try {
    search = json::parse(ReadFile(file, "what the search is about"));
    if (search.at("schema_version") != kVersion) throw std::runtime_error("of another version");
    CheckKey(search.at("about"), key, folder_);
    return search.at("start").get<double>();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    throw BrokenSearch(file, JsonProblem(e));
  }
}

void PeakFiles::Begin(const SearchKey& key, double start) const {
  const json search = {{"schema_version", kVersion}, {"about", KeyJson(key)}, {"start", start}};
  WriteFile(folder_ / kSearchFile, search.dump(2) + "\n");
}

std::vector<ProbeResult> PeakFiles::Probes() const {
  const fs::path path = folder_ / kProbesFile;
  std::vector<ProbeResult> probes;
  for (const std::string& line : WholeLines(path)) {
    try {
      probes.push_back(FromJson(json::parse(line)));
    } catch (const std::exception& e) {
      throw BrokenSearch(path, fmt::format("line {}: {}", probes.size() + 1, JsonProblem(e)));
    }
  }
  return probes;
}

void PeakFiles::Append(const ProbeResult& result) const {
  AppendLine(folder_ / kProbesFile, ToJson(result).dump());
}

}  // namespace assay
