// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Names of scenarios, modes and divisions.
#include "rules/scenario.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace assay {
namespace {

constexpr std::array kScenarios = {Scenario::kOffline, Scenario::kServer, Scenario::kSingleStream,
                                   Scenario::kMultiStream};
constexpr std::array kModes = {Mode::kPerformance, Mode::kAccuracy};
constexpr std::array kDivisions = {Division::kClosed, Division::kOpen};

std::string Plain(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c == '-' || c == '_' || c == ' ') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return plain;
}

template <typename Enum, std::size_t n>
Enum Parse(std::string_view text, const char* kind, const std::array<Enum, n>& values) {
  std::vector<std::string> names;
  std::vector<std::string> plain_names;
  for (const Enum value : values) {
    if (Plain(Name(value)) == Plain(text)) return value;
    names.emplace_back(Name(value));
    plain_names.push_back(Plain(Name(value)));
  }
  std::string nearest = NearestWord(Plain(text), plain_names);
  for (std::size_t i = 0; i < n; ++i) {
    if (plain_names[i] == nearest) nearest = names[i];
  }
  throw Error(ErrorCode::kUsage,
              fmt::format("there is no {} '{}'{}: choose one of {}", kind, text,
                          nearest.empty() ? "" : fmt::format(" (did you mean {}?)", nearest),
                          fmt::join(names, ", ")));
}

}  // namespace

std::span<const Scenario> AllScenarios() { return kScenarios; }

std::string_view Name(Scenario scenario) {
  switch (scenario) {
    case Scenario::kOffline:
      return "Offline";
    case Scenario::kServer:
      return "Server";
    case Scenario::kSingleStream:
      return "SingleStream";
    case Scenario::kMultiStream:
      break;
  }
  return "MultiStream";
}

std::string_view Name(Mode mode) { return mode == Mode::kPerformance ? "performance" : "accuracy"; }

std::string_view Name(Division division) {
  return division == Division::kClosed ? "closed" : "open";
}

Scenario ParseScenario(std::string_view text) { return Parse(text, "scenario", kScenarios); }
Mode ParseMode(std::string_view text) { return Parse(text, "mode", kModes); }
Division ParseDivision(std::string_view text) { return Parse(text, "division", kDivisions); }

}  // namespace assay
