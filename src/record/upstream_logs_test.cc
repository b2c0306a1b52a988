// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the readers of upstream-shaped logs.
#include "record/upstream_logs.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "base/error.h"
#include "base/test_folder.h"
#include "record/accuracy_log.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

/// A log of this text.
class File {
 public:
  explicit File(std::string_view text) : path_(folder_.Write("log.txt", text)) {}
  const fs::path& path() const { return path_; }

 private:
  TestFolder folder_;
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

TEST_CASE("accuracy log: any white space is accepted, a record may span lines") {
  const File file(" [{\"seq_id\":0,\n\n\"qsl_idx\":7,\"data\":\"ff\"}\n , {\"seq_id\":x}]");
  AccuracyLog log(file.path());
  AccuracyRecord record;
  REQUIRE(log.Next(record));
  CHECK(record.qsl_idx == 7);
  CHECK(record.bytes == std::vector{std::byte{255}});
  CHECK(SentenceOf([&] { log.Next(record); }).find(":4: ") != std::string::npos);
}

TEST_CASE("accuracy log: what is no list of records is refused") {
  const auto refuses = [](const std::string& text, const std::string& words) {
    const File file(text);
    AccuracyLog log(file.path());
    AccuracyRecord record;
    const std::string sentence = SentenceOf([&] {
      while (log.Next(record)) {
      }
    });
    CAPTURE(sentence);
    return sentence.find(words) != std::string::npos;
  };
  const std::string one = "{\"seq_id\":0,\"qsl_idx\":1,\"data\":\"00\"}";
  CHECK(refuses("", "no '[' at the beginning"));
  CHECK(refuses("[" + one, "the file ends in the middle of the list"));
  CHECK(refuses("[" + one + one + "]", "a comma is missing"));
  CHECK(refuses("[" + one + ",]", "a record is missing behind the last comma"));
  CHECK(refuses("[" + one + "] x", "something follows the end of the list"));
  CHECK(refuses("[1]", "'1' where a record should begin"));
  CHECK(refuses("[{\"seq_id\":-1,\"qsl_idx\":1,\"data\":\"\"}]", "the log is damaged"));
  CHECK(refuses("[{\"seq_id\":0,\"qsl_idx\":1}]", "The JSON field referenced does not exist"));
}

TEST_CASE("accuracy log: a folder or nothing at all is a missing file") {
  CHECK_THROWS_AS(AccuracyLog{fs::temp_directory_path()}, Error);
  CHECK_THROWS_AS(AccuracyLog{fs::path("/nonexistent/log.json")}, Error);
}

TEST_CASE("summary: verdict, advice, errors and numbers with their line") {
  const File file(
      "SUT name : Mine\nScenario : Server\nMode     : Performance\n"
      "Scheduled samples per second : 9.50\nResult is : INVALID\n"
      "  Performance constraints satisfied : NO\nRecommendations:\n"
      " * Reduce target QPS to improve latency.\n\nmin_query_count : many\n\n"
      "2 ERRORS encountered. See detailed log.\n");
  const SummaryLog summary = ReadSummary(file.path());
  CHECK(summary.scenario == Scenario::kServer);
  CHECK(summary.is_valid == false);
  CHECK(summary.recommendations ==
        std::vector<std::string>{"* Reduce target QPS to improve latency."});
  CHECK(summary.errors == 2);
  CHECK(summary.values.Number("Scheduled samples per second") == 9.5);
  CHECK_FALSE(summary.values.Count("qsl_rng_seed").has_value());
  CHECK(SentenceOf([&] {
          summary.values.Count("min_query_count");
        }).find(":10: 'min_query_count' is 'many', not a number") != std::string::npos);
}

TEST_CASE("detail: settings blocks, generated queries and errors") {
  const std::string stamp = "\"pid\": 1, \"tid\": 2, \"ts\": 345ns : ";
  const File file(
      stamp + "version : .5a1 @ NA\n" + stamp + "\n" + stamp + "Effective Settings:\n" + stamp +
      "Scenario : Multi Stream\n" + stamp + "qsl_rng_seed : 18446744073709551615\n" + stamp + "\n" +
      stamp + "GeneratedQueries: \"queries\" : 100, \"samples per query\" : 8, \"duration\" : 5\n" +
      stamp + "ERROR : it broke\n");
  const DetailLog log = ReadDetail(file.path());
  CHECK(log.version == ".5a1 @ NA");
  CHECK(UpstreamScenario(log.effective.Text("Scenario")) == Scenario::kMultiStream);
  CHECK(log.effective.Count("qsl_rng_seed") == 18446744073709551615u);
  CHECK(log.requested.empty());
  CHECK(log.queries == 100u);
  CHECK(log.samples_per_query == 8u);
  CHECK(log.errors == std::vector<std::string>{"line 8: it broke"});
}

TEST_CASE("detail: of many errors the first twenty are kept and all are counted") {
  std::string text = "\"pid\": 1, \"tid\": 2, \"ts\": 3ns : version : .5a1\n";
  for (int i = 0; i < 100; ++i) text += "\"pid\": 1, \"tid\": 2, \"ts\": 3ns : ERROR : again\n";
  const File file(text);
  const DetailLog log = ReadDetail(file.path());
  CHECK(log.errors.size() == 20);
  CHECK(log.error_count == 100);
}

std::string MlLog(const std::string& key, const std::string& value, bool is_error = false) {
  return ":::MLLOG {\"key\": \"" + key + "\", \"value\": " + value +
         ", \"time_ms\": 0.1, \"metadata\": {\"is_error\": " + (is_error ? "true" : "false") +
         "}}\n";
}

TEST_CASE("detail of a newer round: settings and results under the words of v0.7") {
  const File file(
      MlLog("loadgen_version", "\"4.0 @ abc\"") + MlLog("files", "{\"a\":[1,2]}") +
      MlLog("requested_server_target_qps", "10.5") + MlLog("effective_scenario", "\"Server\"") +
      MlLog("effective_target_latency_ns", "15000000") + "an engine's own line\n" +
      MlLog("error_runtime", "\"it \\\"broke\\\"\"", true) + MlLog("result_validity", "\"VALID\"") +
      MlLog("result_min_duration_met", "false") +
      MlLog("result_scheduled_samples_per_sec", "9.75") +
      MlLog("result_completed_samples_per_sec", "9.50"));
  const DetailLog log = ReadDetail(file.path());
  CHECK_FALSE(log.is_v07_text);
  CHECK(log.requested.Number("server_target_qps") == 10.5);
  CHECK(log.effective.Count("target_latency (ns)") == 15000000u);
  CHECK(log.results.Text("Min duration satisfied") == "NO");
  CHECK(log.errors == std::vector<std::string>{"line 7: it \"broke\""});
  const SummaryLog summary = SummaryOf(log);
  CHECK(summary.is_valid == true);
  CHECK(summary.errors == 1);
  CHECK(FigureOf(summary, Scenario::kServer).text == "9.50");
}

TEST_CASE(
    "detail of a newer round: a damaged line is named, rates before v4.0 are scheduled ones") {
  const std::string old = MlLog("loadgen_version", "\"2.1 @ abc\"") +
                          MlLog("result_scheduled_samples_per_sec", "9.75") +
                          MlLog("result_completed_samples_per_sec", "9.50");
  const File file(old);
  const UpstreamFigure figure = FigureOf(SummaryOf(ReadDetail(file.path())), Scenario::kServer);
  CHECK(figure.text == "9.75");
  CHECK(figure.unit == "scheduled queries/s");
  const File cut(old + ":::MLLOG {\"key\": \"result_val");
  CHECK(SentenceOf([&] { ReadDetail(cut.path()); }).find(":4: ") != std::string::npos);
}

TEST_CASE("figure: what stands above the verdict, not what the statistics below repeat") {
  const File file(
      "Completed samples per second : 9.50\nResult is : VALID\nScheduled samples per second : "
      "9.75\n");
  CHECK(FigureOf(ReadSummary(file.path()), Scenario::kServer).text == "9.50");
  const File single(
      "90th percentile latency (ns) : 180\nResult is : VALID\n90.00 percentile latency (ns) : 180\n"
      "QPS w/o loadgen overhead        : 7092.20\n");
  const SummaryLog summary = ReadSummary(single.path());
  CHECK(FigureOf(summary, Scenario::kSingleStream).value == 180);
  CHECK(InferredOfflineFigure(summary).text == "7092.20");
  CHECK(std::isnan(FigureOf(summary, Scenario::kOffline).value));
}

TEST_CASE("accuracy log: its shape is seen from its ends alone") {
  const auto shape = [](const std::string& text) {
    const File file(text);
    return ShapeOfAccuracyLog(file.path());
  };
  const std::string record = "{ \"seq_id\" : 0, \"qsl_idx\" : 3, \"data\" : \"00\" }";
  CHECK(shape("[\n" + record + "\n]\n") == AccuracyLogShape::kWhole);
  CHECK(shape("[\n]\n") == AccuracyLogShape::kEmpty);
  CHECK(shape("[\n" + record + ",\n{ \"se\n\n...\n\n" + record + "\n]\n") ==
        AccuracyLogShape::kTruncated);
  CHECK(shape("[\n" + record) == AccuracyLogShape::kDamaged);
  CHECK(shape("") == AccuracyLogShape::kDamaged);
  CHECK(shape("[" + std::string(20'000, ' ') + record + "]") == AccuracyLogShape::kWhole);
  CHECK(shape("[" + std::string(20'000, ' ') + record) == AccuracyLogShape::kDamaged);
  CHECK(ShapeOfAccuracyLog("/nowhere/log.json") == AccuracyLogShape::kMissing);
  CHECK(ShapeOfAccuracyLog(fs::temp_directory_path()) == AccuracyLogShape::kMissing);
}

TEST_CASE("summary: an empty file says that the run did not end") {
  const File file("");
  CHECK(SentenceOf([&] { ReadSummary(file.path()); }).find("did not end") != std::string::npos);
}

}  // namespace
}  // namespace assay
