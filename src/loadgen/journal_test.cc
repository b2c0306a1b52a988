// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the journal: what a run leaves in the file, also while it is still running.
#include "loadgen/journal.h"

#include <doctest/doctest.h>

#include <cstring>
#include <set>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using namespace std::chrono_literals;
using mlperf::TestScenario;
using mlperf::TestSettings;

struct Journal {
  JournalHeader header{};
  std::vector<JournalRecord> records;
  std::size_t torn_bytes = 0;
};

Journal Read(const std::string& file) {
  const std::string bytes = TextOf(file);
  Journal journal;
  REQUIRE(bytes.size() >= sizeof journal.header);
  std::memcpy(&journal.header, bytes.data(), sizeof journal.header);
  const std::size_t rest = bytes.size() - sizeof journal.header;
  journal.records.resize(rest / sizeof(JournalRecord));
  journal.torn_bytes = rest % sizeof(JournalRecord);
  std::memcpy(journal.records.data(), bytes.data() + sizeof journal.header,
              rest - journal.torn_bytes);
  return journal;
}

TEST_CASE("the journal has every finished sample, once") {
  VirtualTest test;
  test.environment.journal = test.folder.File("journal");
  TestSettings settings = SettingsFor(TestScenario::Server, 100);
  settings.server_target_qps = 1000;
  const Result result = test.RunAnswering(
      [](std::size_t query) { return query == 3 ? Nanoseconds(5s) : Nanoseconds(2ms); }, settings);
  const Journal journal = Read(test.environment.journal);
  CHECK(std::memcmp(journal.header.magic, kJournalMagic, 8) == 0);
  CHECK(journal.header.version == kJournalVersion);
  CHECK(journal.header.record_bytes == 24);
  CHECK(journal.header.samples_per_query == 1);
  CHECK(journal.header.target_latency_ns == settings.server_target_latency_ns);
  REQUIRE(journal.records.size() == 100);
  CHECK(journal.torn_bytes == 0);
  std::set<std::uint32_t> samples;
  for (const JournalRecord& record : journal.records) {
    const std::uint32_t sample = record.sample_seq;
    samples.insert(sample);
    CHECK(record.latency_ns == static_cast<std::uint64_t>(result.latencies_ns[sample]));
    CHECK(record.latency_ns == (sample == 3 ? 5'000'000'000U : 2'000'000U));
    CHECK(record.lag_ns == 0);
    if (sample == 0) CHECK(record.scheduled_ns == 0);
  }
  CHECK(samples.size() == 100);
}

TEST_CASE("samples that were never answered are not in the journal") {
  VirtualTest test;
  test.environment.journal = test.folder.File("journal");
  FakeSut sut(test.clock, [&](const FakeSut::Query& query) {
    if (query.samples[0].id % 2 == 0) AnswerEmpty(IdsOf(query.samples));
  });
  test.RunWith(sut, SettingsFor(TestScenario::Server, 10));
  CHECK(Read(test.environment.journal).records.size() == 5);
}

TEST_CASE("times go on over the loaded sets of an accuracy run") {
  VirtualTest test;
  test.library = FakeLibrary(4, 2);
  test.environment.journal = test.folder.File("journal");
  TestSettings settings = SettingsFor(TestScenario::SingleStream, 1);
  settings.mode = mlperf::TestMode::AccuracyOnly;
  test.RunAnswering([](std::size_t) { return 1ms; }, settings);
  const Journal journal = Read(test.environment.journal);
  REQUIRE(journal.records.size() == 4);
  CHECK(journal.records[3].scheduled_ns == 3'000'000);
  CHECK(journal.records[3].sample_seq == 3);
}

TEST_CASE("a journal that cannot be written is an anomaly; the run is valid all the same") {
  for (const char* path : {"/dev/full", "/nowhere/journal"}) {
    VirtualTest test;
    test.environment.journal = path;
    FakeSut sut(test.clock);
    const Result result = test.RunWith(sut, SettingsFor(TestScenario::Server, 10));
    CHECK(result.is_valid);
    CHECK(result.samples_completed == 10);
    REQUIRE(Find(result, Anomaly::Kind::kJournalFailed) != nullptr);
    CHECK(Find(result, Anomaly::Kind::kJournalFailed)->text.find(path) != std::string::npos);
  }
}

}  // namespace
}  // namespace assay::loadgen
