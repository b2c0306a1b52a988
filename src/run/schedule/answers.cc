// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Runs the LoadGen on a case and writes down what it did.
#include "run/schedule/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "base/error.h"
#include "base/fake_clock.h"
#include "loadgen/early_stopping.h"
#include "loadgen/include/loadgen.h"
#include "loadgen/recording.h"
#include "loadgen/run.h"
#include "loadgen/schedule.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using mlperf::QuerySampleIndex;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "assay-schedule-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
      throw Error(ErrorCode::kUnwritable,
                  "no folder could be made in " + fs::temp_directory_path().string() +
                      " for the LoadGen's logs: set TMPDIR to one that can be written");
    }
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Library and system under test in one: answers at once and remembers.
class Recorder : public mlperf::SystemUnderTest, public mlperf::QuerySampleLibrary {
 public:
  struct Query {
    Nanoseconds at;
    std::uint64_t first_sample;  // sequence number
    std::vector<QuerySampleIndex> indices;
  };
  struct Set {
    std::vector<QuerySampleIndex> loaded;
    std::vector<Query> queries;
  };

  Recorder(const ScheduleCase& question, Clock& clock) : question_(question), clock_(clock) {}

  const std::string& Name() const override { return name_; }
  std::size_t TotalSampleCount() override { return question_.total_samples; }
  std::size_t PerformanceSampleCount() override { return question_.performance_samples; }
  void LoadSamplesToRam(const std::vector<QuerySampleIndex>& samples) override {
    sets_.push_back({.loaded = samples, .queries = {}});
  }
  void UnloadSamplesFromRam(const std::vector<QuerySampleIndex>&) override {}
  void FlushQueries() override {}

  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    // With server_coalesce_queries several queries come together, each of one sample.
    const bool is_server = question_.settings.scenario == mlperf::TestScenario::Server;
    const std::size_t per_query = is_server ? 1 : samples.size();
    for (std::size_t first = 0; first < samples.size(); first += per_query) {
      Query query{.at = clock_.Now(), .first_sample = SequenceOf(samples[first].id), .indices = {}};
      for (std::size_t i = first; i < first + per_query; ++i) {
        query.indices.push_back(samples[i].index);
      }
      sets_.back().queries.push_back(std::move(query));
    }
    responses_.clear();
    for (const mlperf::QuerySample& sample : samples) responses_.push_back({sample.id, 0, 0});
    mlperf::QuerySamplesComplete(responses_.data(), responses_.size());
  }

  const std::vector<Set>& sets() const { return sets_; }

 private:
  static std::uint64_t SequenceOf(mlperf::ResponseId id) {
    return (id & ((std::uint64_t{1} << loadgen::Recording::kSequenceBits) - 1)) - 1;
  }

  const ScheduleCase& question_;
  Clock& clock_;
  const std::string name_ = "recorder";
  std::vector<Set> sets_;
  std::vector<mlperf::QuerySampleResponse> responses_;
};

/// The nominal times of queries that are not issued by the clock, from the schedule that was drawn.
class NominalTimes {
 public:
  explicit NominalTimes(const ScheduleCase& question)
      : library_{.total = question.total_samples, .performance = question.performance_samples},
        settings_(loadgen::Normalise(question.settings, loadgen::RulesOf(question.settings.profile),
                                     library_)),
        sets_(loadgen::LoadableSets(settings_, library_, settings_.mode)) {
    loadgen::QueryGenerator generator;
    for (const loadgen::LoadedSet& set : sets_) {
      schedules_.push_back(generator.Generate(settings_, set, settings_.mode));
    }
  }
  std::int64_t Of(std::size_t set, std::size_t query) const {
    return schedules_[set].ScheduledNs(query);
  }

 private:
  loadgen::LibrarySize library_;
  loadgen::EffectiveSettings settings_;
  std::vector<loadgen::LoadedSet> sets_;
  std::vector<loadgen::Schedule> schedules_;
};

/// Rows [query, scheduled ns, first sample, [indices]].
Json RowsOf(const ScheduleCase& question, const std::vector<Recorder::Set>& sets) {
  const bool is_server = question.settings.scenario == mlperf::TestScenario::Server;
  const NominalTimes nominal(question);
  Json rows = Json::array();
  for (std::size_t s = 0; s < sets.size(); ++s) {
    const auto& queries = sets[s].queries;
    for (std::size_t q = 0; q < queries.size(); ++q) {
      const std::int64_t scheduled =
          is_server ? (queries[q].at - queries.front().at).count() : nominal.Of(s, q);
      rows.push_back({rows.size(), scheduled, queries[q].first_sample, queries[q].indices});
    }
  }
  return rows;
}

void AnswerFromAccuracyLog(const fs::path& file, mlperf::TestMode mode, Json& test) {
  const Json records = ReadJson(file, "accuracy log");
  std::vector<std::pair<std::uint64_t, std::uint64_t>> pairs;
  if (mode == mlperf::TestMode::PerformanceOnly) {
    for (const Json& record : records) pairs.emplace_back(record["seq_id"], record["qsl_idx"]);
  }
  std::sort(pairs.begin(), pairs.end());
  test["accuracy_log_seqid_qslidx"] = pairs;
  test["accuracy_log_records"] = records.size();
}

loadgen::Result RunCase(const ScheduleCase& question, Recorder& recorder, Clock& clock,
                        const fs::path& folder) {
  mlperf::LogSettings logs;
  logs.log_output.outdir = folder.string();
  logs.enable_trace = false;
  loadgen::Environment environment;
  environment.clock = &clock;
  try {
    return loadgen::Run(recorder, recorder, question.settings, logs, environment);
  } catch (const std::runtime_error& e) {
    throw Error(ErrorCode::kBadData, e.what());
  }
}

}  // namespace

void AnswerCase(const ScheduleCase& question, Json& test, std::vector<std::string>& notes) {
  const TemporaryFolder folder;
  FakeClock clock;
  Recorder recorder(question, clock);
  const loadgen::Result result = RunCase(question, recorder, clock, folder.path());
  for (const loadgen::Anomaly& anomaly : result.anomalies) {
    if (anomaly.kind == loadgen::Anomaly::Kind::kSettings) notes.push_back(anomaly.text);
  }
  test["loaded_sets"] = Json::array();
  for (const Recorder::Set& set : recorder.sets()) test["loaded_sets"].push_back(set.loaded);
  Json rows = RowsOf(question, recorder.sets());
  test["query_count"] = rows.size();
  test["queries_id_sched_firstsampleid_indices"] = std::move(rows);
  AnswerFromAccuracyLog(folder.path() / "mlperf_log_accuracy.json", question.settings.mode, test);
}

void AnswerEarlyStopping(Json& rows, const Place& where) {
  constexpr std::uint64_t kMostLate = 1'000'000;
  if (!rows.is_array()) throw Error(ErrorCode::kBadData, where.text + ": a list [ ] is expected");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Json& row = rows[i];
    const bool has_shape = row.is_array() && row.size() >= 2 && row[0].is_number_float() &&
                           row[1].is_number_unsigned();
    const double p = has_shape ? row[0].get<double>() : 0;
    const std::uint64_t t = has_shape ? row[1].get<std::uint64_t>() : 0;
    if (!(p > 0 && p < 1) || t > kMostLate) {
      throw Error(ErrorCode::kBadData,
                  fmt::format("{}[{}]: {} is no row [p, t, h] with p between 0 and 1 and t a whole "
                              "number up to {}",
                              where.text, i, row.dump(), kMostLate));
    }
    row = {row[0], t, loadgen::MinimumUnderLatency(p, t)};
  }
}

}  // namespace assay
