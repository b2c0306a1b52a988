// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The test stand: what one measurement needs, built in order.
#include "run/stand.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "backends/catalog.h"
#include "base/files.h"
#include "base/text.h"
#include "benchmarks/catalog.h"
#include "rules/rule_set.h"
#include "run/placement.h"
#include "run/warm_up.h"
#include "system/machine.h"
#include "system/system_files.h"

namespace assay {
namespace {

constexpr int kDefaultOfflineBatch = 1;  // measured on CPUs: streams, not batches, fill the cores
constexpr int kDefaultServerBatch = 8;
constexpr std::size_t kWarmUpSamples = 16;
constexpr Nanoseconds kLeastPatience{60'000'000'000};
constexpr double kPatienceRounds = 20;
constexpr Nanoseconds kLongestSpin{5'000'000};  // later on a wake-up is 1 % and less of the latency

/// Many streams fill the cores; one stream on all cores answers soonest. Cards want several
/// requests in flight in Server too.
bool WantsThroughput(Scenario scenario, const std::vector<Device>& devices) {
  const bool has_cards =
      !devices.empty() &&
      std::all_of(devices.begin(), devices.end(), [](const Device& d) { return d.kind == "cuda"; });
  return scenario == Scenario::kOffline || (scenario == Scenario::kServer && has_cards);
}

/// 1, 2, 4, ... up to and including `largest`.
std::vector<int> BatchSizesUpTo(int largest) {
  std::vector<int> sizes;
  for (int size = 1; size < largest; size *= 2) sizes.push_back(size);
  sizes.push_back(largest);
  return sizes;
}

int LargestBatch(const EngineRequest& engine, Scenario scenario) {
  if (engine.batch > 0) return engine.batch;
  if (scenario == Scenario::kOffline) return kDefaultOfflineBatch;
  return scenario == Scenario::kServer ? kDefaultServerBatch : 1;
}

PlacementRequest PlacementFor(const RunRequest& request) {
  const Scenario scenario = request.plan.scenario;
  return {.wanted = request.engine.placements,
          .loadgen_core = request.engine.loadgen_core,
          .sessions = request.engine.sessions,
          .issues_on_time = scenario == Scenario::kServer || scenario == Scenario::kMultiStream};
}

/// All cores but one; none when there is no such one: then nothing is kept free.
CpuSet Besides(int core, CpuSet cores) { return std::erase(cores, core) == 0 ? CpuSet() : cores; }

std::size_t SamplesOfTheRules(const std::string& benchmark) {
  return RuleSet::LoadInstalled().For(benchmark).dataset_samples;
}

}  // namespace

Stand::Stand(const RunRequest& request, const MeasureContext& context)
    : request_(request),
      context_(context),
      // In virtual time everything runs on one thread.
      cores_(context.clock.IsVirtual() ? CpuSet() : CoresOfThisThread()),
      loadgen_core_(LoadGenCore(PlacementFor(request), cores_)),
      others_(Besides(loadgen_core_, cores_)) {
  backend_ = OpenBackend(request.engine.backend,
                         {.clock = &context.clock, .config = request.engine.config, .seed = 1});
  backend_facts_ = backend_->Describe();
  task_ = OpenTask(request.plan.benchmark, {.model_card = request.model_card,
                                            .data = request.data,
                                            .allow_synthetic = request.synthetic,
                                            .tiny = request.tiny,
                                            .needs_files = backend_facts_.needs_files,
                                            .precision = request.engine.precision,
                                            .engine = request.engine.backend});
  OpenData();
}

Stand::~Stand() {
  endpoint_.reset();
  models_.clear();
}

void Stand::OpenData() {
  if (!backend_facts_.needs_files && request_.data.empty()) {
    sample_count_ = SamplesOfTheRules(request_.plan.benchmark);
    return;
  }
  dataset_ = task_->Open(request_.data);
  sample_count_ = dataset_->size();
}

PlanSubject Stand::Subject() const {
  const ModelCardFacts& card = task_->Card();
  PlanSubject subject{.model_is_reference = card.is_reference,
                      .model_is_synthetic = card.synthetic,
                      .calibrated = {},
                      .data_is_official = false,
                      .data_is_synthetic = false,
                      .dataset_samples = sample_count_,
                      .model_name = card.name,
                      .dataset_name = "none: the engine reads no samples"};
  if (card.calibration.has_value()) {
    subject.calibrated = {.from_reference = card.calibration->of_reference,
                          .list = card.calibration->list,
                          .list_sha256 = card.calibration->list_sha256};
  }
  if (dataset_ != nullptr) {
    subject.data_is_official = dataset_->Facts().is_official;
    subject.data_is_synthetic = dataset_->Facts().synthetic;
    subject.dataset_name = dataset_->Facts().name;
  }
  return subject;
}

Provenance Stand::Describe() const {
  const ModelCardFacts& card = task_->Card();
  Provenance p;
  p.model_name = card.name;
  p.model_file = card.file.string();
  p.model_sha256 = card.checksum;
  p.model_origin = card.weights_origin;
  p.model_card = card.card.string();
  p.model_is_synthetic = card.synthetic;
  p.dataset_name = Subject().dataset_name;
  p.dataset_samples = sample_count_;
  if (dataset_ != nullptr) {
    p.dataset_folder = request_.data.string();
    p.dataset_sha256 = dataset_->Facts().checksum;
    p.dataset_is_synthetic = dataset_->Facts().synthetic;
    p.dataset_is_official = dataset_->Facts().is_official;
  }
  p.backend_name = backend_facts_.name;
  p.backend_version = backend_facts_.version;
  p.precision_asked = request_.engine.precision;
  p.precision_used = models_.empty() ? "" : models_.front()->Facts().precision;
  p.backend_settings = Settings();
  p.backend_libraries = backend_facts_.libraries;
  for (const Device& device : backend_facts_.devices) p.devices.push_back(device.description);
  return p;
}

NameValues Stand::Settings() const {
  if (models_.empty()) return {};
  NameValues settings = models_.front()->Facts().settings;
  settings.emplace_back("largest batch", std::to_string(batcher_.max_batch));
  settings.emplace_back("batching window", FormatDuration(batcher_.window));
  settings.emplace_back("placements", std::to_string(placements_.size()));
  settings.emplace_back("requests in flight", std::to_string(placements_.front().sessions));
  for (std::size_t i = 0; i < placements_.size(); ++i) {
    settings.emplace_back(fmt::format("placement {}", i + 1), assay::Describe(placements_[i]));
  }
  settings.emplace_back("core of the issuing thread",
                        loadgen_core_ < 0 ? "any" : std::to_string(loadgen_core_));
  if (Spin().count() > 0) {
    settings.emplace_back("issuing thread spins for an answer", "up to " + FormatDuration(Spin()));
  }
  settings.insert(settings.end(), request_.tuned_settings.begin(), request_.tuned_settings.end());
  return settings;
}

std::vector<ModelSpec> Stand::Specs(Scenario scenario) {
  const EngineRequest& engine = request_.engine;
  std::vector<ModelSpec> specs = task_->Models();
  for (ModelSpec& spec : specs) {
    spec.precision = engine.precision;
    spec.batch_sizes = BatchSizesUpTo(LargestBatch(engine, scenario));
    spec.streams = engine.streams;
    spec.threads = engine.threads;
  }
  return specs;
}

void Stand::Place(const RunPlan& plan) {
  const EngineRequest& engine = request_.engine;
  const int streams = WantsThroughput(plan.scenario, backend_facts_.devices) ? 0 : 1;
  const std::vector<Placement> offered =
      backend_->DefaultPlacements(engine.streams > 0 ? engine.streams : streams);
  std::vector<std::vector<int>> numa;
  for (const NumaNode& node : DescribeMachine().numa) numa.push_back(ParseList(node.processors));
  placements_ =
      PlaceRun(PlacementFor(request_), {.offered = offered,
                                        .numa = numa,
                                        .cores = cores_,
                                        .loadgen_core = loadgen_core_,
                                        .has_one_pool = backend_facts_.first_load_sets_threads});
}

/// Placements with cores of their own have models of their own: threads and memory are then theirs.
void Stand::LoadModels(const std::vector<ModelSpec>& specs) {
  const bool share = std::all_of(placements_.begin(), placements_.end(),
                                 [](const Placement& p) { return p.cores.empty(); });
  models_each_ = share ? 0 : specs.size();
  for (std::size_t i = 0; i < (share ? 1 : placements_.size()); ++i) {
    const std::span<const Placement> all(placements_);
    const OnCores here(share ? CpuSet() : placements_[i].cores);
    for (const ModelSpec& spec : specs) {
      models_.push_back(
          share ? backend_->Load(spec, all)
                : backend_->Load(PartFor(placements_[i], all, spec), all.subspan(i, 1)));
    }
  }
}

void Stand::Assemble(const RunPlan& plan) {
  Place(plan);
  std::vector<ModelSpec> specs = Specs(plan.scenario);
  LoadModels(specs);
  batcher_ = {.max_batch = specs.front().batch_sizes.back(),
              .window = request_.engine.window.value_or(Nanoseconds{0})};
  const ModelFacts& facts = models_.front()->Facts();
  std::vector<ElementType> types;
  for (const Port& input : facts.inputs) types.push_back(input.type);
  const bool reads = facts.reads_inputs && dataset_ != nullptr;
  store_ = std::make_unique<SampleStore>(reads ? dataset_.get() : nullptr, sample_count_, types);
  Reconnect(plan);
}

std::vector<std::string> Stand::Places() const {
  constexpr std::size_t kMost = 4;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::min(placements_.size(), kMost); ++i) {
    lines.push_back(fmt::format("placement {}", assay::Describe(placements_[i])));
  }
  if (placements_.size() > kMost) {
    lines.push_back(fmt::format("and {} placements more", placements_.size() - kMost));
  }
  if (loadgen_core_ >= 0) {
    lines.push_back(fmt::format("the thread that issues queries has core {} alone", loadgen_core_));
  }
  return lines;
}

int Stand::core_count() const {
  const std::size_t placed = CoresOf(placements_);
  return static_cast<int>(
      std::max<std::size_t>(1, placed > 0 ? placed : CoresOfThisThread().size()));
}

bool Stand::IsOneByOne() const { return request_.plan.scenario == Scenario::kSingleStream; }

/// While an accelerator computes one query, the processor has nothing better to do than to look.
Nanoseconds Stand::Spin() const {
  const bool computes_here = std::any_of(placements_.begin(), placements_.end(),
                                         [](const Placement& p) { return p.device.kind == "cpu"; });
  const bool has_cores = cores_.size() >= kCoresToSpareOne;
  return IsOneByOne() && has_cores && !computes_here ? kLongestSpin : Nanoseconds(0);
}

std::unique_ptr<Endpoint> Stand::NewEndpoint(Listener& listener) {
  return NewLocalEndpoint({.task = *task_,
                           .models = models_,
                           .models_each = models_each_,
                           .placements = placements_,
                           .batcher = batcher_,
                           .starts_at_submit = IsOneByOne(),
                           .listener = listener,
                           .clock = context_.clock});
}

void Stand::Reconnect(const RunPlan& plan) {
  endpoint_.reset();
  const std::string name = fmt::format("{} on {}", task_->Card().name, backend_facts_.name);
  sut_ = std::make_unique<EndpointSut>(EndpointSut::Parts{.name = name,
                                                          .store = *store_,
                                                          .clock = context_.clock,
                                                          .core = loadgen_core_,
                                                          .spin = Spin()});
  qsl_ = std::make_unique<StoreQsl>(StoreQsl::Parts{.name = Subject().dataset_name,
                                                    .store = *store_,
                                                    .performance_samples = plan.performance_samples,
                                                    .clock = context_.clock,
                                                    .cores = cores_});
  endpoint_ = NewEndpoint(*sut_);
  sut_->Connect(endpoint_.get());
  qsl_->Watch(endpoint_.get());
}

/// What all requests that can be in flight take, each with a full batch.
double Stand::RoundSeconds(const WarmUp& warm_up) const {
  double in_flight = 0;
  for (const Placement& p : placements_) in_flight += std::max(p.sessions, 1);
  return batcher_.max_batch * in_flight / warm_up.rate;
}

void Stand::FitBatch(const RunPlan& plan, const WarmUp& warm_up) {
  if (!plan.latency_bound || warm_up.rate <= 0 || request_.engine.batch > 0) return;
  const double bound = std::chrono::duration<double>(*plan.latency_bound).count();
  while (batcher_.max_batch > 1 && RoundSeconds(warm_up) > bound / 2) batcher_.max_batch /= 2;
}

Nanoseconds Stand::Patience(const WarmUp& warm_up) const {
  if (warm_up.rate <= 0) return kLeastPatience;
  const double rounds = kPatienceRounds * RoundSeconds(warm_up);
  return std::max(kLeastPatience, Nanoseconds(std::llround(rounds * 1e9)));
}

WarmUp Stand::Warm(Nanoseconds duration) {
  std::vector<std::size_t> samples(std::min(sample_count_, kWarmUpSamples));
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = i;
  store_->Load(samples);
  std::size_t in_flight = 0;
  for (const Placement& p : placements_) {
    in_flight += 2 * static_cast<std::size_t>(std::max(p.sessions, 1) * batcher_.max_batch);
  }
  const WarmUpFigures figures =
      WarmUpEndpoint({.connect = [this](Listener& listener) { return NewEndpoint(listener); },
                      .store = *store_,
                      .samples = samples,
                      .in_flight = in_flight,
                      .clock = context_.clock,
                      .stop = context_.stop},
                     duration);
  engine_hangs_ = figures.engine_hangs;
  if (figures.error) throw *figures.error;
  store_->Unload(samples);
  return {.rate = figures.rate, .one_sample = figures.one_sample};
}

}  // namespace assay
