// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// write_example_page FOLDER: example run folders, one page of each kind, and their charts. What the
// browser test opens, and what a person looks at.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "example_runs.h"
#include "report/page.h"

namespace assay::examples {
namespace {

void WriteAll(const std::filesystem::path& folder) {
  std::vector<RunRecord> records;
  int number = 0;
  for (const ExampleRun& run : AllRuns()) {
    records.push_back(WriteRunFolder(run, folder / "runs", std::to_string(++number)));
    const RunRecord* one = &records.back();
    WriteFile(folder / ("run" + std::to_string(number) + ".html"), MakePage({one, 1}));
  }
  WriteFile(folder / "all.html", MakePage(records));
  const RunRecord hostile = WriteRunFolder(HostileRun(), folder / "runs", "hostile");
  WriteFile(folder / "hostile.html", MakePage({&hostile, 1}));
  WriteCharts(records, folder / "charts");
}

}  // namespace
}  // namespace assay::examples

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::fputs("usage: write_example_page FOLDER\n", stderr);
    return 2;
  }
  try {
    assay::examples::WriteAll(arguments[1]);
  } catch (const assay::Error& error) {
    std::fprintf(stderr, "write_example_page: %s\n", error.what());
    return assay::ExitCode(error.code());
  }
  return 0;
}
