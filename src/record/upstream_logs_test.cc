// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the readers of upstream-shaped logs.
#include "record/upstream_logs.h"

#include <doctest/doctest.h>
#include <unistd.h>

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

TEST_CASE("summary: an empty file says that the run did not end") {
  const File file("");
  CHECK(SentenceOf([&] { ReadSummary(file.path()); }).find("did not end") != std::string::npos);
}

}  // namespace
}  // namespace assay
