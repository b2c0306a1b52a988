// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The runs of golden/logs (null system under test, all seeds 7), line by line against the
// reference's own files, with what differs from run to run masked.
#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <regex>

#include "loadgen/test_doubles.h"

namespace assay::loadgen {
namespace {

using mlperf::TestScenario;

std::string GoldenFolder(const std::string& run) {
  const char* shared = std::getenv("ASSAY_SHARED");
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  const std::string folder =
      shared != nullptr ? shared : std::string(source != nullptr ? source : ".") + "/../shared";
  return folder + "/golden/logs/" + run;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Dates, ids, versions, and whatever was measured become #; names, settings, what was drawn from
/// the seeds and scheduled figures stay.
std::string Masked(std::string line) {
  static const std::pair<std::regex, const char*> kMasks[] = {
      {std::regex(R"(^"pid": \d+, "tid": \d+, "ts": \d+ns : )"), "# : "},
      {std::regex(R"((Date \+ time of test: ).*)"), "$1#"},
      {std::regex(R"(("time" : )\d\d-\d\d-\d{4} \d\d:\d\d:\d\d\.\d{3})"), "$1#"},
      {std::regex(R"(( latency \(ns\) *: )\d+)"), "$1#"},
      {std::regex(R"((QPS w/o? loadgen overhead +: )\d+\.\d\d)"), "$1#"},
      {std::regex(R"((Completed samples per second +: )\d+\.\d\d)"), "$1#"},
      {std::regex(R"((Samples per second: )[0-9.e+]+)"), "$1#"},
      {std::regex(R"((percentile estimate: )\d+)"), "$1#"},
      {std::regex(R"(("time_ms": )\d+\.\d{6})"), "$1#"},
      {std::regex(
           R"re(("file": )"loadgen/[a-z0-9_]+\.cc", "line_no": \d+, "pid": \d+, "tid": \d+)re"),
       "$1#"},
      {std::regex(
           R"re(("key": "(loadgen_|test_datetime|power_|get_sut)[^"]*", "value": ).*, "time)re"),
       "$1#, \"time"},
      {std::regex(R"(("key": "result_[^"]*latency_ns", "value": )\d+)"), "$1#"},
      {std::regex(R"(("key": "early_stopping_latency_..", "value": )[1-9]\d*)"), "$1#"},
      {std::regex(R"(("key": "result_(qps|completed|samples)_[^"]*", "value": )[0-9.e+]+)"), "$1#"},
  };
  for (const auto& [pattern, replacement] : kMasks) {
    line = std::regex_replace(line, pattern, replacement);
  }
  return line;
}

/// Where upstream's logs differ on purpose: its version block describes its own sources; its note
/// about its own log's memory is a warning; ours adds figures.
std::vector<std::string> Comparable(const std::string& text) {
  std::vector<std::string> lines;
  bool is_version_block = text.find("LoadgenVersionInfo") != std::string::npos;
  for (const std::string& line : LinesOf(text)) {
    if (line.find("Date + time of test") != std::string::npos) is_version_block = false;
    if (is_version_block || line.find("Logging allocation detected") != std::string::npos ||
        line.find("Assay figures:") != std::string::npos ||
        line.find("\"key\": \"assay_") != std::string::npos) {
      continue;
    }
    const bool is_its_warning = line == "1 warning encountered. See detailed log.";
    lines.push_back(is_its_warning ? "No warnings encountered during test." : Masked(line));
  }
  return lines;
}

void CheckSame(const std::vector<std::string>& ours, const std::vector<std::string>& theirs) {
  CHECK(ours.size() == theirs.size());
  for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
    CAPTURE(i);
    CHECK(ours[i] == theirs[i]);
  }
}

/// Named as the reference's own doubles are.
class NullSut : public mlperf::SystemUnderTest {
 public:
  explicit NullSut(FakeClock& clock) : clock_(clock) {}
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    clock_.Advance(Nanoseconds(100));
    AnswerEmpty(IdsOf(samples));
  }
  void FlushQueries() override {}

 protected:
  std::string name_ = "NullSut";

 private:
  FakeClock& clock_;
};

/// The form of Name() decides the profile.
class NullSutV07 : public NullSut {
 public:
  using NullSut::NullSut;
  const std::string& Name() const override { return name_; }
};
class NullSutV6 : public NullSut {
 public:
  using NullSut::NullSut;
  const std::string& Name() override { return name_; }
};

class NullQsl : public FakeLibrary {
 public:
  NullQsl() : FakeLibrary(64, 64) {}
  const std::string& Name() const override { return name_; }

 private:
  std::string name_ = "NullQsl";
};

struct GoldenRun {
  const char* folder;
  TestScenario scenario;
  std::uint64_t queries;
};

mlperf::TestSettings SettingsOf(const GoldenRun& run) {
  mlperf::TestSettings settings = SettingsFor(run.scenario, run.queries);
  settings.qsl_rng_seed = settings.sample_index_rng_seed = 7;
  settings.schedule_rng_seed = settings.accuracy_log_rng_seed = 7;
  settings.accuracy_log_probability = 1;
  settings.single_stream_expected_latency_ns = 1000;
  settings.multi_stream_samples_per_query = 8;
  settings.multi_stream_target_qps = 1000;
  settings.server_target_qps = 1000;
  settings.server_target_latency_ns = 1'000'000'000;
  return settings;
}

void CheckRun(const GoldenRun& run) {
  CAPTURE(run.folder);
  FakeClock clock;
  NullSutV07 old_sut(clock);
  NullSutV6 new_sut(clock);
  const bool is_v6 = std::string(run.folder).rfind("v6", 0) == 0;
  NullQsl library;
  TemporaryFolder folder;
  mlperf::LogSettings logs;
  logs.log_output.outdir = folder.path();
  NullSut& sut = is_v6 ? static_cast<NullSut&>(new_sut) : old_sut;
  Run(sut, library, SettingsOf(run), logs, {.clock = &clock});
  for (const char* name : {"mlperf_log_summary.txt", "mlperf_log_detail.txt"}) {
    CAPTURE(name);
    CheckSame(Comparable(TextOf(folder.File(name))),
              Comparable(TextOf(GoldenFolder(run.folder) + "/" + name)));
  }
  const char* accuracy = "mlperf_log_accuracy.json";
  CHECK(TextOf(folder.File(accuracy)) == TextOf(GoldenFolder(run.folder) + "/" + accuracy));
}

void CheckRuns(std::initializer_list<GoldenRun> runs) {
  if (!std::filesystem::exists(GoldenFolder(""))) {
    std::cout << "skipped: no " << GoldenFolder("") << " (set ASSAY_SHARED)\n";
    return;
  }
  for (const GoldenRun& run : runs) CheckRun(run);
}

TEST_CASE("golden v0.7: summary, detail and accuracy logs have the reference's lines") {
  CheckRuns({{"v0.7-ss", TestScenario::SingleStream, 200},
             {"v0.7-ms", TestScenario::MultiStream, 100},
             {"v0.7-server", TestScenario::Server, 500},
             {"v0.7-offline", TestScenario::Offline, 2000}});
}

TEST_CASE("golden v6: summary, detail and accuracy logs have the reference's lines") {
  CheckRuns({{"v6-ss", TestScenario::SingleStream, 200},
             {"v6-ms", TestScenario::MultiStream, 100},
             {"v6-server", TestScenario::Server, 500},
             {"v6-offline", TestScenario::Offline, 2000}});
}

}  // namespace
}  // namespace assay::loadgen
