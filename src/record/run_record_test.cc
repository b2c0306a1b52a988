// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of run folders.
#include "record/run_record.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "base/files.h"
#include "base/test_folder.h"
#include "loadgen/journal.h"
#include "record/run_json.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Samples of 1, 2, 3, ... ms, one a second, and `torn` bytes of one more.
void WriteJournal(const TestFolder& folder, std::uint32_t count, std::size_t torn) {
  loadgen::JournalHeader header{};
  std::memcpy(header.magic, loadgen::kJournalMagic, sizeof header.magic);
  header.version = loadgen::kJournalVersion;
  header.record_bytes = sizeof(loadgen::JournalRecord);
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  for (std::uint32_t i = 0; i < count; ++i) {
    const loadgen::JournalRecord r{.scheduled_ns = i * 1'000'000'000ULL,
                                   .latency_ns = (i + 1) * 1'000'000ULL,
                                   .lag_ns = i,
                                   .sample_seq = i};
    bytes.append(reinterpret_cast<const char*>(&r), sizeof r);
  }
  bytes.append(torn, 'x');
  folder.Write(loadgen::kJournalFileName, bytes);
}

RunRecord Sample(const fs::path& folder) {
  RunRecord r;
  r.folder = folder;
  r.state = RunState::kComplete;
  r.started = "2026-11-23T10:00:00+0000";
  r.command_line = {"assay", "run", "resnet50"};
  r.plan.benchmark = "resnet50";
  r.plan.scenario = Scenario::kServer;
  r.plan.seeds.schedule = 16159082839903944936ULL;
  r.plan.latency_bound = 15ms;
  r.plan.labels = {"synthetic weights"};
  r.provenance.model_name = "a \"quoted\" name";
  r.provenance.backend_libraries = {{"libtbb.so.12", "/lib/libtbb.so.12"}};
  r.environment = {{"cpu", "x"}};
  r.verdict = Verdict::kInvalid;
  r.findings = {{.rule = "latency-bound",
                 .severity = Severity::kError,
                 .where = "",
                 .what = "late",
                 .expected = "a",
                 .found = "b",
                 .remedy = "c",
                 .source = "d"}};
  r.headline = 123.5;
  r.latency.p99 = 31'200'000;
  r.accuracy = AccuracyFigures{
      .metric = "top1", .value = 88.0, .unit = "%", .text = "", .target = {}, .passed = {}};
  return r;
}

TEST_CASE("what is written is read back whole, 64-bit seeds included") {
  const TestFolder folder;
  const RunRecord written = Sample(folder.path());
  WriteRun(written);
  const RunRecord read = ReadRun(folder.path());
  CHECK(RunJsonText(read) == RunJsonText(written));
  CHECK(read.plan.seeds.schedule == 16159082839903944936ULL);
}

TEST_CASE("accuracy without a target has nulls, as documented") {
  const std::string text = RunJsonText(Sample("x"));
  CHECK(text.find("\"metric\": \"top1\",\n    \"value\": 88.0,\n    \"unit\": \"%\",\n"
                  "    \"target\": null,\n    \"passed\": null") != std::string::npos);
}

TEST_CASE("a killed run is read from its journal, the torn end ignored") {
  const TestFolder folder;
  RunRecord record = Sample(folder.path());
  record.state = RunState::kRunning;
  record.verdict = Verdict::kNone;
  record.findings.clear();
  WriteRun(record);
  WriteJournal(folder, 20, 13);
  const RunRecord read = ReadRun(folder.path());
  CHECK(read.state == RunState::kRunning);
  CHECK(read.samples_completed == 20);
  CHECK(read.over_latency == 5);  // 16 to 20 ms against 15 ms
  CHECK(read.latency.max == 20'000'000);
  CHECK(read.verdict == Verdict::kNone);
  CHECK(read.findings.back().rule == "incomplete");
}

TEST_CASE("a run killed before its first flush is incomplete, not an error") {
  const TestFolder folder;
  RunRecord record = Sample(folder.path());
  record.state = RunState::kRunning;
  WriteRun(record);
  CHECK(ReadRun(folder.path()).samples_completed == 0);
}

TEST_CASE("the headline of a killed run is that of its scenario") {
  const TestFolder folder;
  RunRecord record = Sample(folder.path());
  record.state = RunState::kRunning;
  record.accuracy.reset();
  const auto headline = [&](Scenario scenario, int samples_per_query) {
    record.plan.scenario = scenario;
    record.plan.samples_per_query = samples_per_query;
    WriteRun(record);
    WriteJournal(folder, 20, 0);
    return ReadRun(folder.path());
  };
  // 20 samples, scheduled at 0, 1, ... 19 s; the last ends at 19.02 s.
  CHECK(headline(Scenario::kServer, 1).headline == doctest::Approx(1.0));
  CHECK(headline(Scenario::kOffline, 1).headline == doctest::Approx(20 / 19.02));
  CHECK(headline(Scenario::kSingleStream, 1).headline == 19'000'000);
  const RunRecord multi = headline(Scenario::kMultiStream, 4);
  CHECK(multi.headline == 4);
  CHECK(multi.latency.count == 5);
  CHECK(multi.latency.min == 4'000'000);  // samples 0 to 3 took 1 to 4 ms
  CHECK(multi.headline_name == "MultiStream samples per query");
}

TEST_CASE("a record with a broken key is refused with file, line and key") {
  const TestFolder folder;
  std::string text = RunJsonText(Sample(folder.path()));
  text.replace(text.find("\"min_queries\": 0"), 16, "\"min_queries\": \"\"");
  const auto before = text.substr(0, text.find("\"min_queries\""));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  CHECK_THROWS_WITH_AS(
      ParseRunJson(text, "run.json"),
      doctest::Contains(
          fmt::format("run record run.json:{}: key plan.min_queries must be a whole number", line)
              .c_str()),
      Error);
}

TEST_CASE("infinity and not-a-number become null and come back as not-a-number") {
  RunRecord record = Sample("x");
  record.headline = std::numeric_limits<double>::infinity();
  const std::string text = RunJsonText(record);
  CHECK(text.find("\"headline\": null") != std::string::npos);
  CHECK(std::isnan(ParseRunJson(text, "x").headline));
}

TEST_CASE("a run that cannot be written says so") {
  CHECK_THROWS_AS(WriteRun(Sample("/nonexistent/folder")), Error);
}

TEST_CASE("what is not a run folder, or not ours, is refused with a sentence") {
  const TestFolder folder;
  const auto refusal = [&](const auto& read) -> std::string {
    try {
      read(folder.path());
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  const auto says = [](const std::string& sentence, const char* words) {
    CAPTURE(sentence);
    return sentence.find(words) != std::string::npos;
  };
  CHECK(says(refusal(ReadRun), "holds neither run.json nor the logs of a LoadGen"));
  folder.Write(kRunFileName, "{}");
  CHECK(says(refusal(ReadRun), "run.json:1: the file has no \"schema_version\""));
  folder.Write(kRunFileName, "{\n\"schema_version\": 99}");
  CHECK(says(refusal(ReadRun), "run.json:2: key schema_version is 99, this program reads 1"));
  folder.Write(kRunFileName, "{\n\"schema");
  CHECK(says(refusal(ReadRun), "run.json is not valid JSON"));
  folder.Write(loadgen::kJournalFileName, std::string(64, 'x'));
  CHECK(says(refusal(ReadJournal), "is not a journal of Assay"));
}

TEST_CASE("a journal of another version, or with impossible times, is refused") {
  const TestFolder folder;
  WriteJournal(folder, 1, 0);
  const fs::path file = folder / loadgen::kJournalFileName;
  const std::string good = ReadFile(file, "journal");
  CHECK(ReadJournal(folder.path()).size() == 1);
  std::string other = good;
  other[8] = 2;  // the version
  WriteFile(file, other);
  CHECK_THROWS_WITH_AS(ReadJournal(folder.path()), doctest::Contains("a journal of version 2"),
                       Error);
  std::string damaged = good;
  damaged[sizeof(loadgen::JournalHeader) + 15] = '\xff';  // highest byte of the latency
  WriteFile(file, damaged);
  CHECK_THROWS_WITH_AS(ReadJournal(folder.path()), doctest::Contains("is damaged: sample 0"),
                       Error);
}

TEST_CASE("nearest rank: of 1..100 the 90th is the value at index 90") {
  std::vector<std::int64_t> values(100);
  std::iota(values.begin(), values.end(), 1);
  const LatencyFigures f = FiguresOf(values);
  CHECK(f.p90 == 91);  // sorted[trunc(100 * 0.9)], as the rules' LoadGen counts
  CHECK(f.p999 == 100);
  CHECK(f.mean == 50);  // 50.5, whole nanoseconds
  std::vector<std::int64_t> none;
  CHECK(FiguresOf(none).count == 0);
}

}  // namespace
}  // namespace assay
