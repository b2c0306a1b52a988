# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""assay peak as a user meets it: answer, kill -9 and go on, Ctrl-C, refusals.

Which rate is right is tested in virtual time (src/run): here the machine may be busy."""
import json
import signal

from product import ProductTest, ending, wait_until

SEARCH = ("peak", "resnet50", "--backend", "simulated", "--budget", "8s", "--out", "peak")


class Peak(ProductTest):
    def probes(self):
        file = self.folder / "peak" / "probes.jsonl"
        return file.read_text().splitlines() if file.exists() else []

    def test_a_search_answers_with_a_rate_an_interval_and_every_probe(self):
        result = self.assay(*SEARCH, "--json")
        self.assertIn(result.code, (0, 1), result)
        answer = json.loads(result.out)
        self.assertEqual(answer["unit"], "queries/s")
        self.assertEqual(len(answer["probes"]), len(self.probes()))
        self.assertGreater(answer["high"], answer["low"])
        self.assertEqual(answer["is_confirmed"], result.code == 0)
        if answer["is_confirmed"]:
            record = json.loads((self.folder / answer["confirmation"] / "run.json").read_text())
            self.assertEqual(record["result"]["verdict"], "VALID")

    def test_a_killed_search_goes_on_where_it_was(self):
        with ending(self.start(*SEARCH)) as process:
            self.assertTrue(wait_until(lambda: len(self.probes()) >= 2), "no probes")
            process.kill()
            process.wait(timeout=30)
        before = self.probes()
        result = self.assay(*SEARCH)
        self.assertIn(result.code, (0, 1), result)
        self.assertIn("going on with the search in peak", result.err)
        self.assertEqual(self.probes()[:len(before)], before)
        self.assertGreater(len(self.probes()), len(before))

    def test_ctrl_c_keeps_the_probes_and_tells_what_is_known(self):
        with ending(self.start(*SEARCH)) as process:
            self.assertTrue(wait_until(lambda: len(self.probes()) >= 1), "no probes")
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=30), 130)
        self.assertGreaterEqual(len(self.probes()), 1)

    def test_refusals_are_one_sentence(self):
        self.refuse(2, "peak", "resnet50", "--scenario", "offline", "--backend", "simulated",
                    says=("nothing to search for in",))
        self.refuse(2, *SEARCH, "--confidence", "1.5", says=("--confidence 1.5 makes no sense",))
        self.refuse(2, *SEARCH, "--loadgen", "official",
                    says=("assay peak needs Assay's own LoadGen",))

    def test_another_plan_in_the_same_folder_is_refused(self):
        self.assay(*SEARCH)
        self.refuse(2, *SEARCH, "--latency-bound", "40ms",
                    says=("holds a search with latency-bound",))
