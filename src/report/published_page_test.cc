// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "report/published_page.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "report/published_view.h"
#include "report/test_results.h"

namespace assay::report {
namespace {

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

const PublishedChart* Find(const std::vector<PublishedChart>& charts, std::string_view id) {
  const auto found = std::find_if(charts.begin(), charts.end(),
                                  [&](const PublishedChart& chart) { return chart.id == id; });
  return found == charts.end() ? nullptr : &*found;
}

/// Two systems of 4 and 8 cards, one without, in Offline and Server.
ResultsTree Tree() {
  return MakeTree({{.figure = 1000},
                   {.scenario = Scenario::kServer, .figure = 900},
                   {.system = "R1_T4x8", .accelerators = 8, .figure = 2004},
                   {.system = "R2_cpu", .accelerators = 0, .figure = 300}});
}

std::string DataOf(const std::string& page) {
  const std::string open = "id=\"page-data\">";
  const std::size_t begin = page.find(open) + open.size();
  return page.substr(begin, page.find("</script>", begin) - begin);
}

}  // namespace

TEST_CASE("figures: one group per system, the largest first, missing results are said") {
  const ResultsTree tree = Tree();
  const auto charts = PublishedCharts(MakePublishedView(tree));
  const PublishedChart* figure = Find(charts, "figure-1-resnet50");
  REQUIRE(figure != nullptr);
  CHECK(figure->bars.series == std::vector<std::string>{"Offline", "Server"});
  REQUIRE(figure->bars.groups.size() == 3);
  CHECK(figure->bars.groups[0].name == "R1_T4x8");
  CHECK(figure->bars.groups[0].bars[0]->text == "2,004");
  CHECK_FALSE(figure->bars.groups[0].bars[1]);
  CHECK(Has(GroupedBarsSvg(figure->bars, {}), ">no result<"));
  CHECK(figure->bars.axis == "Offline: samples/s · Server: scheduled queries/s");
}

TEST_CASE("latency: the percentiles that a log holds, from the fastest; no chart without them") {
  ResultsTree tree = MakeTree({{.scenario = Scenario::kServer},
                               {.system = "R1_T4x8", .scenario = Scenario::kServer},
                               {.system = "R2_cpu", .scenario = Scenario::kServer}});
  CHECK(Find(PublishedCharts(MakePublishedView(tree)), "latency-server-resnet50") == nullptr);
  tree.results[0].runs.back().percentiles = {{50, 4'000'000}, {99, 14'880'000}, {99.9, 20'000'000}};
  tree.results[1].runs.back().percentiles = {{50, 2'000'000}, {99, 9'000'000}};
  const auto charts = PublishedCharts(MakePublishedView(tree));
  const PublishedChart* chart = Find(charts, "latency-server-resnet50");
  REQUIRE(chart != nullptr);
  REQUIRE(chart->bars.groups.size() == 2);
  CHECK(chart->bars.groups[0].name == "R1_T4x8");
  CHECK(chart->bars.groups[1].bars[0]->text == "14.88 ms");
  CHECK(chart->bars.groups[1].bars[0]->marks == std::vector<double>{4, 14.88, 20});
  CHECK(Has(GroupedBarsSvg(chart->bars, {}), ">14.88 ms<"));
  CHECK(Has(MakePublishedPage(tree, {}), "no curve between the points and nothing over time"));
}

TEST_CASE("per accelerator: systems without one are left out and counted") {
  const ResultsTree tree = Tree();
  const auto charts = PublishedCharts(MakePublishedView(tree));
  const PublishedChart* figure = Find(charts, "figure-9-per-accelerator-resnet50");
  REQUIRE(figure != nullptr);
  REQUIRE(figure->bars.groups.size() == 2);
  CHECK(figure->bars.groups[0].bars[0]->text == "250.5");  // 2004 / 8
  CHECK(figure->bars.groups[1].bars[0]->text == "250.0");  // 1000 / 4
  CHECK(Has(figure->caption, "1 system without accelerators is left out"));
}

TEST_CASE("two targets of a benchmark without Server share a figure") {
  const ResultsTree tree = [] {
    ResultsTree made =
        MakeTree({{.label = "3d-unet-99", .figure = 40}, {.label = "3d-unet-99.9", .figure = 39}});
    made.results[0].accuracy_target = "99";
    made.results[1].accuracy_target = "99.9";
    for (PublishedResult& result : made.results) result.benchmark = "3d-unet";
    return made;
  }();
  const auto charts = PublishedCharts(MakePublishedView(tree));
  const PublishedChart* figure = Find(charts, "figure-5-3d-unet");
  REQUIRE(figure != nullptr);
  CHECK(figure->bars.series ==
        std::vector<std::string>{"99\u00A0% of FP32", "99.9\u00A0% of FP32"});
}

TEST_CASE("claims carry their numbers") {
  const ResultsTree tree = Tree();
  const auto claims = ClaimsOf(MakePublishedView(tree));
  // 250.5 / 250 = 1.002
  const std::string equal =
      "NVIDIA T4 per card (resnet50 Offline): 250.0 samples/s in R1_T4x4 (×4), 250.5 in R1_T4x8 "
      "(×8): equal within 0.20\u00A0%.";
  CHECK(std::find(claims.begin(), claims.end(), equal) != claims.end());
  CHECK(std::find(claims.begin(), claims.end(), "All 4 results are VALID.") != claims.end());
}

TEST_CASE("the page holds every figure without script, and the script is named by its hash") {
  const std::string page = MakePublishedPage(Tree());
  for (const char* text : {">2,004<", ">900.0<", "Figure 9. ", "script-src 'sha256-",
                           "id=\"figure-1-resnet50-card\"", "not an MLPerf result"}) {
    CAPTURE(text);
    CHECK(Has(page, text));
  }
  CHECK_FALSE(Has(page, " src="));
  const Json data = Json::parse(DataOf(page));
  CHECK(data["systems"].size() == 3);
  CHECK(data["systems"][1]["accelerators"] == 8.0);
  CHECK(data["charts"][0]["groups"][0][1][0] == 2004.0);
  CHECK(data["charts"][0]["groups"][0][1][1].is_null());
}

TEST_CASE("hostile names stay text in page, charts and the script's input") {
  const std::string name = "</script><script>alert(1)</script>\"'&\x01<!--\xFF{{body}}";
  ResultsTree tree = MakeTree(
      {{.system = name, .name = name, .accelerator = name, .label = name, .submitter = name}});
  tree.results[0].figure = {name, 12};
  tree.results[0].unit = name;
  tree.results[0].notes.push_back({.rule = name, .where = name, .what = name});
  const std::string page = MakePublishedPage(tree, {.title = name});
  CHECK_FALSE(Has(page, "<script>alert"));
  CHECK(Has(page, "&lt;script&gt;alert"));
  const std::string data = DataOf(page);
  CHECK_FALSE(Has(data, "<"));
  CHECK(Has(Json::parse(data)["systems"][0]["title"].get<std::string>(), "<script>alert(1)"));
}

TEST_CASE("figures that are not finite are no bars and break nothing") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  ResultsTree tree = MakeTree({{.figure = nan},
                               {.scenario = Scenario::kServer, .figure = infinite},
                               {.system = "S2", .figure = 1e300},
                               {.system = "S3", .figure = -5}});
  tree.results[0].accuracy.score = {"inf", infinite};
  tree.results[0].accuracy.target = nan;
  const std::string page = MakePublishedPage(tree);
  const auto charts = PublishedCharts(MakePublishedView(tree));
  for (const PublishedChart& chart : charts) {
    const std::string svg = GroupedBarsSvg(chart.bars, {});
    for (const char* word : {"\"nan", "\"inf", "\"-nan"}) CHECK_FALSE(Has(svg, word));
  }
  CHECK_NOTHROW(Json::parse(DataOf(page)));
  CHECK(Find(charts, "figure-1-resnet50")->bars.groups.size() == 2);  // S2, S3
}

TEST_CASE("a result that is not valid is an outline that says so") {
  ResultsTree tree = Tree();
  tree.results[0].verdict = Verdict::kInvalid;
  const auto charts = PublishedCharts(MakePublishedView(tree));
  const std::string svg = GroupedBarsSvg(Find(charts, "figure-1-resnet50")->bars, {});
  CHECK(Has(svg, "c-barunproved"));
  CHECK(Has(svg, ">1,000 not valid<"));
}

TEST_CASE("per watt: from the user's file alone, with its source, and under a limit") {
  const ResultsTree tree = MakeTree(
      {{.figure = 1000},
       {.system = "S2_A100x2", .accelerators = 2, .accelerator = "NVIDIA A100", .figure = 2500}});
  const Costs costs{{{.name = "NVIDIA T4", .watts = 70, .watts_source = "sheet T"},
                     {.name = "NVIDIA A100", .watts = 250, .watts_source = "sheet A"}}};
  const PublishedView view = MakePublishedView(tree, {.costs = &costs});
  const auto charts = PublishedCharts(view);
  const PublishedChart* chart = Find(charts, "per-watt-resnet50");
  REQUIRE(chart != nullptr);
  CHECK(chart->bars.groups[0].name == "S2_A100x2");      // 2500 / 500 = 5
  CHECK(chart->bars.groups[1].bars[0]->text == "3.57");  // 1000 / 280
  CHECK(Has(chart->caption, "NVIDIA T4: sheet T; NVIDIA A100: sheet A"));
  const PublishedView limited =
      MakePublishedView(tree, {.costs = &costs, .max_watts_per_card = 75});
  const auto under = PublishedCharts(limited);
  REQUIRE(Find(under, "per-watt-resnet50") != nullptr);
  CHECK(Find(under, "per-watt-resnet50")->bars.groups.size() == 1);
  CHECK(Has(Find(under, "per-watt-resnet50")->title, "cards of at most 75 W"));
  CHECK(Find(PublishedCharts(MakePublishedView(tree)), "per-watt-resnet50") == nullptr);
  CHECK(Find(charts, "per-price-resnet50") == nullptr);
}

TEST_CASE("an empty tree is a page") {
  CHECK(Has(MakePublishedPage({}), "0 results of 0 systems"));
}

TEST_CASE("figures print three to six digits with separators") {
  CHECK(FigureText(149124) == "149,124");
  CHECK(FigureText(999.96) == "1,000");
  CHECK(FigureText(835.43) == "835.4");
  CHECK(FigureText(44.4349) == "44.43");
  CHECK(FigureText(0.0152) == "0.015");
  CHECK(FigureText(0.00012) == "0.00012");
}

}  // namespace assay::report
