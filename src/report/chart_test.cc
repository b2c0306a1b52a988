// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "report/chart.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace assay::report {
namespace {

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// A coordinate that is not a number would end a path in every viewer.
void CheckNumbers(const std::string& svg) {
  for (const char* word : {"nan", "inf", "NaN", "Inf"}) CHECK_FALSE(Has(svg, word));
}

RunPlan Plan(std::optional<Nanoseconds> bound) {
  RunPlan plan;
  plan.scenario = Scenario::kServer;
  plan.percentile = 0.99;
  plan.latency_bound = bound;
  return plan;
}

std::vector<QueryTime> Constant(std::size_t count, double latency) {
  std::vector<QueryTime> queries;
  for (std::size_t i = 0; i < count; ++i)
    queries.push_back({static_cast<double>(i) * 1e7, latency});
  return queries;
}

constexpr ChartForm kForms[] = {ChartForm::kWide, ChartForm::kFull, ChartForm::kNarrow,
                                ChartForm::kSlide};

ChartFrame Frame(ChartForm form) {
  return {.form = form,
          .id = "x",
          .title = "Title",
          .subtitle = "Subtitle",
          .labels = {"synthetic weights"},
          .footnote = "Footnote"};
}

}  // namespace

TEST_CASE("the percentile chart names its axes with units, the bound and the judged latency") {
  const auto curve = MakeLatencyCurve(Constant(1000, 11.15e6), Plan(Nanoseconds(15'000'000)));
  for (const ChartForm form : kForms) {
    const std::string svg = LatencyCurveSvg(curve, Frame(form));
    CHECK(Has(svg, ">Latency (ms)<"));
    CHECK(Has(svg, ">Percentile of queries (%)<"));
    CHECK(Has(svg, ">bound 15 ms<"));
    CHECK(Has(svg, ">p99 = 11.15 ms<"));
    CHECK(Has(svg, "role=\"img\""));
    CheckNumbers(svg);
  }
}

TEST_CASE("a user's bound is never shown as the rules'") {
  RunPlan plan = Plan(Nanoseconds(12'000'000));
  plan.latency_bound_is_users = true;
  const auto queries = Constant(1000, 1e6);
  CHECK(Has(LatencyCurveSvg(MakeLatencyCurve(queries, plan), {}), "user&#39;s bound 12 ms"));
  CHECK(Has(LatencyTimelineSvg(MakeLatencyTimeline(queries, plan), {}), "user&#39;s bound 12 ms"));
}

TEST_CASE("a latency beyond the bound is marked by its dot") {
  const RunPlan plan = Plan(Nanoseconds(15'000'000));
  CHECK(Has(LatencyCurveSvg(MakeLatencyCurve(Constant(200, 30e6), plan), {}), "c-dotbound"));
  CHECK_FALSE(Has(LatencyCurveSvg(MakeLatencyCurve(Constant(200, 3e6), plan), {}), "c-dotbound"));
}

TEST_CASE("one latency that dwarfs the others makes the axis logarithmic, and it says so") {
  auto queries = Constant(2000, 5e6);
  queries.back().latency = 900e6;
  const std::string svg = LatencyCurveSvg(MakeLatencyCurve(queries, Plan(std::nullopt)), {});
  CHECK(Has(svg, "Latency (ms, logarithmic scale)"));
  CheckNumbers(svg);
}

TEST_CASE("nothing, one query, zero latency and equal latencies are drawn without a fault") {
  for (const ChartForm form : kForms) {
    for (const std::size_t count : {0, 1, 2, 5000}) {
      for (const double latency : {0.0, 1.0, 5e6, 1e18}) {
        const auto queries = Constant(count, latency);
        const RunPlan plan = Plan(Nanoseconds(0));
        CheckNumbers(LatencyCurveSvg(MakeLatencyCurve(queries, plan), Frame(form)));
        CheckNumbers(LatencyTimelineSvg(MakeLatencyTimeline(queries, plan), Frame(form)));
      }
    }
    CHECK(Has(LatencyCurveSvg({}, Frame(form)), "No query has completed"));
    CHECK(Has(LatencyTimelineSvg({}, Frame(form)), "No query has completed"));
    CHECK(Has(RateTimelineSvg({}, Frame(form)), "No sample has completed"));
  }
}

TEST_CASE("the rate chart begins at zero and prints its mean with the unit") {
  const std::string svg = RateTimelineSvg(
      {.rates = {80, 79, 81}, .interval_seconds = 4, .duration_seconds = 12, .mean_rate = 80}, {});
  CHECK(Has(svg, ">0<"));
  CHECK(Has(svg, ">mean 80.00 samples/s<"));
}

TEST_CASE("bars are as long as their values, carry them, and are outlined when not valid") {
  const std::string svg =
      BarsSvg({{.name = "A", .labels = {}, .value = 100, .text = "100 queries/s"},
               {.name = "B",
                .labels = {"synthetic weights"},
                .value = 50,
                .text = "50 queries/s",
                .is_valid = false}},
              {});
  CHECK(Has(svg, ">100 queries/s<"));
  CHECK(Has(svg, ">synthetic weights<"));
  CHECK(Has(svg, "c-barunproved"));
  const auto width_after = [&](std::string_view class_name) {
    const std::size_t at = svg.find("width=\"", svg.find(class_name));
    return std::stod(svg.substr(at + 7));
  };
  CHECK(width_after("\"c-bar\"") ==
        doctest::Approx(2 * width_after("\"c-barunproved\"")).epsilon(0.01));
}

TEST_CASE("a bar without a usable value has no length") {
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), -5.0, 0.0,
                             std::numeric_limits<double>::infinity()}) {
    CheckNumbers(BarsSvg({{.name = "A", .labels = {}, .value = value, .text = "–"}}, {}));
  }
  CHECK(Has(BarsSvg({}, {}), "<svg"));
}

TEST_CASE("the score is shown with its target, and without one") {
  AccuracyFigures score{
      .metric = "top1", .value = 88, .unit = "%", .text = "", .target = 87.1, .passed = true};
  CHECK(Has(AccuracySvg(score, {}), ">target 87.10 %<"));
  score.target.reset();
  score.value = std::numeric_limits<double>::quiet_NaN();
  const std::string svg = AccuracySvg(score, {});
  CHECK_FALSE(Has(svg, ">target"));
  CheckNumbers(svg);
}

TEST_CASE(
    "a slide is a whole file with title, labels and the line on the rules, and no style sheet") {
  const std::string svg =
      RateTimelineSvg({.rates = {1}, .interval_seconds = 1, .duration_seconds = 1, .mean_rate = 1},
                      Frame(ChartForm::kSlide));
  CHECK(svg.starts_with("<?xml"));
  for (const char* text : {">Title<", ">Subtitle<", ">synthetic weights<", ">Footnote<"})
    CHECK(Has(svg, text));
  CHECK_FALSE(Has(svg, "class="));
  CHECK_FALSE(Has(svg, "var("));
}

TEST_CASE("a slide cuts off no label, however many there are") {
  ChartFrame frame = Frame(ChartForm::kSlide);
  frame.labels.clear();
  for (int i = 0; i < 8; ++i)
    frame.labels.push_back("a label that is rather long, number " + std::to_string(i));
  const std::string svg = RateTimelineSvg(
      {.rates = {1}, .interval_seconds = 1, .duration_seconds = 1, .mean_rate = 1}, frame);
  for (const std::string& label : frame.labels) CHECK(Has(svg, label));
}

}  // namespace assay::report
