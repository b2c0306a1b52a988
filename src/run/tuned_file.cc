// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Writing, reading and applying tuned profiles.
#include "run/tuned_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "system/machine.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kVersion = 1;
constexpr std::int64_t kMostOfAnything = 65536;
constexpr std::int64_t kLongestWindow = 3'600'000'000'000;
constexpr std::size_t kLongestText = 300;

/// Text members by their key: one table for both directions.
struct TextRow {
  const char* key;
  std::string TunedProfile::*member;
};
constexpr TextRow kMadeFor[] = {{"benchmark", &TunedProfile::benchmark},
                                {"scenario", &TunedProfile::scenario},
                                {"model", &TunedProfile::model},
                                {"backend", &TunedProfile::backend},
                                {"backend_version", &TunedProfile::backend_version},
                                {"machine", &TunedProfile::machine}};

struct NumberKey {
  const char* key;
  const char* option;
  std::optional<int> EngineSettings::*member;
  int EngineRequest::*given;
};
constexpr NumberKey kNumberKeys[] = {
    {"streams", "--streams", &EngineSettings::streams, &EngineRequest::streams},
    {"threads", "--threads", &EngineSettings::threads, &EngineRequest::threads},
    {"requests", "--requests", &EngineSettings::requests, &EngineRequest::sessions},
    {"batch", "--batch", &EngineSettings::batch, &EngineRequest::batch},
};
constexpr char kWindowKey[] = "batch_window_ns";
constexpr char kPrecisionKey[] = "precision";
constexpr char kBoundKey[] = "latency_bound_ns";

/// A TOML string. Only what ends a line or a string needs care.
std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  }
  return quoted + "\"";
}

class Reader {
 public:
  Reader(const toml::table& table, const fs::path& file) : table_(table), file_(file) {}

  TunedProfile Read() const {
    RefuseOthers(table_, "",
                 {"schema_version", "made", "assay", "made_for", "settings", "measured"});
    if (Integer(table_, "schema_version", {1, kMostOfAnything}).value_or(0) != kVersion) {
      Refuse(table_, "it is of another version: make it anew with assay tune");
    }
    TunedProfile profile;
    profile.made = Text(table_, "made");
    profile.assay_version = Text(table_, "assay");
    const toml::table& made_for = Table("made_for");
    for (const TextRow& row : kMadeFor) profile.*row.member = Text(made_for, row.key);
    if (const auto bound = Integer(made_for, kBoundKey, {1, kLongestWindow})) {
      profile.bound = Nanoseconds(*bound);
    }
    profile.settings = Settings(Table("settings"));
    return profile;
  }

 private:
  [[noreturn]] void Refuse(const toml::node& node, const std::string& what) const {
    throw Error(ErrorCode::kBadData, fmt::format("tuned profile {}, line {}: {}", file_.string(),
                                                 std::max(node.source().begin.line, 1U), what));
  }

  void RefuseOthers(const toml::table& table, const std::string& prefix,
                    const std::vector<std::string>& known) const {
    for (const auto& [key, node] : table) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      Refuse(node, fmt::format("unknown key '{}{}', known here: {}", prefix, key.str(),
                               fmt::join(known, ", ")));
    }
  }

  const toml::table& Table(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr || !node->is_table()) {
      Refuse(table_, fmt::format("there must be a table [{}]", key));
    }
    return *node->as_table();
  }

  std::string Text(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) Refuse(table, fmt::format("'{}' is missing", key));
    const auto text = node->value<std::string>();
    const auto is_control = [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    };
    if (!text || text->size() > kLongestText ||
        std::any_of(text->begin(), text->end(), is_control)) {
      Refuse(*node, fmt::format("'{}' must be a text of one line", key));
    }
    return *text;
  }

  std::optional<std::int64_t> Integer(const toml::table& table, std::string_view key,
                                      std::array<std::int64_t, 2> range) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    const auto value = node->is_integer() ? node->value<std::int64_t>() : std::nullopt;
    if (!value || *value < range[0] || *value > range[1]) {
      Refuse(*node,
             fmt::format("'{}' must be a whole number from {} to {}", key, range[0], range[1]));
    }
    return value;
  }

  EngineSettings Settings(const toml::table& table) const {
    std::vector<std::string> known = {kWindowKey, kPrecisionKey};
    EngineSettings settings;
    for (const NumberKey& row : kNumberKeys) {
      known.emplace_back(row.key);
      if (const auto value = Integer(table, row.key, {1, kMostOfAnything})) {
        settings.*row.member = static_cast<int>(*value);
      }
    }
    RefuseOthers(table, "settings.", known);
    if (const auto window = Integer(table, kWindowKey, {0, kLongestWindow})) {
      settings.window = Nanoseconds(*window);
    }
    if (table.get(kPrecisionKey) != nullptr) settings.precision = Text(table, kPrecisionKey);
    return settings;
  }

  const toml::table& table_;
  const fs::path& file_;
};

/// Sets in `engine` what the command line left open. Returns what it set.
class Applying {
 public:
  Applying(const TunedProfile& profile, const fs::path& file, RunRequest& request,
           Observer& observer)
      : profile_(profile), file_(file), request_(request), observer_(observer) {}

  void Apply() {
    Refuse("benchmark", profile_.benchmark, request_.plan.benchmark,
           "tune this benchmark, or leave out --tuned");
    Refuse("backend", profile_.backend, request_.engine.backend,
           fmt::format("give --backend {}, or leave out --tuned", profile_.backend));
    Warn("scenario", profile_.scenario, std::string(Name(request_.plan.scenario)));
    Warn("machine", profile_.machine, TuningMachine());
    const auto& bound = request_.plan.latency_bound;
    if (bound && profile_.bound) {
      Warn("latency bound", FormatSpan(*profile_.bound), FormatSpan(*bound));
    }
    const EngineSettings used = Used();
    request_.engine = With(request_.engine, used);
    observer_.Say(fmt::format("settings of the tuned profile {}, made {}: {}", file_.string(),
                              profile_.made, Describe(used)));
    request_.tuned_settings = {{"tuned profile", file_.string()},
                               {"tuned settings", Describe(used)},
                               {"tuned when", profile_.made},
                               {"tuned on", profile_.machine}};
  }

 private:
  void Refuse(const char* what, const std::string& made_for, const std::string& here,
              const std::string& remedy) const {
    if (made_for == here) return;
    throw Error(ErrorCode::kUsage, fmt::format("the tuned profile {} is made for {} {}, not {}: {}",
                                               file_.string(), what, made_for, here, remedy));
  }
  void Warn(const char* what, const std::string& made_for, const std::string& here) {
    if (made_for == here) return;
    observer_.Say(
        fmt::format("warning: the tuned profile {} was made for {} {}, this is {}: other "
                    "settings may be better here",
                    file_.string(), what, made_for, here));
  }

  EngineSettings Used() {
    EngineSettings used = profile_.settings;
    for (const NumberKey& row : kNumberKeys) {
      const int given = request_.engine.*row.given;
      auto& value = used.*row.member;
      if (given > 0 && value) Keep(fmt::format("{} {}", row.option, given), value);
    }
    const EngineRequest& engine = request_.engine;
    if (engine.window && used.window) {
      Keep("--batch-window " + FormatSpan(*engine.window), used.window);
    }
    if (engine.precision_is_given && used.precision) {
      Keep("--precision " + engine.precision, used.precision);
    }
    return used;
  }

  template <typename T>
  void Keep(const std::string& given, std::optional<T>& value) {
    value.reset();
    observer_.Say(fmt::format("note: {} of the command line wins over the tuned profile", given));
  }

  const TunedProfile& profile_;
  const fs::path& file_;
  RunRequest& request_;
  Observer& observer_;
};

}  // namespace

std::string TunedProfileText(const TunedProfile& p) {
  std::string text = "# Settings that `assay tune` found; `assay run --tuned FILE` takes them.\n";
  text += "# What the command line gives wins over them.\n#\n";
  for (const std::string& line : p.measured) text += fmt::format("# {}\n", line);
  text += fmt::format("\nschema_version = {}\nmade = {}\nassay = {}\n\n[made_for]\n", kVersion,
                      Quoted(p.made), Quoted(p.assay_version));
  for (const TextRow& row : kMadeFor) {
    text += fmt::format("{} = {}\n", row.key, Quoted(p.*row.member));
  }
  if (p.bound) text += fmt::format("{} = {}\n", kBoundKey, p.bound->count());
  text += "\n[settings]  # what is not here is left to the run's own default\n";
  for (const NumberKey& row : kNumberKeys) {
    if (const auto& value = p.settings.*row.member) {
      text += fmt::format("{} = {}\n", row.key, *value);
    }
  }
  if (p.settings.window) text += fmt::format("{} = {}\n", kWindowKey, p.settings.window->count());
  if (p.settings.precision) {
    text += fmt::format("{} = {}\n", kPrecisionKey, Quoted(*p.settings.precision));
  }
  return text;
}

TunedProfile ParseTunedProfile(std::string_view text, const fs::path& file) {
  try {
    const toml::table table = toml::parse(text, file.string());
    return Reader(table, file).Read();
  } catch (const toml::parse_error& e) {
    throw Error(ErrorCode::kBadData, fmt::format("tuned profile {}, line {}: {}", file.string(),
                                                 e.source().begin.line, e.description()));
  }
}

std::string TuningMachine() {
  const CpuFacts cpu = DescribeMachine().cpu;
  return fmt::format("{}, {} of {} processors", cpu.model.empty() ? "unknown processor" : cpu.model,
                     cpu.usable_threads, cpu.threads);
}

RunRequest WithTuned(RunRequest request, Observer& observer) {
  if (request.tuned.empty()) return request;
  const fs::path file = request.tuned;
  const TunedProfile profile = ParseTunedProfile(ReadFile(file, "tuned profile"), file);
  Applying(profile, file, request, observer).Apply();
  return request;
}

}  // namespace assay
