// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// assay schedule: what tests would issue, without running them.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/console.h"
#include "cli/measurement.h"
#include "cli/options.h"
#include "cli/verbs.h"

namespace assay::cli {

int ScheduleVerb(const Arguments& arguments) {
  std::string file, profile = "v0.7";
  CLI::App app(
      "Tells what a test issues, without running it: which samples are loaded together, each "
      "query\n"
      "with its time and samples, and which samples go into the accuracy log. Reads a JSON file "
      "of\n"
      "cases (docs/formats.md) and writes the same file with the answers.",
      "assay schedule");
  app.add_option("CASES", file, "JSON: {\"cases\": [...]}, or one case")->required();
  app.add_option("--profile", profile, "whose rules of the LoadGen: v0.7 or v6")
      ->check(CLI::IsMember({"v0.7", "v6"}))
      ->capture_default_str();
  bool json = false;
  app.add_flag("--json", json, "changes nothing: the answers are JSON");
  app.footer("example:\n  assay schedule --profile v0.7 cases.json > answers.json");
  if (!Parse(app, arguments)) return 0;
  Console console;
  std::fputs(LoadScheduler().Answer(file, profile, console).c_str(), stdout);
  return 0;
}

}  // namespace assay::cli
