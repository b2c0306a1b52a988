// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Parsing the options of one verb.
#include "cli/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/text.h"

namespace assay::cli {
namespace {

std::vector<std::string> OptionNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

[[noreturn]] void ThrowUnknown(const CLI::App& app, const Arguments& unknown) {
  std::string word = unknown.front();
  word = word.substr(0, word.find('='));
  const std::string nearest = NearestWord(word, OptionNames(app));
  const char* kind = word.starts_with("-") ? "option" : "argument";
  throw Error(ErrorCode::kUsage,
              fmt::format("unknown {} '{}'{}; see '{} --help'", kind, word,
                          nearest.empty() ? "" : fmt::format(", did you mean {}?", nearest),
                          app.get_name()));
}

}  // namespace

bool Parse(CLI::App& app, const Arguments& arguments) {
  app.allow_extras();
  Arguments reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return false;
  } catch (const CLI::ParseError& e) {
    throw Error(ErrorCode::kUsage, fmt::format("{}; see '{} --help'", e.what(), app.get_name()));
  }
  if (const Arguments extras = app.remaining(); !extras.empty()) ThrowUnknown(app, extras);
  return true;
}

}  // namespace assay::cli
