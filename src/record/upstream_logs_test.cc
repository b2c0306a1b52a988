// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the readers of upstream-shaped logs.
#include "record/upstream_logs.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>

#include "base/error.h"
#include "base/files.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

class File {
 public:
  explicit File(const std::string& content)
      : path_(fs::temp_directory_path() / ("assay-log-" + std::to_string(getpid()))) {
    WriteFile(path_, content);
  }
  ~File() { fs::remove(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string SentenceOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST_CASE("accuracy log: records come one by one with decoded bytes") {
  const File file(
      "[\n{ \"seq_id\" : 0, \"qsl_idx\" : 30, \"data\" : \"0000803F\" },\n"
      "{ \"seq_id\" : 1, \"qsl_idx\" : 2, \"data\" : \"\" }\n]\n");
  AccuracyLog log(file.path());
  AccuracyRecord record;
  REQUIRE(log.Next(record));
  CHECK(record.qsl_idx == 30);
  CHECK(record.bytes.size() == 4);
  CHECK(record.bytes[3] == std::byte{0x3F});
  REQUIRE(log.Next(record));
  CHECK(record.bytes.empty());
  CHECK_FALSE(log.Next(record));
}

TEST_CASE("accuracy log: an empty list has no records") {
  const File file("[\n]\n");
  AccuracyLog log(file.path());
  AccuracyRecord record;
  CHECK_FALSE(log.Next(record));
}

TEST_CASE("accuracy log: damage is named with its line") {
  const File cut("[\n{ \"seq_id\" : 0, \"qsl_idx\" : 3, \"data\" : \"00\" },\n{ \"seq_id\" : 1");
  AccuracyLog log(cut.path());
  AccuracyRecord record;
  CHECK(log.Next(record));
  CHECK(SentenceOf([&] { log.Next(record); }).find(":3: the file ends") != std::string::npos);
  const File odd("[\n{ \"seq_id\" : 0, \"qsl_idx\" : 3, \"data\" : \"0G\" }]");
  AccuracyLog odd_log(odd.path());
  CHECK(SentenceOf([&] { odd_log.Next(record); }).find("hexadecimal") != std::string::npos);
}

TEST_CASE("summary of the reference LoadGen: names and values in the file's own words") {
  const char* shared = std::getenv("ASSAY_SHARED");
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  const fs::path root = shared != nullptr
                            ? fs::path(shared)
                            : fs::path(source == nullptr ? "." : source) / "../shared";
  const fs::path file = root / "golden/logs/v0.7-server/mlperf_log_summary.txt";
  if (!fs::exists(file)) {
    MESSAGE("skipped: no " << file.string());
    return;
  }
  const SummaryLog summary = ReadSummary(file);
  CHECK(summary.sut_name == "NullSut");
  CHECK(summary.scenario == Scenario::kServer);
  CHECK(summary.is_valid == true);
  CHECK(NumberOf(summary, "Scheduled samples per second") == 965.55);
  CHECK(NumberOf(summary, "99.00 percentile latency (ns)") == 207298);
}

TEST_CASE("summary: an empty file says that the run did not end") {
  const File file("");
  CHECK(SentenceOf([&] { ReadSummary(file.path()); }).find("did not end") != std::string::npos);
}

}  // namespace
}  // namespace assay
