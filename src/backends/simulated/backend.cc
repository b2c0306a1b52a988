// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The simulated engine: accelerators that only keep time. Deterministic by seed, on the real clock
// and in virtual time alike.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "backends/backend.h"
#include "backends/simulated/device.h"
#include "backends/simulated/machine.h"

namespace assay::simulated {
namespace {

class SimulatedSession : public Session, private Client {
 public:
  SimulatedSession(SimulatedDevice& device, std::int64_t classes, int largest_batch)
      : device_(device),
        classes_(classes),
        labels_(ElementType::kI64, {largest_batch}),
        failure_(ErrorCode::kEngine,
                 fmt::format("simulated device {} fails from batch {} on, as its machine file asks",
                             device.index(), device.model().failure.fail_after.value_or(0))) {
    device_.Reserve();
    output_ = labels_.View();
    output_.shape = {1};
  }
  ~SimulatedSession() override { device_.Forget(*this); }

  std::span<TensorView> Inputs(const BatchShape& shape) override {
    output_.shape = {shape.batch_size};
    return {};
  }
  void Start(Completion completion) override {
    completion_ = completion;
    // A completion may run, and start the next batch, before this call returns: nothing of this
    // object is touched afterwards.
    device_.Start(*this, static_cast<int>(output_.shape[0]));
  }
  void Release() override {}

 private:
  void Done(const Draw& draw) override {
    const Failures& asked = device_.model().failure;
    Outcome outcome;
    if (HasCome(asked.fail_after, draw.batch)) {
      outcome.error = &failure_;
    } else {
      const auto count = static_cast<std::size_t>(output_.shape[0]);
      for (std::size_t i = 0; i < count; ++i) {
        labels_.As<std::int64_t>()[i] = DrawLabel(classes_, draw, i);
      }
      if (HasCome(asked.wrong_shape_after, draw.batch)) --output_.shape[0];
      outcome.outputs = {&output_, 1};
    }
    completion_.call(completion_.context, outcome);
  }

  SimulatedDevice& device_;
  std::int64_t classes_;
  Tensor labels_;
  TensorView output_;
  Completion completion_;
  const Error failure_;
};

class SimulatedModel : public Model {
 public:
  using Devices = std::vector<std::unique_ptr<SimulatedDevice>>;
  SimulatedModel(const ModelSpec& spec, const Machine& machine, const Devices& devices)
      : classes_(machine.classes), devices_(devices) {
    facts_.outputs = {{.name = "class", .type = ElementType::kI64, .shape = {-1}}};
    facts_.batch_sizes = spec.batch_sizes;
    facts_.precision = "none";
    facts_.reads_inputs = false;
    facts_.settings = {{"machine", machine.name}};
  }
  const ModelFacts& Facts() const override { return facts_; }
  std::unique_ptr<Session> NewSession(const Placement& placement) override {
    const auto index = static_cast<std::size_t>(placement.device.index);
    if (index >= devices_.size()) {
      throw Error(ErrorCode::kEngine, fmt::format("no simulated device {}: the machine has {}",
                                                  index, devices_.size()));
    }
    return std::make_unique<SimulatedSession>(*devices_[index], classes_,
                                              facts_.batch_sizes.back());
  }

 private:
  std::int64_t classes_;
  const Devices& devices_;
  ModelFacts facts_;
};

class SimulatedBackend : public Backend {
 public:
  std::string_view Name() const override { return "simulated"; }

  void Open(const BackendOptions& options) override {
    machine_ = options.config.empty() ? DefaultMachine() : ReadMachine(options.config);
    for (const DeviceModel& model : machine_.devices) {
      devices_.push_back(std::make_unique<SimulatedDevice>(
          SimulatedDevice::Parts{.model = model,
                                 .clock = *options.clock,
                                 .seed = options.seed,
                                 .index = static_cast<int>(devices_.size())}));
    }
  }

  BackendFacts Describe() const override {
    BackendFacts facts{.name = "simulated", .version = "1", .needs_files = false};
    for (const auto& device : devices_) facts.devices.push_back(DeviceOf(*device));
    return facts;
  }

  std::vector<Placement> DefaultPlacements(int scenario_streams) const override {
    std::vector<Placement> placements;
    const int devices = static_cast<int>(devices_.size());
    for (const auto& device : devices_) {
      // One request more than is computed at once: it waits on the device, which never idles.
      const int sessions = scenario_streams > 0 ? (scenario_streams + devices - 1) / devices
                                                : device->model().concurrency + 1;
      placements.push_back({.device = DeviceOf(*device), .sessions = sessions});
    }
    return placements;
  }

  std::unique_ptr<Model> Load(const ModelSpec& spec,
                              std::span<const Placement> placements) override {
    for (const Placement& placement : placements) CheckLoad(spec, placement);
    return std::make_unique<SimulatedModel>(spec, machine_, devices_);
  }

 private:
  static Device DeviceOf(const SimulatedDevice& device) {
    return {.kind = "simulated", .index = device.index(), .description = device.model().name};
  }

  void CheckLoad(const ModelSpec& spec, const Placement& placement) const {
    const DeviceModel& device =
        devices_.at(static_cast<std::size_t>(placement.device.index))->model();
    if (!device.failure.load.empty()) throw Error(ErrorCode::kEngine, device.failure.load);
    const DeviceMemory& memory = device.memory;
    const int largest = spec.batch_sizes.back();
    const double needed = memory.model_mb + memory.sample_mb * largest * placement.sessions;
    if (memory.capacity_mb > 0 && needed > memory.capacity_mb) {
      throw Error(
          ErrorCode::kEnvironment,
          fmt::format("simulated device {} has {} MB, but {} requests of {} samples need {} "
                      "MB: use a smaller batch or fewer streams",
                      placement.device.index, memory.capacity_mb, placement.sessions, largest,
                      needed));
    }
  }

  Machine machine_;
  SimulatedModel::Devices devices_;
};

}  // namespace
}  // namespace assay::simulated

ASSAY_BACKEND_MODULE(assay::simulated::SimulatedBackend)
