# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Whole runs on backends without an engine: what is printed, written, judged and reported."""
import json
import re
import time

from product import EXAMPLE_RUN, MACHINE, ProductTest

# Wide enough that other work on the machine that runs the tests cannot make a run INVALID.
WIDE_BOUND = ("--latency-bound", "200ms")
LOGS = ("mlperf_log_summary.txt", "mlperf_log_detail.txt", "mlperf_log_accuracy.json")


class ValidRuns(ProductTest):
    def check_valid(self, run, scenario):
        record = self.record(run)
        self.assertEqual(record["state"], "complete")
        self.assertEqual(record["plan"]["scenario"], scenario)
        self.assertGreater(record["result"]["samples_completed"], 0)
        for log in LOGS:
            self.assertTrue((run / log).exists(), log)
        return record

    def test_offline(self):
        result = self.succeed(*EXAMPLE_RUN, "--scenario", "offline", "--budget", "2s",
                              "--out", "run")
        self.assertIn("VALID for 2 s", result.out)
        self.assertIn("not submission length", result.out)
        self.check_valid(self.folder / "run", "Offline")

    def test_singlestream(self):
        self.succeed(*EXAMPLE_RUN, "--scenario", "singlestream", "--budget", "2s", "--out", "run")
        record = self.check_valid(self.folder / "run", "SingleStream")
        # One sample takes 0.35 ms on the example's cards, with 3 % jitter.
        self.assertGreater(record["result"]["latency"]["p50_ns"], 300_000)

    def test_server_at_a_given_rate(self):
        self.succeed_unless_disturbed(*EXAMPLE_RUN, "--scenario", "server", "--target-qps", "200", "--budget", "2s",
                     *WIDE_BOUND, "--out", "run")
        record = self.check_valid(self.folder / "run", "Server")
        self.assertEqual(record["plan"]["target_qps"], 200)
        # The budget leaves room for late answers, so queries arrive for 1.6 to 2 s: 320 to 400
        # arrivals expected, with 6 standard deviations of a Poisson count on either side.
        self.assertGreaterEqual(record["result"]["samples_completed"], 320 - 6 * 18)
        self.assertLessEqual(record["result"]["samples_completed"], 400 + 6 * 20)

    def test_server_finds_its_rate(self):
        result = self.assay(*EXAMPLE_RUN, "--scenario", "server", "--target-qps", "auto",
                            "--budget", "3s", "--out", "run")
        record = self.record(self.folder / "run")
        # At the edge of what the machine holds, either verdict is right; code and record agree.
        self.assertEqual(result.code, {"VALID": 0, "INVALID": 1}[record["result"]["verdict"]])
        # Four cards of 0.35 ms a sample hold some 11,400 alone, more with batches.
        self.assertGreater(record["plan"]["target_qps"], 100)
        self.assertIn("rate found", result.err)

    def test_multistream(self):
        self.succeed_unless_disturbed(*EXAMPLE_RUN, "--scenario", "multistream", "--samples-per-query", "4",
                     "--budget", "2s", "--out", "run")
        self.check_valid(self.folder / "run", "MultiStream")

    def test_the_null_backend_measures_the_harness_alone(self):
        for scenario in ("offline", "singlestream"):
            with self.subTest(scenario):
                self.succeed("run", "resnet50", "--backend", "null", "--scenario", scenario,
                             "--budget", "1s", "--out", scenario)
                self.assertGreater(self.record(self.folder / scenario)["result"]["headline"], 0)

    def test_the_run_folder_has_a_name_of_its_own_below_runs(self):
        for _ in range(2):
            self.succeed("run", "resnet50", "--backend", "null", "--budget", "1s")
        folders = sorted(path.name for path in (self.folder / "runs").iterdir())
        self.assertEqual(len(folders), 2)
        self.assertTrue(all("resnet50" in name for name in folders), folders)

    def test_a_budget_bounds_the_time_of_the_test(self):
        begin = time.monotonic()
        self.succeed_unless_disturbed(*EXAMPLE_RUN, "--scenario", "server", "--target-qps", "100",
                                      "--budget", "2s", *WIDE_BOUND)
        self.assertLess(time.monotonic() - begin, 20)


class Output(ProductTest):
    def test_json_is_one_document_on_stdout_and_equals_the_file(self):
        result = self.succeed(*EXAMPLE_RUN, "--budget", "1s", "--json", "--out", "run")
        self.assertEqual(json.loads(result.out), self.record(self.folder / "run"))
        self.assertTrue(result.err)  # progress is there, and it is not on stdout

    def test_quiet_says_nothing_but_the_result(self):
        result = self.succeed(*EXAMPLE_RUN, "--budget", "1s", "--quiet", "--out", "run")
        self.assertEqual(result.err, "")
        self.assertNotIn("\033", result.out)

    def test_the_command_line_and_the_machine_are_kept(self):
        self.succeed(*EXAMPLE_RUN, "--budget", "1s", "--out", "run")
        record = self.record(self.folder / "run")
        self.assertEqual(record["command_line"][:3], ["assay", "run", "resnet50"])
        self.assertTrue(record["environment"]["cpu"])

    def test_a_folder_that_holds_a_run_is_never_overwritten(self):
        self.succeed(*EXAMPLE_RUN, "--budget", "1s", "--out", "run")
        before = (self.folder / "run" / "run.json").read_bytes()
        self.refuse(2, *EXAMPLE_RUN, "--budget", "1s", "--out", "run", says=("run", "--out"))
        self.assertEqual((self.folder / "run" / "run.json").read_bytes(), before)


class Judgements(ProductTest):
    def test_a_bound_that_cannot_be_met_is_invalid_and_said_before_the_run(self):
        result = self.assay(*EXAMPLE_RUN, "--scenario", "server", "--target-qps", "100",
                            "--latency-bound", "100us", "--budget", "2s", "--out", "run")
        self.assertEqual(result.code, 1, str(result))
        self.assertIn("no rate can be VALID", result.err)
        self.assertIn("INVALID", result.out)
        self.assertIn("not the rules' bound", result.out)
        record = self.record(self.folder / "run")
        self.assertEqual(record["result"]["verdict"], "INVALID")
        self.assertIn("latency-bound", [f["rule"] for f in record["result"]["findings"]])

    def test_overload_is_invalid_and_one_remedy_is_given(self):
        machine = self.folder / "slow.toml"
        machine.write_text('name = "slow"\nclasses = 10\n[[device]]\nname = "slow card"\ncount = 1\n'
                           "concurrency = 1\ncurve = [ { batch = 1, ms = 10.0 } ]\n")
        result = self.assay("run", "resnet50", "--backend", "simulated", "--backend-config", machine,
                            "--batch", "1", "--scenario", "server", "--target-qps", "500",
                            "--budget", "2s", "--out", "run")
        self.assertEqual(result.code, 1, str(result))
        remedies = {line for line in result.out.splitlines() if "to change:" in line}
        self.assertEqual(len(remedies), 1, str(result))
        self.assertIn("lower --target-qps", remedies.pop())

    def test_an_engine_that_fails_gives_no_verdict(self):
        machine = self.folder / "broken.toml"
        machine.write_text(MACHINE.read_text() + '\nfailure = { load = "the card is on fire" }\n')
        result = self.assay("run", "resnet50", "--backend", "simulated", "--backend-config", machine,
                            "--budget", "1s", "--out", "run")
        self.assertEqual(result.code, 3, str(result))
        self.assertIn("the card is on fire", result.err)
        self.assertEqual(self.record(self.folder / "run")["state"], "failed")

    def test_batches_that_are_never_answered_end_the_run_and_are_named(self):
        # The warm-up takes a fifth of the budget, at most 60 batches; the card falls silent after.
        machine = self.folder / "silent.toml"
        machine.write_text('name = "silent"\nclasses = 10\n[[device]]\nname = "card"\ncount = 1\n'
                           "concurrency = 1\ncurve = [ { batch = 1, ms = 10.0 } ]\n"
                           "failure = { silent_after = 80 }\n")
        result = self.assay("run", "resnet50", "--backend", "simulated", "--backend-config", machine,
                            "--scenario", "server", "--target-qps", "50", "--batch", "1",
                            "--budget", "3s", "--out", "run", timeout=60)
        self.assertEqual(result.code, 3, str(result))
        reason = "the engine did not give back its last batches within 10 s"
        self.assertEqual(result.err.splitlines()[-1], f"assay: {reason}")
        record = self.record(self.folder / "run")
        self.assertEqual(record["state"], "failed")
        self.assertEqual(record["failure"], reason)
        self.assertNotEqual(record["result"]["verdict"], "VALID")
        self.assertIn("unanswered", [f["rule"] for f in record["result"]["findings"]])


class Reports(ProductTest):
    def test_runs_become_one_page_that_needs_nothing_else(self):
        for scenario in ("offline", "singlestream"):
            self.succeed(*EXAMPLE_RUN, "--scenario", scenario, "--budget", "1s", "--out", scenario)
        result = self.succeed("report", "offline", "singlestream", "--out", "page.html")
        self.assertEqual(result.out.strip(), "page.html")
        html = (self.folder / "page.html").read_text(encoding="utf-8")
        self.assertIn("<svg", html)
        self.assertEqual([], re.findall(r'(?:src|href)="(?!#|data:)[^"]*"|@import', html))
        text = self.text_of(self.folder / "page.html")
        for word in ("Offline", "SingleStream", "VALID for 1 s", "simulated"):
            self.assertIn(word, text)
        self.assertNotIn("MLPerf result", text.replace("not an MLPerf result", "")
                         .replace("No MLPerf result", "").replace("not MLPerf results", ""))

    def test_a_report_as_json_is_one_document(self):
        self.succeed(*EXAMPLE_RUN, "--budget", "1s", "--out", "run")
        self.assertEqual(len(json.loads(self.succeed("report", "run", "--json").out)), 1)

    def test_a_folder_without_a_run_is_refused(self):
        (self.folder / "empty").mkdir()
        self.refuse(3, "report", "empty", says=("empty",))
        self.refuse(3, "report", "absent", says=("absent",))

    def test_a_broken_run_file_is_refused_with_its_place(self):
        self.succeed(*EXAMPLE_RUN, "--budget", "1s", "--out", "run")
        (self.folder / "run" / "run.json").write_text('{\n  "schema_version": 1,\n  oops\n}\n')
        self.refuse(3, "report", "run", says=("run.json", "3"))
