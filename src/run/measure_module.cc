// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// measure.so: the verbs that measure, behind one symbol.
#include <fmt/format.h>

#include <new>

#include "backends/catalog.h"
#include "base/files.h"
#include "benchmarks/catalog.h"
#include "benchmarks/resnet50/network.h"
#include "benchmarks/resnet50/synthetic.h"
#include "run/calibrate.h"
#include "run/convert.h"
#include "run/get.h"
#include "run/loadgen_switch.h"
#include "run/measure.h"
#include "run/module.h"
#include "run/peak_run.h"
#include "run/tune_run.h"
#include "system/machine.h"

namespace assay {
namespace {

constexpr std::uint64_t kSyntheticSeed = 1;
constexpr std::size_t kSyntheticPhotos = 1024;  // one performance set
constexpr std::size_t kTinyPhotos = 64;

class RealMeasurement : public Measurement {
 public:
  RunRecord Run(const RunRequest& request, Observer& observer,
                const std::atomic<bool>& stop) override {
    return Measure(request, {.clock = clock_, .observer = observer, .stop = stop, .live = true});
  }

  PeakAnswer Peak(const PeakRequest& request, Observer& observer,
                  const std::atomic<bool>& stop) override {
    return FindPeak(request, {.clock = clock_, .observer = observer, .stop = stop, .live = true});
  }

  TuneAnswer Tune(const TuneRequest& request, Observer& observer,
                  const std::atomic<bool>& stop) override {
    return TuneEngine(request, {.clock = clock_, .observer = observer, .stop = stop, .live = true});
  }

  std::filesystem::path Get(const std::string& name, Observer& observer) override {
    return GetByName(name, [&](const std::string& line) { observer.Say(line); });
  }

  std::vector<std::filesystem::path> Make(const std::string& benchmark, bool tiny,
                                          Observer& observer) override {
    (void)OpenTask(benchmark, {.needs_files = false});  // an unknown name says so here
    const auto model = HomeFolder() / "models" / "resnet50-synthetic.onnx";
    const auto photos = HomeFolder() / "datasets" / "resnet50-synthetic";
    observer.Say("writing the synthetic network " + model.string());
    MakeFolder(model.parent_path());
    WriteSyntheticResnet50(model, kSyntheticSeed);
    observer.Say("making synthetic photographs in " + photos.string());
    MakeSyntheticPhotos(photos,
                        {.count = tiny ? kTinyPhotos : kSyntheticPhotos, .seed = kSyntheticSeed});
    return {model, photos};
  }

  std::filesystem::path Convert(const ConvertRequest& request, Observer& observer) override {
    return ConvertModel(request, [&](const std::string& line) { observer.Say(line); });
  }

  std::filesystem::path Calibrate(const CalibrateRequest& request, Observer& observer) override {
    return CalibrateModel(request, [&](const std::string& line) { observer.Say(line); });
  }

  std::vector<InstalledBackend> Backends() override {
    std::vector<InstalledBackend> rows;
    for (const BackendRow& row : KnownBackends()) {
      rows.push_back({.name = std::string(row.name),
                      .description = std::string(row.description),
                      .get_it = std::string(row.get_it),
                      .is_installed = IsInstalled(row)});
    }
    for (const PluginBackend& plugin : PluginBackends()) {
      rows.push_back({.name = plugin.name,
                      .description = "a plug-in: " + plugin.file.string(),
                      .get_it = "",
                      .is_installed = true});
    }
    return rows;
  }

  std::vector<std::string> RunnableBenchmarks() override {
    std::vector<std::string> names;
    for (const BenchmarkRow& row : Benchmarks()) names.emplace_back(row.name);
    return names;
  }

  InstalledLoadGen LoadGenFacts() override {
    const assay::LoadGenFacts facts = LoadGen();
    return {.name = facts.name, .is_official = !facts.has_extras, .profiles = facts.profiles};
  }

  NameValues DescribeSystem() override { return AsNameValues(DescribeMachine()); }

 private:
  RealClock clock_;  // an engine that hangs may look at it until the process ends
};

}  // namespace
}  // namespace assay

extern "C" __attribute__((visibility("default"))) assay::Measurement* assay_measure(
    int api_version) noexcept {
  if (api_version != assay::kModuleApiVersion) return nullptr;
  return new (std::nothrow) assay::RealMeasurement();
}
