// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Runs one test through the switch and prints as JSON what the LoadGen asked of the harness: which
// samples it loaded together, and the samples of each query in order of issue. Compiled once for
// each LoadGen, so that their sequences can be compared on the same harness.
//
// usage: switch_probe SCENARIO MODE PROFILE MACHINE FOLDER
#include <atomic>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "rules/rule_set.h"
#include "rules/run_plan.h"
#include "run/loadgen_generation.h"
#include "run/loadgen_switch.h"
#include "run/measure.h"
#include "run/stand.h"
#include "run/test_settings_of.h"

namespace assay {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

// Small, so that accuracy takes several sets with a short last one.
constexpr std::size_t kTotalSamples = 150;
constexpr std::size_t kPerformanceSamples = 40;

struct Record {
  json loaded_sets = json::array();
  json queries = json::array();
};

/// The harness's library, heard.
class HeardQsl : public QslBase {
 public:
  HeardQsl(StoreQsl& qsl, Record& record) : QslBase(qsl.Name()), qsl_(qsl), record_(record) {}
  std::size_t TotalSampleCount() override { return qsl_.TotalSampleCount(); }
  std::size_t PerformanceSampleCount() override { return qsl_.PerformanceSampleCount(); }
  void LoadSamplesToRam(const std::vector<mlperf::QuerySampleIndex>& samples) override {
    record_.loaded_sets.push_back(samples);
    qsl_.LoadSamplesToRam(samples);
  }
  void UnloadSamplesFromRam(const std::vector<mlperf::QuerySampleIndex>& samples) override {
    qsl_.UnloadSamplesFromRam(samples);
  }

 private:
  StoreQsl& qsl_;
  Record& record_;
};

/// The harness's system under test, heard.
class HeardSut : public SutBase {
 public:
  HeardSut(EndpointSut& sut, Record& record) : SutBase(sut.Name()), sut_(sut), record_(record) {}
  void IssueQuery(const std::vector<mlperf::QuerySample>& samples) override {
    json indices = json::array();
    for (const mlperf::QuerySample& sample : samples) indices.push_back(sample.index);
    record_.queries.push_back(std::move(indices));
    sut_.IssueQuery(samples);
  }
  void FlushQueries() override { sut_.FlushQueries(); }

 private:
  EndpointSut& sut_;
  Record& record_;
};

class Silent : public Observer {
 public:
  void Say(const std::string&) override {}
  void Show(const Progress&) override {}
};

RunRequest RequestOf(const std::vector<std::string>& words) {
  RunRequest request;
  request.plan.benchmark = "resnet50";
  request.plan.scenario = ParseScenario(words[0]);
  request.plan.mode = ParseMode(words[1]);
  if (request.plan.mode == Mode::kPerformance) request.plan.budget = 1s;
  if (request.plan.scenario == Scenario::kServer) {
    request.plan.target_qps = 200;
    request.plan.latency_bound = 1s;
  }
  request.engine.backend = "simulated";
  request.engine.config = words[3];
  request.engine.batch = 4;
  return request;
}

json Run(const std::vector<std::string>& words) {
  const RunRequest request = RequestOf(words);
  RealClock clock;
  Silent observer;
  const std::atomic<bool> stop{false};
  const MeasureContext context{.clock = clock, .observer = observer, .stop = stop, .live = false};
  Stand stand(request, context);
  RunPlan plan =
      MakePlan(RuleSet::Load(ShareFolder() / "rules" / "v0.7.json"), request.plan, stand.Subject());
  plan.performance_samples = kPerformanceSamples;
  stand.Assemble(plan);
  SampleStore store(nullptr, kTotalSamples);
  StoreQsl qsl({.name = "150 samples",
                .store = store,
                .performance_samples = kPerformanceSamples,
                .clock = clock});
  Record record;
  HeardQsl heard_qsl(qsl, record);
  HeardSut heard_sut(stand.sut(), record);
  // Instead of a warm-up, whose figures differ from run to run.
  const mlperf::TestSettings settings =
      SettingsOf(plan, {.rate = 400, .one_sample = Nanoseconds(5ms)}, words[2]);
  const LoadGenOutcome outcome =
      StartTest({.sut = heard_sut,
                 .qsl = heard_qsl,
                 .settings = settings,
                 .folder = words[4],
                 .clock = clock,
                 .stop = stop,
                 .last_answer = [&] { return stand.sut().last_answer(); }});
  return {{"loadgen", outcome.loadgen},
          {"loaded_sets", record.loaded_sets},
          {"queries", record.queries},
          {"queries_issued", outcome.queries_issued},
          {"samples_issued", outcome.samples_issued}};
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() != 5) {
    std::cerr << "usage: switch_probe SCENARIO MODE PROFILE MACHINE FOLDER\n";
    return 2;
  }
  try {
    std::cout << assay::Run(words).dump() << '\n';
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
  return 0;
}
