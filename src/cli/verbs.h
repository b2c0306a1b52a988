// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The verbs of the command line: one row each.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::cli {

/// Arguments after the verb.
using Arguments = std::vector<std::string>;

struct Verb {
  std::string_view name;
  std::string_view summary;                 // one line for `assay --help`
  int (*call)(const Arguments& arguments);  // returns the exit code; throws Error
};

std::span<const Verb> Verbs();

int RunVerb(const Arguments& arguments);
int PeakVerb(const Arguments& arguments);
int TuneVerb(const Arguments& arguments);
int DemoVerb(const Arguments& arguments);
int ReportVerb(const Arguments& arguments);
int CompareVerb(const Arguments& arguments);
int ListVerb(const Arguments& arguments);
int SystemVerb(const Arguments& arguments);
int GetVerb(const Arguments& arguments);
int CalibrateVerb(const Arguments& arguments);
int ConvertVerb(const Arguments& arguments);
int MakeVerb(const Arguments& arguments);
int ScheduleVerb(const Arguments& arguments);

}  // namespace assay::cli
