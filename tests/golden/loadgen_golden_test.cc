// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Every case of golden/loadgen_v07.json and loadgen_v6.json: the same settings give the same sets,
// queries, times and accuracy-log choices as the reference, bit for bit, in a real run and from the
// schedule alone.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "loadgen/early_stopping.h"
#include "loadgen/recording.h"
#include "loadgen/schedule.h"
#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::TestMode;
using mlperf::TestScenario;
using mlperf::TestSettings;
using nlohmann::json;

std::string SharedFolder() {
  if (const char* shared = std::getenv("ASSAY_SHARED")) return shared;
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  return std::string(source != nullptr ? source : ".") + "/../shared";
}

struct Golden {
  mlperf::Profile profile;
  const char* file;
  std::size_t case_count;
};
constexpr Golden kGolden[] = {{mlperf::Profile::V07, "loadgen_v07.json", 30},
                              {mlperf::Profile::V6, "loadgen_v6.json", 29}};

/// Null when the shared folder is not there.
json Read(const Golden& golden) {
  const std::string path = SharedFolder() + "/golden/" + golden.file;
  std::ifstream file(path);
  if (!file) {
    std::cout << "skipped: no " << path << " (set ASSAY_SHARED)\n";
    return nullptr;
  }
  json whole = json::parse(file);
  CHECK(whole["cases"].size() == golden.case_count);
  return whole;
}

json CasesOf(const Golden& golden) {
  const json whole = Read(golden);
  return whole.is_null() ? json::array() : whole["cases"];
}

TestScenario ScenarioOf(const json& test) {
  const std::map<std::string, TestScenario> names = {
      {"SingleStream", TestScenario::SingleStream},
      {"MultiStream", TestScenario::MultiStream},
      {"MultiStreamFree", TestScenario::MultiStreamFree},
      {"Server", TestScenario::Server},
      {"Offline", TestScenario::Offline}};
  return names.at(test["scenario"]);
}

TestSettings SettingsOf(const json& test, mlperf::Profile profile) {
  const json& s = test["settings"];
  TestSettings settings;
  settings.profile = profile;
  settings.scenario = ScenarioOf(test);
  settings.mode =
      test["mode"] == "AccuracyOnly" ? TestMode::AccuracyOnly : TestMode::PerformanceOnly;
  settings.qsl_rng_seed = s["qsl_rng_seed"];
  settings.sample_index_rng_seed = s["sample_index_rng_seed"];
  settings.schedule_rng_seed = s["schedule_rng_seed"];
  settings.accuracy_log_rng_seed = s["accuracy_log_rng_seed"];
  settings.accuracy_log_probability = s["accuracy_log_probability"];
  settings.accuracy_log_sampling_target = s["accuracy_log_sampling_target"];
  settings.min_query_count = s["min_query_count"];
  settings.min_duration_ms = s["min_duration_ms"];
  settings.server_target_qps = s["server_target_qps"];
  settings.offline_expected_qps = s["offline_expected_qps"];
  settings.single_stream_expected_latency_ns = s["single_stream_expected_latency_ns"];
  settings.multi_stream_samples_per_query = s["multi_stream_samples_per_query"];
  if (profile == mlperf::Profile::V07) {
    settings.multi_stream_target_qps = s["multi_stream_target_qps"];
  } else {
    settings.multi_stream_expected_latency_ns = s["multi_stream_expected_latency_ns"];
    settings.sample_concatenate_permutation = s["sample_concatenate_permutation"] != 0;
  }
  settings.performance_issue_unique = s["performance_issue_unique"] != 0;
  settings.performance_issue_same = s["performance_issue_same"] != 0;
  settings.performance_issue_same_index = s["performance_issue_same_index"];
  return settings;
}

LibrarySize LibraryOf(const json& test) {
  return {.total = test["settings"]["qsl_total"],
          .performance = test["settings"]["qsl_performance"]};
}

/// A row of the file, [query id, scheduled ns, first sample id, [indices]], from a schedule.
json RowOf(const Schedule& schedule, std::uint64_t query) {
  json indices = json::array();
  for (std::uint64_t i = 0; i < schedule.samples_per_query; ++i) {
    indices.push_back(schedule.Index(query, i));
  }
  return {schedule.first_query + query, schedule.ScheduledNs(query),
          schedule.first_sample + query * schedule.samples_per_query, indices};
}

void CheckSchedule(const json& test, mlperf::Profile profile) {
  const EffectiveSettings settings =
      Normalise(SettingsOf(test, profile), RulesOf(profile), LibraryOf(test));
  const auto sets = LoadableSets(settings, LibraryOf(test), settings.mode);
  QueryGenerator generator;
  json loaded = json::array();
  json rows = json::array();
  json logged = json::array();
  for (const LoadedSet& set : sets) {
    loaded.push_back(set.samples);
    const Schedule schedule = generator.Generate(settings, set, settings.mode);
    for (std::uint64_t query = 0; query < schedule.query_count; ++query) {
      rows.push_back(RowOf(schedule, query));
      for (std::uint64_t i = 0; i < schedule.samples_per_query; ++i) {
        const std::uint64_t sample = query * schedule.samples_per_query + i;
        if (!schedule.IsLogged(sample)) continue;
        logged.push_back({schedule.first_sample + sample, schedule.Index(query, i)});
      }
    }
  }
  CHECK(loaded == test["loaded_sets"]);
  // Where not all generated queries are issued, the file has the issued ones.
  const json& expected = test["queries_id_sched_firstsampleid_indices"];
  REQUIRE(rows.size() >= expected.size());
  CHECK(std::equal(expected.begin(), expected.end(), rows.begin()));
  if (settings.mode == TestMode::PerformanceOnly && rows.size() == expected.size()) {
    CHECK(logged == test["accuracy_log_seqid_qslidx"]);
  }
}

/// The rows of a run, seen through the public interface alone; the ids' low bits are the sequence
/// number. Times restart with each loaded set, whose queries start at flushes.
json RowsOf(const FakeSut& sut, const json& expected, bool is_server) {
  json rows = json::array();
  Nanoseconds start{0};
  for (std::size_t i = 0; i < sut.queries.size() && i < expected.size(); ++i) {
    const FakeSut::Query& query = sut.queries[i];
    json indices = json::array();
    for (const mlperf::QuerySample& sample : query.samples) indices.push_back(sample.index);
    if (expected[i][1] == 0) start = query.at;
    const std::uint64_t sequence =
        (query.samples[0].id & ((std::uint64_t{1} << Recording::kSequenceBits) - 1)) - 1;
    const json scheduled = is_server ? json((query.at - start).count()) : expected[i][1];
    rows.push_back({i, scheduled, sequence, indices});
  }
  return rows;
}

void CheckRun(const json& test, mlperf::Profile profile) {
  const TestSettings settings = SettingsOf(test, profile);
  FakeClock clock;
  FakeSut sut(clock);
  FakeLibrary library(LibraryOf(test).total, LibraryOf(test).performance);
  TemporaryFolder folder;
  mlperf::LogSettings logs;
  logs.log_output.outdir = folder.path();
  const Result result = Run(sut, library, settings, logs, {.clock = &clock});

  CHECK(json(library.loaded) == test["loaded_sets"]);
  CHECK(library.unloaded == library.loaded);
  CHECK(result.queries_issued == test["query_count"]);
  CHECK(sut.queries.size() == test["query_count"]);
  const json& expected = test["queries_id_sched_firstsampleid_indices"];
  CHECK(RowsOf(sut, expected, settings.scenario == TestScenario::Server) == expected);

  const json records = json::parse(TextOf(folder.File("mlperf_log_accuracy.json")));
  CHECK(records.size() == test["accuracy_log_records"]);
  if (settings.mode == TestMode::PerformanceOnly) {
    json pairs = json::array();
    for (const json& record : records) pairs.push_back({record["seq_id"], record["qsl_idx"]});
    std::sort(pairs.begin(), pairs.end());
    CHECK(pairs == test["accuracy_log_seqid_qslidx"]);
  }
}

TEST_CASE("golden: schedules equal the reference's, bit for bit") {
  for (const Golden& golden : kGolden) {
    for (const json& test : CasesOf(golden)) {
      CAPTURE(test["case"].get<std::string>());
      CheckSchedule(test, golden.profile);
    }
  }
}

TEST_CASE("golden: a real run loads, issues and logs what the reference does") {
  for (const Golden& golden : kGolden) {
    for (const json& test : CasesOf(golden)) {
      CAPTURE(test["case"].get<std::string>());
      CheckRun(test, golden.profile);
    }
  }
}

TEST_CASE("golden v6: the early-stopping table equals the reference's") {
  const json whole = Read(kGolden[1]);
  if (whole.is_null()) return;
  CHECK(whole["early_stopping_h_for_p_t"].size() == 50);
  for (const json& row : whole["early_stopping_h_for_p_t"]) {
    CAPTURE(row.dump());
    CHECK(MinimumUnderLatency(row[0], row[1]) == row[2]);
  }
}

}  // namespace
}  // namespace assay::loadgen
