// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Any text as each of the LoadGen's logs: read or refused with an Error, whether alone or as the
// run folder that they make together.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/test_folder.h"
#include "record/accuracy_log.h"
#include "record/run_json.h"
#include "record/upstream_logs.h"
#include "record/upstream_run.h"

namespace {

namespace fs = std::filesystem;

template <typename Read>
void ReadOrRefuse(const Read& read) {
  try {
    read();
  } catch (const assay::Error& e) {
    ASSAY_CHECK(e.code() == assay::ErrorCode::kBadData);
  }
}

void ReadAccuracy(const fs::path& file, std::size_t count) {
  assay::AccuracyLog log(file);
  assay::AccuracyRecord record;
  while (log.Next(record)) ASSAY_CHECK(2 * record.bytes.size() < count);
}

/// What is said of a folder without a summary.
void ReadDetailAlone(const fs::path& file) {
  const assay::DetailLog detail = assay::ReadDetail(file);
  ASSAY_CHECK(detail.errors.size() <= detail.error_count);
  const assay::SummaryLog summary = assay::SummaryOf(detail);
  for (const assay::Scenario s : assay::AllScenarios()) assay::FigureOf(summary, s);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  static const assay::TestFolder folder;
  const std::string_view text(reinterpret_cast<const char*>(bytes), count);
  const fs::path accuracy = folder / assay::kAccuracyFileName;
  for (const char* name :
       {assay::kSummaryFileName, assay::kDetailFileName, assay::kAccuracyFileName}) {
    folder.Write(name, text);
  }
  ReadOrRefuse([&] { ReadAccuracy(accuracy, count); });
  ReadOrRefuse([&] { ReadDetailAlone(folder / assay::kDetailFileName); });
  ASSAY_CHECK(assay::ShapeOfAccuracyLog(accuracy) != assay::AccuracyLogShape::kMissing);
  ReadOrRefuse([&] {
    const std::string written = assay::RunJsonText(assay::ReadUpstreamRun(folder.path()));
    assay::ParseRunJson(written, "again");
  });
  return 0;
}
