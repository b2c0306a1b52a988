// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The text of a config file as entries, and what is said about its lines.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace assay::loadgen {

/// A value of an entry "model.scenario.key".
struct ConfigValue {
  std::string text;  // a number, as strtoull with base 0 or strtod read it
  int line = 0;      // from 1
};

/// Lines that have no effect, or only a part of it: line, "file:line: key: ...".
using ConfigWarnings = std::set<std::pair<int, std::string>>;

struct ConfigText {
  std::map<std::string, ConfigValue> entries;
  std::string error;  // "file:line: key: what is wrong"; empty: none
  ConfigWarnings warnings;
};

/// Reads lines `model.scenario.key = value`. Ends at the first error. `file` is for messages.
/// Grammar: docs/loadgen-behaviour.md, "Config files". Where upstream's reading is odd, this one is
/// odd in the same way.
ConfigText ParseConfig(std::string_view text, const std::string& file);

/// "file:line: key: ", with bytes that are no printable ASCII as \xNN, and not for ever long.
std::string ConfigPlace(const std::string& file, int line, std::string_view key);
/// A token of a config file in `` ` ``, made fit to print in the same way.
std::string ConfigToken(std::string_view token);

}  // namespace assay::loadgen
