// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Applying the entries of a config file to settings, and saying which lines have no effect.
#include "loadgen/config.h"

#include <cstdio>
#include <fstream>
#include <optional>
#include <utility>

#include "loadgen/config_keys.h"
#include "loadgen/config_text.h"

namespace assay::loadgen {
namespace {

using mlperf::Profile;
using mlperf::TestScenario;
using mlperf::TestSettings;

std::string Shown(long double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.21Lg", value);
  return text;
}

/// An entry's name in its three parts. A model may contain dots.
struct Name {
  std::string model, scenario, key;
};
std::optional<Name> Split(const std::string& full) {
  const std::size_t key = full.rfind('.');
  if (key == std::string::npos || key == 0) return std::nullopt;
  const std::size_t scenario = full.rfind('.', key - 1);
  if (scenario == std::string::npos) return std::nullopt;
  return Name{full.substr(0, scenario), full.substr(scenario + 1, key - scenario - 1),
              full.substr(key + 1)};
}

/// One file for one model and scenario.
class Applier {
 public:
  Applier(const std::string& file, const ConfigTarget& target, TestSettings& settings)
      : file_(file), target_(target), settings_(settings) {}

  ConfigOutcome Apply(std::string_view text) {
    ConfigText read = ParseConfig(text, file_);
    entries_ = std::move(read.entries);
    warnings_ = std::move(read.warnings);
    if (read.error.empty()) {
      for (const ConfigKey& key : ConfigKeys()) {
        if (const Entry* entry = Find(key)) Take(key, *entry);
      }
      for (const auto& [name, value] : entries_) SayIfUseless(name, value.line);
    }
    ConfigOutcome outcome;
    outcome.error = std::move(read.error);
    for (const auto& [line, text] : warnings_) outcome.warnings.push_back(text);
    return outcome;
  }

 private:
  using Entry = std::pair<const std::string, ConfigValue>;

  /// Once, though a line that three scenarios have a key for is read three times.
  void Warn(int line, const std::string& name, const std::string& what) {
    warnings_.emplace(line, ConfigPlace(file_, line, name) + what);
  }

  std::string ScenarioOf(const ConfigKey& key) const {
    return key.scenario != nullptr ? key.scenario : target_.scenario;
  }

  /// The most specific entry for a key that the profile reads, or null.
  const Entry* Find(const ConfigKey& key) const {
    if (!IsReadBy(target_.profile, key.read_by)) return nullptr;
    const std::string scenario = ScenarioOf(key);
    for (const std::string& prefix : {target_.model + "." + scenario, "*." + scenario,
                                      target_.model + ".*", std::string("*.*")}) {
      const auto found = entries_.find(prefix + "." + key.name);
      if (found != entries_.end()) return &*found;
    }
    return nullptr;
  }

  void Take(const ConfigKey& key, const Entry& entry) {
    const auto& [name, value] = entry;
    if (key.needs != nullptr && !(settings_.*key.needs)) {
      Warn(value.line, name, std::string("has no effect without ") + key.needed + " = 1");
      return;
    }
    const auto stored = StoreNumber(key, value.text, target_.profile, settings_);
    if (!stored) {
      Warn(value.line, name,
           ConfigToken(value.text) + " is no mode, and is ignored: 0 submission, 1 accuracy, " +
               "2 performance, 3 find peak");
    } else if (*stored != MeantNumber(key, value.text)) {
      Warn(value.line, name,
           ConfigToken(value.text) + " becomes " + Shown(*stored) + (key.factor == 1 ? "" : " ns"));
    }
  }

  /// Lines of other models and scenarios have their use elsewhere; these have none anywhere.
  void SayIfUseless(const std::string& full, int line) {
    if (full.front() == '#') return;  // has been said
    const std::optional<Name> name = Split(full);
    if (!name) {
      Warn(line, full, "is not of the form model.scenario.key; the line is ignored");
      return;
    }
    if (name->scenario != "*" && !IsScenarioName(name->scenario) &&
        name->scenario != target_.scenario) {
      Warn(line, full, ConfigToken(name->scenario) + " is no scenario; the line is ignored");
      return;
    }
    SayIfUnread(full, *name, line);
  }

  void SayIfUnread(const std::string& full, const Name& name, int line) {
    bool is_known = false, is_bound_elsewhere = true;
    const ConfigKey* unread = nullptr;
    for (const ConfigKey& key : ConfigKeys()) {
      if (name.key != key.name) continue;
      is_known = true;
      if (key.scenario != nullptr && !Meets(name.scenario, key.scenario)) continue;
      is_bound_elsewhere = false;
      if (IsForThisRun(name, key) && !IsReadBy(target_.profile, key.read_by)) unread = &key;
    }
    if (!is_known) {
      Warn(line, full, "no key has this name; the line is ignored");
    } else if (is_bound_elsewhere) {
      Warn(line, full, name.key + " is no key of " + name.scenario + "; the line is ignored");
    } else if (unread != nullptr) {
      SayUnread(full, *unread, line);
    }
  }

  bool IsForThisRun(const Name& name, const ConfigKey& key) const {
    if (!Meets(name.model, target_.model)) return false;
    if (key.scenario == nullptr) return Meets(name.scenario, target_.scenario);
    return target_.scenario.rfind(key.scenario, 0) == 0;  // MultiStreamFree has MultiStream's keys
  }

  void SayUnread(const std::string& full, const ConfigKey& key, int line) {
    const bool is_v6 = target_.profile == Profile::V6;
    const bool is_embedded = is_v6 && key.read_by != ReadBy::kV07;
    const std::string what = is_embedded
                                 ? "v6 takes it from its embedded values only, not from a file"
                                 : std::string("is no key of ") + (is_v6 ? "v6" : "v0.7");
    Warn(line, full, what + "; the line is ignored");
  }

  static bool Meets(const std::string& part, const std::string& wanted) {
    return part == "*" || part == wanted;
  }

  const std::string& file_;
  const ConfigTarget& target_;
  TestSettings& settings_;
  std::map<std::string, ConfigValue> entries_;
  ConfigWarnings warnings_;
};

}  // namespace

const char* ConfigName(TestScenario scenario) {
  switch (scenario) {
    case TestScenario::SingleStream:
      return "SingleStream";
    case TestScenario::MultiStream:
      return "MultiStream";
    case TestScenario::MultiStreamFree:
      return "MultiStreamFree";
    case TestScenario::Server:
      return "Server";
    case TestScenario::Offline:
      break;
  }
  return "Offline";
}

bool IsScenarioName(const std::string& name) {
  for (const auto scenario :
       {TestScenario::SingleStream, TestScenario::MultiStream, TestScenario::MultiStreamFree,
        TestScenario::Server, TestScenario::Offline}) {
    if (name == ConfigName(scenario)) return true;
  }
  return false;
}

ConfigOutcome ApplyConfigText(std::string_view text, const std::string& name,
                              const ConfigTarget& target, TestSettings& settings) {
  TestSettings changed = settings;
  ConfigOutcome outcome = Applier(name, target, changed).Apply(text);
  if (outcome.error.empty()) settings = changed;
  return outcome;
}

ConfigOutcome ReadConfig(const std::string& path, std::string& text) {
  ConfigOutcome outcome;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    outcome.is_missing = true;
    outcome.error = "cannot open the config file " + path;
    return outcome;
  }
  char block[4096];
  while (file.read(block, sizeof block) || file.gcount() > 0) {
    text.append(block, static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) outcome.error = "cannot read the config file " + path + ": is it a file?";
  return outcome;
}

ConfigOutcome ApplyConfig(const std::string& path, const ConfigTarget& target,
                          TestSettings& settings) {
  std::string text;
  ConfigOutcome outcome = ReadConfig(path, text);
  if (!outcome.error.empty()) return outcome;
  return ApplyConfigText(text, path, target, settings);
}

}  // namespace assay::loadgen
