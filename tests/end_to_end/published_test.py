# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""assay report on published results trees and on folders of run folders."""
import csv
import io
import json

from product import EXAMPLE_RUN, ProductTest

SUMMARY = """Scenario : {scenario}
Mode     : Performance
{figure}
Result is : VALID

target_qps : 1000
samples_per_query : 1

No errors encountered during test.
"""
FIGURES = {"Offline": "Samples per second: {}", "Server": "Scheduled samples per second : {}"}


def put(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def make_tree(root, systems):
    """A submission with ResNet50 in Offline and Server. `systems`: name -> (cards, Offline, Server)."""
    submission = root / "closed" / "Example"
    for system, (cards, *figures) in systems.items():
        put(submission / "systems" / f"{system}.json", json.dumps({
            "status": "available", "system_name": f"Example ({cards}x T4)", "number_of_nodes": "1",
            "accelerators_per_node": str(cards), "accelerator_model_name": "NVIDIA T4"}))
        for scenario, figure in zip(FIGURES, figures):
            folder = submission / "results" / system / "resnet50" / scenario
            put(folder / "performance/run_1/mlperf_log_summary.txt", SUMMARY.format(
                scenario=scenario, figure=FIGURES[scenario].format(figure)))
            put(folder / "performance/run_1/mlperf_log_detail.txt",
                '"pid": 1, "tid": 1, "ts": 1ns : version : .5a1\n')
            put(folder / "accuracy/accuracy.txt", "accuracy=76.064%, good=38032\nhash=ab\n")
    return submission


class PublishedTrees(ProductTest):
    def setUp(self):
        super().setUp()
        self.submission = make_tree(self.folder / "tree", {
            "S_T4x4": (4, 1000, "900.50"), "S_T4x8": (8, 1900, "1800.25")})

    def rows(self, text):
        return list(csv.DictReader(io.StringIO(text)))

    def test_a_tree_becomes_a_folder_of_data_and_is_not_written_into(self):
        before = sorted(self.submission.rglob("*"))
        result = self.succeed("report", self.folder / "tree")
        made = {path.name for path in (self.folder / "assay-report").iterdir()}
        self.assertLessEqual({"results.csv", "results.json", "results.md"}, made)
        self.assertIn("assay-report/results.csv", result.out)
        self.assertIn("4 results read", result.err)
        self.assertEqual(before, sorted(self.submission.rglob("*")))

    def test_a_page_alone_and_charts_as_files(self):
        result = self.succeed("report", self.submission, "-o", "page.html", "--svg", "charts")
        page = self.text_of(self.folder / "page.html")
        self.assertIn("Figure 1. ResNet50-v1.5", page)
        self.assertIn("5.0 % apart", page)  # 250 and 237.5 samples/s a card
        charts = {path.name for path in (self.folder / "charts").iterdir()}
        self.assertLessEqual({"figure-1-resnet50.svg", "figure-9-per-accelerator-resnet50.svg"}, charts)
        self.assertIn("charts/figure-1-resnet50.svg", result.out)
        self.assertFalse((self.folder / "assay-report").exists())

    def test_watts_come_from_a_file_with_their_source_and_can_be_limited(self):
        (self.folder / "costs.toml").write_text(
            '[[accelerator]]\nname = "Tesla T4"\nwatts = 70\nwatts_source = "a data sheet"\n',
            encoding="utf-8")
        self.succeed("report", self.submission, "-o", "page.html", "--costs", "costs.toml")
        page = self.text_of(self.folder / "page.html")
        self.assertIn("NVIDIA T4: a data sheet", page)
        self.assertIn("samples/s): NVIDIA T4 3.57.", page)  # 1000 / (4 * 70)
        self.succeed("report", self.submission, "-o", "page.html", "--costs", "costs.toml",
                     "--max-watts-per-card", "60")
        self.assertNotIn("NVIDIA T4 3.57", self.text_of(self.folder / "page.html"))
        self.refuse(2, "report", self.submission, "--max-watts-per-card", "60", says=("--costs",))
        self.refuse(3, "report", self.submission, "--costs", "nowhere.toml", says=("nowhere.toml",))
        self.succeed(*EXAMPLE_RUN, "--budget", "1s", "--out", "run")
        self.refuse(2, "report", "run", "--costs", "costs.toml", says=("--costs", "results tree"))

    def test_csv_goes_to_stdout_alone(self):
        rows = self.rows(self.succeed("report", self.submission, "--csv", "-").out)
        self.assertEqual([(r["system"], r["scenario"], r["figure"], r["figure_per_accelerator"])
                          for r in rows],
                         [("S_T4x4", "Offline", "1000", "250.0"),
                          ("S_T4x4", "Server", "900.50", "225.125"),
                          ("S_T4x8", "Offline", "1900", "237.5"),
                          ("S_T4x8", "Server", "1800.25", "225.0312")])
        self.assertFalse((self.folder / "assay-report").exists())

    def test_json_holds_results_scaling_and_notes(self):
        answer = json.loads(self.succeed("report", self.submission, "--json").out)
        self.assertEqual(len(answer["results"]), 4)
        self.assertEqual([row["efficiency"] for row in answer["scaling"] if
                          row["scenario"] == "Offline"], [0.95])  # (1900 / 8) / (1000 / 4)
        rules = {note["rule"] for note in answer["results"][0]["notes"]}
        self.assertIn("accuracy-log", rules)
        self.assertNotIn(str(self.folder), json.dumps(answer))

    def test_json_and_markdown_go_into_files(self):
        self.succeed("report", self.submission, "--json=out.json", "--markdown", "out.md")
        self.assertEqual(len(json.loads((self.folder / "out.json").read_text())["systems"]), 2)
        self.assertIn("| S_T4x4 | 4 | 1000 / 900.50 |", (self.folder / "out.md").read_text())

    def test_a_json_file_named_as_if_json_took_a_value_is_explained(self):
        self.refuse(2, "report", self.submission, "--json", "out.json", says=("--json=out.json",))

    def test_a_part_of_a_tree_is_enough(self):
        part = self.submission / "results" / "S_T4x8" / "resnet50" / "Server"
        self.assertEqual(len(self.rows(self.succeed("report", part, "--csv", "-").out)), 1)

    def test_a_broken_file_is_a_note_and_the_result_stays(self):
        summary = "results/S_T4x4/resnet50/Offline/performance/run_1/mlperf_log_summary.txt"
        put(self.submission / summary, "")
        put(self.submission / "systems/S_T4x8.json", "{")
        rows = self.rows(self.succeed("report", self.submission, "--csv", "-").out)
        self.assertEqual(len(rows), 4)
        self.assertIn("summary is empty", rows[0]["notes"])
        self.assertIn("not valid JSON", rows[2]["notes"])

    def test_what_holds_neither_runs_nor_results_is_refused(self):
        (self.folder / "empty").mkdir()
        self.refuse(3, "report", "empty", says=("empty", "run.json", "<submitter>/results"))
        self.refuse(3, "report", "nowhere", says=("nowhere",))
        (self.folder / "bare/closed/Example/results").mkdir(parents=True)
        self.refuse(3, "report", "bare", says=("no result",))

    def test_two_trees_and_names_from_elsewhere(self):
        other = make_tree(self.folder / "other", {"=1+1|<b>": (2, 10, "9.00")})
        rows = self.rows(self.succeed("report", self.submission, other, "--csv", "-").out)
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows[-1]["system"], "'=1+1|<b>")
        text = self.succeed("report", other, "--markdown", "-").out
        self.assertIn("=1+1\\|&lt;b>", text)


class FoldersOfRuns(ProductTest):
    def test_runs_are_found_below_a_folder_and_listed_as_data(self):
        for _ in range(2):
            self.succeed_unless_disturbed(*EXAMPLE_RUN, "--budget", "1s")
        self.succeed("report", "runs", "--out", "page.html")
        self.assertIn("resnet50", self.text_of(self.folder / "page.html"))
        rows = list(csv.DictReader(io.StringIO(self.succeed("report", "runs", "--csv", "-").out)))
        self.assertEqual([(row["benchmark"], row["scenario"]) for row in rows],
                         [("resnet50", "Offline")] * 2)
