// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// FromConfig: what files say is kept in the reading of both profiles until the profile is known.
// Why: docs/adr/0003-embedded-values.md.
#include <cerrno>
#include <iostream>
#include <set>

#include "loadgen/config.h"
#include "loadgen/embedded_conf.h"

namespace mlperf::detail {

/// What the calls of FromConfig on one object, and on those it was copied from, have done.
struct ConfigHistory {
  /// A set of settings that would be in force if the profile were known, and what is to be said.
  struct Reading {
    Profile profile;
    TestSettings settings{};
    std::vector<std::string> notes{};
  };
  Reading v07{.profile = Profile::V07};
  Reading v6{.profile = Profile::V6};
  TestSettings shown{};  // what the last call left in the object
  bool shows_v6 = false;
  bool has_embedded_values = false;  // they are applied once
  std::set<std::string> said{};      // on stderr
};

}  // namespace mlperf::detail

namespace assay::loadgen {
namespace {

using History = mlperf::detail::ConfigHistory;
using mlperf::Profile;
using mlperf::TestSettings;

enum ConfType { kEmbeddedOnly = 0, kUserConf = 1, kAuditConf = 2 };

void Say(const std::string& text, History& history) {
  if (history.said.insert(text).second) std::cerr << text << '\n';
}

TestSettings WithoutHistory(TestSettings settings) {
  settings.config_history = nullptr;
  return settings;
}

/// The history of `settings`, with what the caller has set since the last call in both readings.
History Continue(const TestSettings& settings) {
  if (settings.config_history == nullptr) {
    History first;
    first.v07.settings = first.v6.settings = WithoutHistory(settings);
    return first;
  }
  History history = *settings.config_history;
  CarryChanges(history.shown, settings, history.v07.settings);
  CarryChanges(history.shown, settings, history.v6.settings);
  return history;
}

/// One call of FromConfig.
struct Call {
  const std::string& path;
  const std::string& model;
  const std::string& scenario;
  int conf_type;
};

void ApplyEmbedded(const Call& call, History& history) {
  if (call.conf_type == kEmbeddedOnly) {
    history.v07.notes.push_back(
        "FromConfig: conf_type 0 asks for v6's embedded values, and v0.7 "
        "has none: nothing is set");
  }
  const bool wants_them = call.conf_type == kEmbeddedOnly || call.conf_type == kUserConf ||
                          call.conf_type == mlperf::kUnsetConfType;
  if (!wants_them || history.has_embedded_values) return;
  ApplyEmbeddedConf(call.model, call.scenario, history.v6.settings);
  history.has_embedded_values = true;
}

/// A scenario that no line can name: that is the caller's slip.
void CheckScenario(const Call& call, History& history) {
  if (IsScenarioName(call.scenario)) return;
  for (History::Reading* reading : {&history.v07, &history.v6}) {
    reading->notes.push_back("FromConfig: \"" + call.scenario +
                             "\" is no scenario: lines for one scenario are not read");
  }
}

/// Applies the file to both readings. Both read the same lines, so either has the error.
ConfigOutcome ApplyFile(const Call& call, History& history) {
  std::string text;
  ConfigOutcome outcome = ReadConfig(call.path, text);
  if (!outcome.error.empty()) return outcome;
  for (History::Reading* reading : {&history.v07, &history.v6}) {
    outcome = ApplyConfigText(
        text, call.path,
        {.model = call.model, .scenario = call.scenario, .profile = reading->profile},
        reading->settings);
    reading->notes.insert(reading->notes.end(), outcome.warnings.begin(), outcome.warnings.end());
  }
  return outcome;
}

/// What holds whichever profile it will be, and all when the profile is known.
void SayNotes(Profile profile, History& history) {
  const History::Reading& reading = history.shows_v6 ? history.v6 : history.v07;
  const History::Reading& other = history.shows_v6 ? history.v07 : history.v6;
  const std::set<std::string> other_notes(other.notes.begin(), other.notes.end());
  for (const std::string& note : reading.notes) {
    if (profile != Profile::FollowName || other_notes.count(note) > 0) Say(note, history);
  }
}

/// Puts a reading into the object, with the fields that no file can set as they are.
void Show(const TestSettings& from, TestSettings& settings) {
  CarryChanges(settings, from, settings);
}

}  // namespace

std::vector<std::string> SettleConfig(Profile profile, TestSettings& settings) {
  if (settings.config_history == nullptr) return {};
  History history = Continue(settings);
  const History::Reading& reading = profile == Profile::V6 ? history.v6 : history.v07;
  const std::vector<std::string> notes = reading.notes;
  for (const std::string& note : notes) Say(note, history);
  Show(reading.settings, settings);
  settings.config_history = nullptr;
  return notes;
}

}  // namespace assay::loadgen

namespace mlperf {

int TestSettings::FromConfig(const std::string& path, const std::string& model,
                             const std::string& scenario, int conf_type) {
  using namespace assay::loadgen;
  const Call call{path, model, scenario, conf_type};
  History history = Continue(*this);
  CheckScenario(call, history);
  ApplyEmbedded(call, history);
  ConfigOutcome outcome;
  if (conf_type != kEmbeddedOnly) outcome = ApplyFile(call, history);
  const bool is_v6_call = conf_type != kUnsetConfType;
  history.shows_v6 =
      profile == Profile::FollowName ? history.shows_v6 || is_v6_call : profile == Profile::V6;
  Show(history.shows_v6 ? history.v6.settings : history.v07.settings, *this);
  history.shown = WithoutHistory(*this);
  SayNotes(profile, history);
  if (!outcome.error.empty()) std::cerr << outcome.error << '\n';
  config_history = std::make_shared<const History>(std::move(history));
  if (outcome.error.empty()) return 0;
  return outcome.is_missing ? -ENOENT : -EINVAL;
}

}  // namespace mlperf
