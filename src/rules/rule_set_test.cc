// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "rules/rule_set.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "base/test_folder.h"
#include "base/test_refusal.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

std::filesystem::path RulesFile() {
  return std::filesystem::path(std::getenv("ASSAY_SOURCE_DIR")) / "rules/v0.7.json";
}

const RuleSet& Rules() {
  static const RuleSet rules = RuleSet::Load(RulesFile());
  return rules;
}

/// Loads the rule file with `from` replaced by `to`; returns the sentence it is refused with.
std::string RefusalOf(const std::string& from, const std::string& to) {
  std::string text = ReadFile(RulesFile(), "rules");
  text.replace(text.find(from), from.size(), to);
  const TestFolder folder;
  return RefusalOf(ErrorCode::kBadData, [&] { RuleSet::Load(folder.Write("rules.json", text)); });
}

}  // namespace

TEST_CASE("v0.7 has the nine data-centre rows in the order of the rules' table") {
  std::string names;
  for (const BenchmarkRules& row : Rules().benchmarks()) names += row.name + " ";
  CHECK(names ==
        "resnet50 ssd-resnet34 3d-unet-99 3d-unet-99.9 rnnt bert-99 bert-99.9 dlrm-99 dlrm-99.9 ");
  CHECK(Rules().round() == "v0.7");
}

TEST_CASE("seeds above 2^53 are read exactly") {
  CHECK(Rules().seeds().qsl == 12786827339337101903u);
  CHECK(Rules().seeds().sample_index == 12640797754436136668u);
  CHECK(Rules().seeds().schedule == 3135815929913719677u);
}

TEST_CASE("every target is the FP32 quality times the row's fraction") {
  for (const BenchmarkRules& row : Rules().benchmarks()) {
    CAPTURE(row.name);
    CHECK(row.quality.value ==
          doctest::Approx(row.fp32_quality * row.quality_fraction).epsilon(1e-12));
    CHECK(row.quality_text.find(row.quality_fraction == 0.99 ? "99 %" : "99.9 %") == 0);
    CHECK_FALSE(row.quality.source.empty());
  }
}

TEST_CASE("Server bounds, QSL sizes and data sets are those of the rules' table") {
  struct Row {
    const char* name;
    int bound_ms;
    std::size_t qsl, dataset;
  };
  for (const Row& row : {Row{"resnet50", 15, 1024, 50000}, Row{"ssd-resnet34", 100, 64, 5000},
                         Row{"rnnt", 1000, 2513, 2513}, Row{"bert-99", 130, 10833, 10833},
                         Row{"bert-99.9", 130, 10833, 10833}, Row{"dlrm-99", 30, 204800, 330067},
                         Row{"dlrm-99.9", 30, 204800, 330067}}) {
    CAPTURE(row.name);
    const Limits& limits = Rules().For(row.name, Scenario::kServer);
    CHECK(limits.latency_bound == std::chrono::milliseconds(row.bound_ms));
    CHECK(limits.percentile == 0.99);
    CHECK(limits.min_queries == 270336);
    CHECK(limits.runs == 5);
    CHECK(Rules().For(row.name).performance_samples == row.qsl);
    CHECK(Rules().For(row.name).dataset_samples == row.dataset);
  }
}

TEST_CASE("every scenario of every row lasts 60 s and names its source") {
  for (const BenchmarkRules& row : Rules().benchmarks()) {
    for (const auto& [scenario, limits] : row.limits) {
      CAPTURE(row.name);
      CHECK(limits.min_duration == 60s);
      CHECK(limits.source.find("inference_rules.adoc 2020-09-15") == 0);
    }
    CHECK(row.limits.at(Scenario::kOffline).min_samples == 24576);
  }
}

TEST_CASE("the data centre requires Server and Offline, of 3D-UNet Offline alone") {
  CHECK(Rules().For("bert-99").required == std::vector{Scenario::kServer, Scenario::kOffline});
  CHECK(Rules().For("3d-unet-99.9").required == std::vector{Scenario::kOffline});
}

TEST_CASE("MultiStream: ResNet50 50 ms at 20 queries/s, SSD-ResNet34 66 ms at 15") {
  const Limits& resnet = Rules().For("resnet50", Scenario::kMultiStream);
  CHECK(resnet.latency_bound == 50ms);
  CHECK(resnet.multi_stream_qps == 20);
  CHECK(resnet.samples_per_query == 4);
  const Limits& ssd = Rules().For("ssd-resnet34", Scenario::kMultiStream);
  CHECK(ssd.latency_bound == 66ms);
  CHECK(ssd.multi_stream_qps == 15);
}

TEST_CASE("an unknown benchmark names the nearest, an absent scenario names those that exist") {
  CHECK_THROWS_WITH_AS(Rules().For("resnet-50"),
                       doctest::Contains("'resnet-50' (did you mean resnet50?)"), Error);
  CHECK_THROWS_WITH_AS(Rules().For("3d-unet-99", Scenario::kServer),
                       doctest::Contains("no Server scenario for 3d-unet-99: choose Offline"),
                       Error);
  CHECK(Rules().ScenarioLimits(Scenario::kServer).latency_bound == std::nullopt);
}

TEST_CASE("a broken rule file is refused with the key that is wrong") {
  CHECK(RefusalOf("\"dataset_samples\": 50000", "\"dataset_samples\": -1")
            .find("key benchmarks[0].dataset_samples must be a whole number") != std::string::npos);
  CHECK(RefusalOf("\"latency_bound_ms\": 15,", "")
            .find("key benchmarks[0].scenarios.Server has no \"latency_bound_ms\"") !=
        std::string::npos);
  CHECK(RefusalOf("\"percentile\": 0.90,", "\"percentile\": 90,").find("must be a fraction of 1") !=
        std::string::npos);
  CHECK(RefusalOf("\"schema_version\": 1", "\"schema_version\": 2").find("this program reads 1") !=
        std::string::npos);
  CHECK(RefusalOf("\"Offline\"\n", "\"Onffline\"\n").find("names no scenario: 'Onffline'") !=
        std::string::npos);
}

}  // namespace assay
