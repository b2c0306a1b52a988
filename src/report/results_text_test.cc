// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Tests of the data of published results as text.
#include "report/results_text.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "report/result_words.h"
#include "report/test_results.h"

namespace assay {
namespace {

using report::ExampleResult;
using report::MakeTree;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

ResultsTree TreeWithName(const std::string& name) { return MakeTree({{.name = name}}); }

TEST_CASE("CSV: a head and one row a result; commas, quotes and line ends are quoted") {
  const std::string csv = ResultsCsv(TreeWithName("a, \"b\"\nc"));
  CHECK(csv.starts_with("system,system_name,status,benchmark,accuracy_target,model_dir,scenario,"));
  CHECK(Has(csv, "\nR1_T4x4,\"a, \"\"b\"\"\nc\",available,"));
  CHECK(csv.back() == '\n');
  CHECK(ResultsCsv({}).find('\n') == ResultsCsv({}).size() - 1);
}

TEST_CASE("CSV: a text that a spreadsheet would compute is kept a text, numbers stay numbers") {
  for (const char* name : {"=1+1", "+cmd", "@SUM(1)", "-a"}) {
    CHECK(Has(ResultsCsv(TreeWithName(name)), std::string(",'") + name));
  }
  for (const char* name : {"-", "-5.5", "+3e-5", "1|2"}) {
    CHECK(Has(ResultsCsv(TreeWithName(name)), std::string(",") + name + ","));
  }
}

TEST_CASE("figures per accelerator have at most four decimals and at least one") {
  struct Row {
    double figure;
    const char* text;
  };
  // 44.4349 / 4 = 11.108725; 59130.1 / 4 = 14782.525; 16982 / 2 = 8491
  for (const Row& row :
       {Row{44.4349, "11.1087"}, Row{59130.1, "14782.525"}, Row{16982 * 2, "8491.0"}}) {
    CHECK(report::PerAcceleratorText(report::Make({.figure = row.figure})) == row.text);
  }
  CHECK(report::PerAcceleratorText(report::Make({.accelerators = 0})).empty());
}

TEST_CASE("JSON: numbers are numbers, what is absent or not finite is null") {
  ResultsTree tree =
      MakeTree({{.figure = std::numeric_limits<double>::quiet_NaN()}, {.label = "b"}});
  tree.results[1].runs[0].p99_ns = "123";
  tree.results[1].runs[0].mean_ns = "inf";
  const Json json = Json::parse(ResultsJson(tree));
  CHECK(json["schema_version"] == 1);
  REQUIRE(json["results"].size() == 2);
  CHECK(json["results"][0]["figure"].is_null());
  CHECK(json["results"][0]["figure_per_accelerator"].is_null());
  CHECK(json["results"][0]["accuracy"].is_null());
  CHECK(json["results"][1]["figure"] == 1000.0);
  CHECK(json["results"][1]["figure_per_accelerator"] == 250.0);
  CHECK(json["results"][1]["runs"][0]["p99_ns"] == 123);
  CHECK(json["results"][1]["runs"][0]["mean_ns"].is_null());
}

TEST_CASE("JSON: names that are no text in UTF-8 do no harm") {
  CHECK_NOTHROW(Json::parse(ResultsJson(TreeWithName("a\xFF\"\n"))));
}

TEST_CASE("Markdown: names do not become markup, absent figures are dashes") {
  ResultsTree tree = MakeTree({{.system = "a|b<script>`[x](y)"}});
  tree.results[0].verdict = Verdict::kInvalid;
  const std::string text = ResultsMarkdown(tree);
  CHECK(Has(text, "| a\\|b&lt;script>\\`\\[x\\](y) | 4 | 1000.000000 (not valid) / - |"));
  CHECK_FALSE(Has(text, "<script>"));
}

TEST_CASE("places lose the folders above the division") {
  PublishedResult result = report::Make({});
  result.folder = "/home/me/tree/closed/Example/results/S/resnet50/Offline";
  CHECK(report::PlaceText(result, "/home/me/tree/closed/Example/systems/S.json") ==
        "closed/Example/systems/S.json");
  CHECK(report::PlaceText(result, "/elsewhere/x") == "/elsewhere/x");
}

}  // namespace
}  // namespace assay
