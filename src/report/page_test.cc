// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "report/page.h"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "base/files.h"
#include "base/test_folder.h"
#include "example_runs.h"
#include "report/words.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t CountOf(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

std::vector<RunRecord> WriteAll(const fs::path& root) {
  std::vector<RunRecord> records;
  for (const examples::ExampleRun& run : examples::AllRuns()) {
    records.push_back(examples::WriteRunFolder(run, root, std::to_string(records.size())));
  }
  return records;
}

}  // namespace

TEST_CASE("the page shows every run with its figure, unit, verdict and labels") {
  const TestFolder folder;
  const auto records = WriteAll(folder.path());
  const std::string page = MakePage(records);
  CHECK(CountOf(page, "<article ") == 6);
  for (const char* text :
       {"<span class=\"number\">50</span> <span class=\"unit\">queries/s</span>",
        "<span class=\"number\">125</span>", "<span class=\"unit\">samples/s</span>",
        "<span class=\"unit\">ms</span>",
        "<span class=\"number\">88.00</span> <span class=\"unit\">%</span>",
        "<strong>VALID</strong> <span>for 60 s – not submission length</span>",
        "<strong>INVALID</strong>", "<strong>INCOMPLETE</strong>", "<li>synthetic weights</li>",
        "<li>12 ms – not the rules&#39; bound</li>", "not an MLPerf result"}) {
    CAPTURE(text);
    CHECK(Has(page, text));
  }
  CHECK(Has(page, "script-src 'sha256-"));  // the page's own script and no other
  CHECK_FALSE(Has(page, " src="));
}

TEST_CASE("an INVALID run says which rule, by how much, and what to change") {
  const TestFolder folder;
  const RunRecord run = examples::WriteRunFolder(examples::ServerRun(125), folder.path(), "a");
  const std::string page = MakePage({&run, 1});
  REQUIRE_FALSE(run.findings.empty());
  for (const char* text :
       {"took longer than 15 ms", "<dt>Expected</dt><dd>p99 ≤ 15 ms</dd>", "<dt>To change</dt>",
        "exceeds the bound of", "class=\"hero unproved\""}) {
    CAPTURE(text);
    CHECK(Has(page, text));
  }
}

/// A run with what a meter said of it.
RunRecord WithPower(const fs::path& root, const std::string& name, double samples_per_joule) {
  RunRecord run = examples::WriteRunFolder(examples::OfflineRun(), root, name);
  run.power = PowerFigures{.source = "meter (<wall>.csv)",
                           .samples = 151,
                           .average_watts = 61.25,
                           .energy_joules = 918.75,
                           .samples_per_joule = samples_per_joule,
                           .problem = ""};
  return run;
}

TEST_CASE("watts stand beside what measured them; runs of one meter are compared") {
  const TestFolder folder;
  const std::vector<RunRecord> runs = {WithPower(folder.path(), "a", 0.4),
                                       WithPower(folder.path(), "b", 0.5)};
  const std::string page = MakePage(runs);
  for (const char* text :
       {"<th scope=\"row\">Average power</th><td>61.25 W</td>", "<td>918.8 J</td>",
        "<td>0.4 samples/J</td>", "<td>2,500 mJ</td>",
        "<b>meter (&lt;wall&gt;.csv)</b> 151 samples of the meter while the test was timed.",
        "resnet50 Offline, samples per joule", "0.5 samples/J"}) {
    CAPTURE(text);
    CHECK(Has(page, text));
  }
}

TEST_CASE("a meter that says too little gives its reason and no number") {
  const TestFolder folder;
  RunRecord run = examples::WriteRunFolder(examples::OfflineRun(), folder.path(), "a");
  run.power = PowerFigures{.source = "meter (m.csv)", .samples = 2, .problem = "only 2 samples"};
  const std::string page = MakePage({&run, 1});
  CHECK(Has(page, "<b>meter (m.csv)</b> No figure: only 2 samples"));
  CHECK_FALSE(Has(page, "Average power"));
}

TEST_CASE("hostile names stay text") {
  const TestFolder folder;
  const RunRecord run = examples::WriteRunFolder(examples::HostileRun(), folder.path(), "h");
  const std::string page = MakePage({&run, 1});
  for (const char* text :
       {"<script>alert", "<img", "<b onclick", "<svg onload", "onload='", "<u>rule", "<i>key"}) {
    CAPTURE(text);
    CHECK_FALSE(Has(page, text));
  }
  CHECK(Has(page, "&lt;script&gt;"));
  CHECK(Has(page, "{{body}}"));  // a value is never taken for a part of the template
  CHECK(CountOf(page, "</main>") == 1);
}

TEST_CASE("a run that was killed is labelled incomplete and shows what its journal holds") {
  const TestFolder folder;
  const RunRecord run = examples::WriteRunFolder(examples::IncompleteRun(), folder.path(), "k");
  const std::string page = MakePage({&run, 1});
  CHECK(Has(page, "<li>incomplete run</li>"));
  CHECK(Has(page, "431 queries as dots"));
  CHECK_FALSE(Has(page, "is within the bound"));  // no half verdict
}

TEST_CASE("a run without a journal, and one with a broken journal, are pages all the same") {
  const TestFolder folder;
  examples::ExampleRun empty = examples::ServerRun(50);
  empty.samples.clear();
  const RunRecord without = examples::WriteRunFolder(empty, folder.path(), "without");
  CHECK(Has(MakePage({&without, 1}), "No query has completed"));
  RunRecord broken = examples::WriteRunFolder(examples::ServerRun(50), folder.path(), "broken");
  WriteFile(broken.folder / "assay_journal.bin",
            "this is no journal of ours, far from it: no magic");
  CHECK(Has(MakePage({&broken, 1}), "No chart could be drawn from the journal"));
}

TEST_CASE("no runs at all is a page that says so") {
  CHECK(Has(MakePage({}), "No run was given."));
}

TEST_CASE("runs of one name are told apart, and may be compared") {
  const TestFolder folder;
  const std::string page = MakePage(WriteAll(folder.path()));
  CHECK(Has(page, "id=\"resnet50-server\""));
  CHECK(Has(page, "id=\"resnet50-server-3\""));
  CHECK(Has(page, "resnet50 Server, compared"));
}

TEST_CASE("a title of one's own is escaped too") {
  CHECK(Has(MakePage({}, {.title = "A & B"}), "<title>A &amp; B – Assay</title>"));
}

TEST_CASE("every chart is also a file for a slide that carries its labels") {
  const TestFolder folder;
  const auto records = WriteAll(folder.path());
  const auto files = WriteCharts(records, folder / "charts");
  CHECK(files.size() == 11);  // 2 for each of 4 latency runs, 1 Offline, 1 accuracy, 1 comparison
  for (const fs::path& file : files) {
    const std::string svg = ReadFile(file, "chart");
    CAPTURE(file.string());
    CHECK(Has(svg, "not the benchmark&#39;s data set"));
    CHECK(Has(svg, "not an MLPerf result"));
  }
}

TEST_CASE("eight runs of Server length are less than a megabyte, made in a fraction of a second") {
  const TestFolder folder;
  std::vector<RunRecord> records;
  const examples::ExampleRun run = examples::LongServerRun(100'000);
  for (int i = 0; i < 8; ++i) {
    records.push_back(examples::WriteRunFolder(run, folder.path(), std::to_string(i)));
  }
  const auto begin = std::chrono::steady_clock::now();
  const std::string page = MakePage(records);
  const auto taken =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin);
  MESSAGE("page of ", page.size(), " bytes in ", taken.count(), " ms");
  CHECK(page.size() < 1'000'000);
  CHECK(taken.count() < 5000);  // 200 ms is the goal; a loaded machine with sanitizers is slower
}

}  // namespace assay
