// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the table of backends, and of the null engine as its simplest module.
#include "backends/catalog.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/fake_clock.h"
#include "base/files.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"

namespace assay {
namespace {

TEST_CASE("null and simulated are always there") {
  for (const BackendRow& row : KnownBackends()) {
    if (row.name == "null" || row.name == "simulated") CHECK(IsInstalled(row));
  }
  CHECK(KnownBackends().size() >= 3);
}

TEST_CASE("an unknown backend is refused with the nearest name") {
  FakeClock clock;
  const auto sentence = [&clock](std::string_view name) -> std::string {
    return RefusalOf(ErrorCode::kUsage, [&] { OpenBackend(name, {.clock = &clock}); });
  };
  CHECK(sentence("openvin") == "unknown backend 'openvin': did you mean 'openvino'?");
  CHECK(sentence("quantum-computer").find("simulated, null") != std::string::npos);
}

/// nullptr where the engine is built but its libraries or its devices are not here.
std::unique_ptr<Backend> OpenIfPossible(std::string_view name, Clock& clock) {
  try {
    return OpenBackend(name, {.clock = &clock});
  } catch (const Error& e) {
    std::printf("skipped: backend %s: %s\n", std::string(name).c_str(), e.what());
    return nullptr;
  }
}

TEST_CASE("every installed backend tells its own name and refuses another interface version") {
  FakeClock clock;
  for (const BackendRow& row : KnownBackends()) {
    if (!IsInstalled(row)) continue;
    const auto entry = reinterpret_cast<BackendEntry*>(
        LoadModuleSymbol(ModuleFolder() / ("backend_" + std::string(row.name) + ".so"),
                         "assay_backend", "a backend"));
    CHECK(entry(kModuleApiVersion + 1) == nullptr);
    const auto backend = OpenIfPossible(row.name, clock);
    if (backend == nullptr) {
      CHECK(row.name != "null");
      CHECK(row.name != "simulated");
      continue;
    }
    CHECK(backend->Name() == row.name);
    CHECK(backend->Describe().name == row.name);
    CHECK_FALSE(backend->DefaultPlacements(0).empty());
  }
}

TEST_CASE(
    "plug-ins are found in the folders that are named, the first one wins, the table before all") {
  const TestFolder folder;
  for (const char* file :
       {"a/backend_mine.so", "b/backend_mine.so", "b/backend_null.so", "b/mine.so"}) {
    folder.Write(file, "no module");
  }
  setenv("ASSAY_BACKENDS", fmt::format(":{0}/none:{0}/a:{0}/b", folder.path().string()).c_str(), 1);
  const std::vector<PluginBackend> plugins = PluginBackends();
  FakeClock clock;
  CHECK_THROWS_AS(OpenBackend("mine", {.clock = &clock}), Error);
  unsetenv("ASSAY_BACKENDS");
  REQUIRE(plugins.size() == 1);
  CHECK(plugins[0].name == "mine");
  CHECK(plugins[0].file == folder / "a" / "backend_mine.so");
}

TEST_CASE("null answers inside Start with class 0 for each sample") {
  FakeClock clock;
  const auto backend = OpenBackend("null", {.clock = &clock});
  CHECK_FALSE(backend->Describe().needs_files);
  const auto placements = backend->DefaultPlacements(1);
  const auto model = backend->Load({.batch_sizes = {1, 4}}, placements);
  CHECK_FALSE(model->Facts().reads_inputs);
  CHECK(model->Facts().outputs.at(0).name == "class");
  const auto session = model->NewSession(placements[0]);
  CHECK(session->Inputs({.batch_size = 4}).empty());
  std::vector<std::int64_t> classes;
  session->Start({.call =
                      [](void* context, Outcome& outcome) {
                        const TensorView& view = outcome.outputs[0];
                        const auto* first = reinterpret_cast<const std::int64_t*>(view.bytes);
                        static_cast<std::vector<std::int64_t>*>(context)->assign(
                            first, first + view.shape[0]);
                      },
                  .context = &classes});
  CHECK(classes == std::vector<std::int64_t>{0, 0, 0, 0});
}

}  // namespace
}  // namespace assay
