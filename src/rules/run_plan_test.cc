// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "rules/run_plan.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "base/error.h"
#include "base/test_refusal.h"

namespace assay {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

const RuleSet& Rules() {
  static const RuleSet rules =
      RuleSet::Load(std::filesystem::path(std::getenv("ASSAY_SOURCE_DIR")) / "rules/v0.7.json");
  return rules;
}

/// The reference model on the whole ImageNet validation set.
PlanSubject Official() {
  return {.model_is_reference = true,
          .data_is_official = true,
          .dataset_samples = 50000,
          .model_name = "ResNet50-v1.5",
          .dataset_name = "imagenet2012-val"};
}

/// EfficientNet-Lite0 on 500 photographs.
PlanSubject Foreign() {
  return {.dataset_samples = 500, .model_name = "efficientnet-lite0", .dataset_name = "sample"};
}

std::string RefusalOf(const PlanRequest& request, const PlanSubject& subject) {
  return RefusalOf(ErrorCode::kUsage, [&] { MakePlan(Rules(), request, subject); });
}

}  // namespace

TEST_CASE("a Closed Server plan holds the rules' numbers and no label") {
  const RunPlan plan = MakePlan(Rules(),
                                {.benchmark = "resnet50",
                                 .scenario = Scenario::kServer,
                                 .division = Division::kClosed,
                                 .target_qps = 100},
                                Official());
  CHECK(plan.latency_bound == 15ms);
  CHECK_FALSE(plan.latency_bound_is_users);
  CHECK(plan.percentile == 0.99);
  CHECK(plan.min_queries == 270336);
  CHECK(plan.min_duration == 60s);
  CHECK(plan.target_qps == 100);
  CHECK(plan.performance_samples == 1024);
  CHECK(plan.quality->value == 75.6954);
  CHECK(plan.max_lag == 750us);  // 5 % of 15 ms
  CHECK(plan.labels.empty());
  CHECK(plan.not_closed.empty());
}

TEST_CASE("a budget replaces minimum duration and counts, is labelled, and Closed allows it") {
  const RunPlan plan = MakePlan(
      Rules(), {.benchmark = "resnet50", .division = Division::kClosed, .budget = 15s}, Official());
  CHECK(plan.min_duration == 0s);
  CHECK(plan.min_queries == 0);
  CHECK(plan.min_samples == 0);
  CHECK(plan.budget == 15s);
  CHECK(plan.labels == Words{"15 s budget – not submission length"});
}

TEST_CASE("another budget is in the label too") {
  RunPlan plan = MakePlan(Rules(), {.benchmark = "resnet50", .budget = 60s}, Foreign());
  const Words before = plan.labels;
  ChangeBudget(plan, 11'330'127us);
  CHECK(plan.budget == 11'330'127us);
  CHECK(plan.labels.front() == "11.33 s budget – not submission length");
  CHECK(plan.labels.size() == before.size());
}

TEST_CASE("Open has no quality target unless the user gives one") {
  PlanRequest request{.benchmark = "resnet50", .mode = Mode::kAccuracy};
  CHECK_FALSE(MakePlan(Rules(), request, Foreign()).quality.has_value());
  request.quality_target = 87.1;
  const RunPlan plan = MakePlan(Rules(), request, Foreign());
  CHECK(plan.quality->value == 87.1);
  CHECK(plan.quality->metric == "top1");
  CHECK(plan.quality->unit == "%");
  CHECK(plan.quality->source == "user");
}

TEST_CASE("an own latency bound is labelled, the rules' own value is not") {
  PlanRequest request{
      .benchmark = "resnet50", .scenario = Scenario::kServer, .latency_bound = 40ms};
  const RunPlan own = MakePlan(Rules(), request, Official());
  CHECK(own.latency_bound == 40ms);
  CHECK(own.latency_bound_is_users);
  CHECK(own.max_lag == 2ms);
  CHECK(own.labels == Words{"40 ms – not the rules' bound"});
  request.latency_bound = 15ms;
  CHECK(MakePlan(Rules(), request, Official()).labels.empty());
}

TEST_CASE("the lag limit has a floor for short bounds") {
  // 5 % of 2 ms are 100 us, less than the floor of 200 us.
  const RunPlan plan = MakePlan(
      Rules(), {.benchmark = "resnet50", .scenario = Scenario::kServer, .latency_bound = 2ms},
      Official());
  CHECK(plan.max_lag == 200us);
}

TEST_CASE("synthetic and foreign subjects are labelled, and a small data set is used whole") {
  PlanSubject subject = Foreign();
  CHECK(MakePlan(Rules(), {.benchmark = "resnet50"}, subject).labels ==
        Words{"not the benchmark's model", "not the benchmark's data set"});
  CHECK(MakePlan(Rules(), {.benchmark = "resnet50"}, subject).performance_samples == 500);
  subject.model_is_synthetic = subject.data_is_synthetic = true;
  CHECK(MakePlan(Rules(), {.benchmark = "resnet50"}, subject).labels ==
        Words{"synthetic weights", "synthetic data", "not the benchmark's data set"});
}

TEST_CASE("the benchmark's data set in another size is not the benchmark's data set") {
  PlanSubject subject = Official();
  subject.dataset_samples = 49999;
  const RunPlan plan = MakePlan(Rules(), {.benchmark = "resnet50"}, subject);
  CHECK(plan.labels == Words{"not the benchmark's data set"});
  CHECK(plan.not_closed ==
        Words{"the data set imagenet2012-val has 49,999 samples, ImageNet (224x224) has 50,000"});
}

TEST_CASE("Closed refuses, with a sentence each") {
  const PlanRequest closed{
      .benchmark = "resnet50", .scenario = Scenario::kServer, .division = Division::kClosed};
  PlanSubject subject = Official();
  subject.model_is_synthetic = true;
  CHECK(RefusalOf(closed, subject) ==
        "the Closed division does not allow this run: the weights of ResNet50-v1.5 are synthetic; "
        "choose --division open");
  subject = Official();
  subject.model_is_reference = false;
  subject.model_name = "efficientnet-lite0";
  CHECK(RefusalOf(closed, subject).find("efficientnet-lite0 is not the reference model") !=
        std::string::npos);
  subject = Official();
  subject.data_is_synthetic = true;
  CHECK(RefusalOf(closed, subject).find("imagenet2012-val is synthetic") != std::string::npos);
  subject = Official();
  subject.data_is_official = false;
  CHECK(RefusalOf(closed, subject).find("is not ImageNet") != std::string::npos);
  PlanRequest own = closed;
  own.latency_bound = 16ms;
  CHECK(RefusalOf(own, Official()).find("16 ms is not the rules' bound of 15 ms") !=
        std::string::npos);
  own = closed;
  own.quality_target = 75;
  CHECK(RefusalOf(own, Official()).find("quality target 75% is not the rules' 75.6954%") !=
        std::string::npos);
}

TEST_CASE("Closed takes the reference calibrated on a list that the rules name, and on no other") {
  const PlanRequest closed{
      .benchmark = "resnet50", .scenario = Scenario::kServer, .division = Division::kClosed};
  PlanSubject subject = Official();
  subject.model_is_reference = false;
  subject.model_name = "resnet50-int8";
  subject.calibrated = {
      .from_reference = true,
      .list = "lists/cal_image_list_option_1.txt",
      .list_sha256 = "7662247d1d9407d6cb564268f64c5a4a6cf9f1a34fd2e6cdc3b94dcf278b3dc9"};
  CHECK(RefusalOf(closed, subject) == "");
  CHECK(MakePlan(Rules(), closed, subject).labels.empty());

  subject.calibrated->list_sha256 = "";
  subject.calibrated->list = "100 evenly spread of photos";
  CHECK(RefusalOf(closed, subject) ==
        "the Closed division does not allow this run: resnet50-int8 was calibrated on 100 evenly "
        "spread of photos, which is no list that the rules name (cal_image_list_option_1.txt, "
        "cal_image_list_option_2.txt); choose --division open");
  PlanRequest open = closed;
  open.division = Division::kOpen;
  CHECK(MakePlan(Rules(), open, subject).labels ==
        Words{"not the benchmark's calibration samples"});

  subject.calibrated->from_reference = false;
  CHECK(RefusalOf(closed, subject).find("is not the reference model") != std::string::npos);
  CHECK(MakePlan(Rules(), open, subject).labels == Words{"not the benchmark's model"});
}

TEST_CASE("a scenario that a row does not list runs in Open alone, with the user's bound") {
  PlanRequest request{.benchmark = "3d-unet-99", .scenario = Scenario::kServer};
  PlanSubject subject = Official();
  subject.dataset_samples = 67;
  CHECK(RefusalOf(request, subject).find("no Server latency bound for 3d-unet-99") !=
        std::string::npos);
  request.latency_bound = 1s;
  const RunPlan plan = MakePlan(Rules(), request, subject);
  CHECK(plan.latency_bound == 1s);
  CHECK(plan.min_queries == 270336);
  request.division = Division::kClosed;
  CHECK(RefusalOf(request, subject).find("no Server scenario for 3d-unet-99") != std::string::npos);
}

TEST_CASE("MultiStream takes interval, bound and first N from the rules") {
  PlanRequest request{.benchmark = "resnet50", .scenario = Scenario::kMultiStream};
  const RunPlan plan = MakePlan(Rules(), request, Official());
  CHECK(plan.target_qps == 20);
  CHECK(plan.latency_bound == 50ms);
  CHECK(plan.samples_per_query == 4);
  request.samples_per_query = 7;
  request.latency_bound = 25ms;  // an own bound sets the interval with it
  CHECK(MakePlan(Rules(), request, Official()).target_qps == 40);
  CHECK(MakePlan(Rules(), request, Official()).samples_per_query == 7);
}

TEST_CASE("SingleStream has the 90th percentile, no bound and no lag limit") {
  const RunPlan plan =
      MakePlan(Rules(), {.benchmark = "resnet50", .scenario = Scenario::kSingleStream}, Official());
  CHECK(plan.percentile == 0.90);
  CHECK(plan.min_queries == 1024);
  CHECK_FALSE(plan.latency_bound.has_value());
  CHECK(plan.max_lag == 0ns);
}

TEST_CASE("options that a scenario does not have are refused, not ignored") {
  const auto refuses = [](const PlanRequest& request, const char* words) {
    return RefusalOf(request, Official()).find(words) != std::string::npos;
  };
  CHECK(refuses({.benchmark = "resnet50", .latency_bound = 15ms}, "Offline has no latency bound"));
  CHECK(refuses({.benchmark = "resnet50", .scenario = Scenario::kSingleStream, .target_qps = 5},
                "leave out --target-qps"));
  CHECK(refuses({.benchmark = "resnet50", .samples_per_query = 2}, "--samples-per-query"));
  CHECK(refuses({.benchmark = "resnet50", .mode = Mode::kAccuracy, .budget = 1s}, "accuracy mode"));
  CHECK(refuses({.benchmark = "resnet50", .budget = 0s}, "--budget must be longer"));
  CHECK(refuses({.benchmark = "resnet50", .target_qps = -1}, "give a rate above 0"));
  CHECK(refuses({.benchmark = "resnet50", .quality_target = 101}, "from 0 to 100 %"));
}

TEST_CASE("an empty data set is bad data") {
  CHECK_THROWS_WITH_AS(MakePlan(Rules(), {.benchmark = "resnet50"}, {.dataset_name = "none"}),
                       "the data set none is empty: nothing to run", Error);
}

TEST_CASE("spans are printed as they were asked for") {
  CHECK(FormatSpan(15s) == "15 s");
  CHECK(FormatSpan(1500ms) == "1.5 s");
  CHECK(FormatSpan(66ms) == "66 ms");
  CHECK(FormatSpan(200us) == "0.2 ms");
  CHECK(FormatSpan(600s) == "10 min 0 s");
}

}  // namespace assay
