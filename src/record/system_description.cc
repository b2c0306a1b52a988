// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// What a submission says about its machine and model.
#include "record/system_description.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestFile = std::uintmax_t{4} << 20;
constexpr int kMostOfAnything = 1'000'000;

void AddNote(std::vector<Finding>& notes, const std::string& rule, const fs::path& where,
             const std::string& what) {
  notes.push_back({.rule = rule,
                   .severity = Severity::kWarning,
                   .where = where.string(),
                   .what = what,
                   .source = "Assay's own rule"});
}

/// An object's members as text: lists and objects as JSON, null as nothing. Throws Error.
NameValues ReadFields(const fs::path& file, std::string_view what) {
  std::error_code error;
  if (const auto bytes = fs::file_size(file, error); !error && bytes > kLargestFile) {
    throw Error(ErrorCode::kBadData, fmt::format("{} {} is larger than {}: is this one?", what,
                                                 file.string(), FormatBytes(kLargestFile)));
  }
  const Json json = ReadJson(file, what);
  if (!json.is_object()) {
    throw Error(ErrorCode::kBadData,
                fmt::format("{} {} holds no object of fields", what, file.string()));
  }
  NameValues fields;
  for (const auto& [name, value] : json.items()) {
    const std::string text = value.is_string() ? value.get<std::string>()
                             : value.is_null()
                                 ? ""
                                 : value.dump(-1, ' ', false, Json::error_handler_t::replace);
    fields.emplace_back(name, std::string(Trim(text)));
  }
  return fields;
}

std::string FieldOf(const NameValues& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const auto& field) { return field.first == name; });
  return found == fields.end() ? "" : found->second;
}

/// The whole number at the front: "8", "8x", "2 (one used)"; absent where there is none.
std::optional<int> LeadingCount(const std::string& text) {
  int count = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count < 0 || count > kMostOfAnything) return std::nullopt;
  return count;
}

void ReadCounts(SystemDescription& system) {
  const std::string nodes = FieldOf(system.fields, "number_of_nodes");
  const std::string cards = FieldOf(system.fields, "accelerators_per_node");
  system.nodes = LeadingCount(nodes);
  if (!system.nodes || *system.nodes == 0) {
    system.nodes = 1;
    AddNote(system.notes, "system-file", system.file,
            fmt::format("number_of_nodes is '{}': counted as 1", nodes));
  }
  system.accelerators_per_node = LeadingCount(cards);
  if (system.accelerators_per_node) return;
  if (NormaliseAccelerator(cards).empty()) {  // "N/A" and the like
    system.accelerators_per_node = 0;
    if (system.accelerator.empty()) return;
  }
  AddNote(system.notes, "system-file", system.file,
          fmt::format("accelerators_per_node is '{}', accelerator_model_name is '{}': figures per "
                      "accelerator are left out",
                      cards, system.accelerator_as_written));
}

struct Field {
  std::string_view name;
  std::string SystemDescription::*text;
};
constexpr Field kFields[] = {
    {"system_name", &SystemDescription::name},
    {"status", &SystemDescription::status},
    {"division", &SystemDescription::division},
    {"submitter", &SystemDescription::submitter},
    {"system_type", &SystemDescription::type},
    {"accelerator_model_name", &SystemDescription::accelerator_as_written},
    {"accelerator_memory_capacity", &SystemDescription::accelerator_memory},
    {"host_processor_model_name", &SystemDescription::processor},
    {"host_processors_per_node", &SystemDescription::sockets},
    {"host_processor_core_count", &SystemDescription::cores_per_processor},
    {"host_memory_capacity", &SystemDescription::host_memory},
    {"framework", &SystemDescription::framework},
    {"operating_system", &SystemDescription::operating_system},
};

/// The JSON files of a folder, sorted by name; none when it cannot be read.
std::vector<fs::path> JsonFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator item(folder, error), end; !error && item != end;
       item.increment(error)) {
    if (item->path().extension() == ".json") files.push_back(item->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// How well a file's name fits: 2 names system and scenario, 1 the system, 0 neither.
int Fit(const fs::path& file, const std::string& system, const std::string& scenario) {
  const std::string name = file.filename().string();
  if (!name.starts_with(system)) return 0;
  return name.ends_with("_" + scenario + ".json") ? 2 : 1;
}

}  // namespace

std::optional<int> SystemDescription::Accelerators() const {
  if (!nodes || !accelerators_per_node) return std::nullopt;
  const long long all = static_cast<long long>(*nodes) * *accelerators_per_node;
  if (all > kMostOfAnything) return std::nullopt;
  return static_cast<int>(all);
}

SystemDescription ReadSystemDescription(const fs::path& file) {
  SystemDescription system;
  system.system = file.stem().string();
  system.file = file;
  try {
    system.fields = ReadFields(file, "system description");
  } catch (const Error& e) {
    AddNote(system.notes, "system-file", file, e.what());
    return system;
  }
  for (const Field& field : kFields) system.*field.text = FieldOf(system.fields, field.name);
  system.accelerator = NormaliseAccelerator(system.accelerator_as_written);
  ReadCounts(system);
  if (system.accelerators_per_node == 0) system.accelerator.clear();
  if (system.status.empty()) {
    AddNote(system.notes, "system-file", file, "the field status is missing or empty");
  }
  return system;
}

MeasurementDescription ReadMeasurement(const fs::path& folder, const std::string& system,
                                       const std::string& scenario, std::vector<Finding>& notes) {
  MeasurementDescription measurement;
  const std::vector<fs::path> files = JsonFiles(folder);
  if (files.empty()) {
    AddNote(notes, "measurement-file", folder, "no description of the measurement (.json) here");
    return measurement;
  }
  measurement.file =
      *std::max_element(files.begin(), files.end(), [&](const auto& a, const auto& b) {
        return Fit(a, system, scenario) < Fit(b, system, scenario);
      });
  if (Fit(measurement.file, system, scenario) == 0) {
    AddNote(notes, "measurement-file", measurement.file,
            fmt::format("the description of the measurement is not named after {}", system));
  }
  try {
    const NameValues fields = ReadFields(measurement.file, "description of the measurement");
    measurement.starting_weights = FieldOf(fields, "starting_weights_filename");
    measurement.weight_data_types = FieldOf(fields, "weight_data_types");
    measurement.input_data_types = FieldOf(fields, "input_data_types");
    measurement.retraining = FieldOf(fields, "retraining");
    measurement.weight_transformations = FieldOf(fields, "weight_transformations");
  } catch (const Error& e) {
    AddNote(notes, "measurement-file", measurement.file, e.what());
  }
  return measurement;
}

}  // namespace assay
