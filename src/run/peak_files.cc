// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Reading and writing a search's folder.
#include "run/peak_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"

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

Error Broken(const fs::path& file, const std::string& what) {
  return Error(ErrorCode::kBadData,
               fmt::format("{}: {}: this search cannot be gone on with, choose "
                           "another --out",
                           file.string(), what));
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
    for (const auto& [name, value] : key) {
      const std::string before = search.at("about").value(name, std::string());
      if (before == value) continue;
      throw Error(ErrorCode::kUsage,
                  fmt::format("{} holds a search with {} {}, not {}: choose another --out",
                              folder_.string(), name, before.empty() ? "unset" : before,
                              value.empty() ? "unset" : value));
    }
    return search.at("start").get<double>();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    throw Broken(file, e.what());
  }
}

void PeakFiles::Begin(const SearchKey& key, double start) const {
  json about = json::object();
  for (const auto& [name, value] : key) about[name] = value;
  const json search = {{"schema_version", kVersion}, {"about", about}, {"start", start}};
  WriteFile(folder_ / kSearchFile, search.dump(2) + "\n");
}

std::vector<ProbeResult> PeakFiles::Probes() const {
  const fs::path path = folder_ / kProbesFile;
  std::vector<ProbeResult> probes;
  if (!fs::exists(path)) return probes;
  const std::string text = ReadFile(path, "the probes of the search");
  std::size_t line = 1;
  for (std::size_t from = 0; from < text.size(); ++line) {
    const std::size_t end = text.find('\n', from);
    if (end == std::string::npos) break;  // torn
    try {
      probes.push_back(FromJson(json::parse(text.substr(from, end - from))));
    } catch (const std::exception& e) {
      throw Broken(path, fmt::format("line {}: {}", line, e.what()));
    }
    from = end + 1;
  }
  return probes;
}

void PeakFiles::Append(const ProbeResult& result) const {
  const fs::path path = folder_ / kProbesFile;
  // A torn line of a killed search would swallow the next one.
  if (fs::exists(path)) {
    const std::string text = ReadFile(path, "the probes of the search");
    const std::size_t whole = text.rfind('\n');
    fs::resize_file(path, whole == std::string::npos ? 0 : whole + 1);
  }
  const std::string line = ToJson(result).dump() + "\n";
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const bool is_written =
      file >= 0 && write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
      fsync(file) == 0;
  const int why = errno;
  if (file >= 0) close(file);
  if (is_written) return;
  throw Error(ErrorCode::kUnwritable, fmt::format("cannot keep a probe in {}: {}; make room or "
                                                  "choose another --out",
                                                  path.string(), std::strerror(why)));
}

}  // namespace assay
