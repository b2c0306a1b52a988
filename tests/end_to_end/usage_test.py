# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""The command line: help, suggestions, refusals, and what the listing verbs print."""
import json
import re
import subprocess
import time

from product import BINARY, EXAMPLE_RUN, ProductTest

VERBS = ("demo", "run", "peak", "tune", "report", "compare", "list", "system", "get",
         "calibrate", "convert", "make", "schedule")


class Help(ProductTest):
    def test_every_verb_explains_itself_with_an_example(self):
        for verb in VERBS:
            with self.subTest(verb):
                result = self.succeed(verb, "--help")
                self.assertIn("example", result.out)
                self.assertIn(f"assay {verb}", result.out)
                self.assertEqual(result.err, "")

    def test_the_overview_names_every_verb_and_the_exit_codes(self):
        result = self.succeed("--help")
        for word in (*VERBS, "Exit codes", "130"):
            self.assertIn(word, result.out)

    def test_without_a_verb_the_overview_is_shown_and_counts_as_wrong_usage(self):
        self.assertEqual(self.assay().code, 2)

    def test_help_is_there_at_once(self):
        begin = time.monotonic()
        self.succeed("report", "--help")
        self.assertLess(time.monotonic() - begin, 2)


    def test_what_only_reads_files_is_linked_with_nothing_that_starts_slowly(self):
        lines = subprocess.run(["ldd", BINARY], capture_output=True, text=True, check=False)
        if lines.returncode != 0:
            self.skipTest("no ldd, or a static binary")
        linked = set(re.findall(r"lib([a-zA-Z+_-]+)[-.0-9]*\.so", lines.stdout))
        self.assertIn("fmt", linked)
        for slow in ("protobuf", "opencv_core", "opencv_imgproc", "curl", "archive", "openvino", "onnx", "torch",
                     "tensorflow", "nvinfer", "hwloc"):
            self.assertNotIn(slow, linked)


class Refusals(ProductTest):
    def test_an_unknown_option_is_named_with_the_nearest_known_one(self):
        self.refuse(2, "run", "resnet50", "--scenaro", "offline", says=("--scenaro", "--scenario"))

    def test_an_unknown_option_with_a_value_behind_an_equals_sign_gets_the_same_help(self):
        self.refuse(2, "run", "resnet50", "--budgt=5s", says=("--budgt", "--budget"))

    def test_an_unknown_verb_is_named_with_the_nearest_known_one(self):
        self.refuse(2, "rum", says=("rum", "run"))

    def test_an_unknown_benchmark_is_named_with_the_nearest_known_one(self):
        self.refuse(2, *EXAMPLE_RUN[:1], "resnet5", *EXAMPLE_RUN[2:], says=("resnet5", "resnet50"))

    def test_an_unknown_scenario_is_named_with_the_nearest_known_one(self):
        self.refuse(2, *EXAMPLE_RUN, "--scenario", "oflline", says=("oflline",))

    def test_an_unknown_backend_is_named(self):
        sentence = self.refuse(2, "run", "resnet50", "--backend", "simulatd", says=("simulatd",))
        self.assertIn("simulated", sentence)

    def test_a_budget_that_is_no_duration_is_refused(self):
        self.refuse(2, *EXAMPLE_RUN, "--budget", "10parsecs", says=("--budget", "10parsecs"))

    def test_a_rate_that_is_no_number_is_refused(self):
        self.refuse(2, *EXAMPLE_RUN, "--scenario", "server", "--target-qps", "many",
                    says=("--target-qps", "many"))

    def test_a_missing_value_is_refused(self):
        self.refuse(2, *EXAMPLE_RUN, "--budget", says=("--budget",))

    def test_closed_refuses_a_latency_bound_of_the_users_own(self):
        self.refuse(2, *EXAMPLE_RUN, "--scenario", "server", "--division", "closed",
                    "--latency-bound", "20ms", says=("Closed",))

    def test_closed_refuses_a_budget(self):
        self.refuse(2, *EXAMPLE_RUN, "--division", "closed", "--budget", "2s", says=("Closed",))

    def test_closed_refuses_a_quality_target_of_the_users_own(self):
        self.refuse(2, *EXAMPLE_RUN, "--division", "closed", "--quality-target", "50",
                    says=("Closed",))


class Listings(ProductTest):
    def test_list_names_benchmarks_backends_and_scenarios(self):
        out = self.succeed("list").out
        for word in ("resnet50", "null", "simulated", "openvino", "Offline", "SingleStream"):
            self.assertIn(word, out)

    def test_list_as_json_is_one_document(self):
        listing = json.loads(self.succeed("list", "--json").out)
        self.assertIn("resnet50", listing["benchmarks"])
        self.assertIn("resnet50", listing["runnable"])
        self.assertIn("simulated", [backend["name"] for backend in listing["backends"]])

    def test_the_tables_of_the_rules_carry_the_rules_numbers(self):
        self.assertIn("ResNet50", self.succeed("list", "--table", "1").out)
        self.assertIn("Server", self.succeed("list", "--table", "2").out)
        for table in ("1", "2"):
            json.loads(self.succeed("list", "--table", table, "--json").out)
        self.assertEqual(self.assay("list", "--table", "3").code, 2)

    def test_system_describes_this_machine(self):
        facts = json.loads(self.succeed("system", "--json").out)
        for name in ("cpu", "cores", "memory", "os", "kernel", "governor", "noise"):
            self.assertTrue(facts[name], name)

    def test_no_escape_codes_where_there_is_no_terminal(self):
        for arguments in (("list",), ("system",), ("--help",)):
            self.assertNotIn("\033", self.succeed(*arguments).out)
