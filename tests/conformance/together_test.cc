// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// All engines of this build and the ONNX writer in one process: several bring a protobuf, a thread
// pool or a math library of their own, and none may get another's.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

#include "backends/catalog.h"
#include "conformance/bench.h"

namespace assay::conformance {
namespace {

std::vector<std::string> InstalledEngines() {
  std::vector<std::string> names;
  for (const BackendRow& row : KnownBackends()) {
    if (IsInstalled(row) && HasTinyModels(row.name)) names.emplace_back(row.name);
  }
  return names;
}

struct Engine {
  explicit Engine(const std::string& name)
      : bench(name), model(bench.Load(Kind::kClassifier, {.outputs = {"scores"}})) {}
  std::vector<float> Classify() {
    const auto session = bench.NewSession(*model);
    const Answer answer = Run(*session, 1, {Bytes(std::vector<float>{1, 2, 3})});
    INFO(answer.error);
    return answer.outputs.at(0).As<float>();
  }
  Bench bench;
  std::unique_ptr<Model> model;
};

void LoadAll(std::vector<std::string> names) {
  std::vector<std::unique_ptr<Engine>> engines;
  for (const std::string& name : names) {
    engines.push_back(std::make_unique<Engine>(name));
    WriteOnnx(Kind::kScaler, engines.back()->bench.folder() / "between.onnx");
  }
  for (const auto& engine : engines) {
    INFO(engine->bench.name());
    CHECK(engine->Classify() == std::vector<float>{4, 5.5F});
  }
}

/// The order in which this process loads them matters; each order is a run of its own.
TEST_CASE("all engines and the ONNX writer work in one process") {
  std::vector<std::string> names = InstalledEngines();
  REQUIRE_FALSE(names.empty());
  const char* order = std::getenv("ASSAY_TEST_ORDER");
  if (order != nullptr && std::string(order) == "reversed")
    std::reverse(names.begin(), names.end());
  LoadAll(names);
}

}  // namespace
}  // namespace assay::conformance
